import { type Matrix, matrix } from "../../core/matrix";
import { Rng } from "../../core/rng";

/** `n` points around `centres` corners of a cube of side 8 in `d` dimensions, point i around corner i % centres. */
export function blobs(n: number, d: number, centres: number): Matrix {
  const rng = Rng.fromSeed("blobs");
  const corners = Float32Array.from({ length: centres * d }, () => 8 * rng.integer(2));
  return matrix(
    Float32Array.from({ length: n * d }, (_, p) => corners[(Math.floor(p / d) % centres) * d + (p % d)] + rng.normal()),
    n,
    d,
  );
}
