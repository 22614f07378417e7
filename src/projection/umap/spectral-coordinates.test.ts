import { expect, it } from "vitest";
import { Rng } from "../../core/rng";
import { fromTriplets, type SparseMatrix } from "../../numerics/sparse-matrix";
import { spectralCoordinates } from "./spectral-coordinates";
import { WorkPace } from "./work-pace";

const rng = Rng.fromSeed("spectrum");
const pace = () => new WorkPace(async () => {});

/** Every point tied to the next, in rings of `size`. */
function rings(count: number, size: number): SparseMatrix {
  const n = count * size;
  const next = (i: number) => Math.floor(i / size) * size + ((i + 1) % size);
  const points = Int32Array.from({ length: n }, (_, i) => i);
  return fromTriplets(n, n, {
    rows: Int32Array.from([...points, ...points.map(next)]),
    columns: Int32Array.from([...points.map(next), ...points]),
    values: new Float64Array(2 * n).fill(0.5),
  });
}

it("lays a ring out as a circle", async () => {
  const coordinates = await spectralCoordinates(rings(1, 50), 2, rng, pace());
  // The slowest vibrations of a ring are a sine and a cosine, each of length 1.
  const radii = Array.from({ length: 50 }, (_, i) =>
    Math.hypot(coordinates?.data[2 * i] ?? 0, coordinates?.data[2 * i + 1] ?? 0),
  );
  for (const radius of radii) expect(Math.abs(radius - Math.sqrt(2 / 50))).toBeLessThan(1e-3);
});

it("gives none for a graph in pieces, nor for fewer points than it takes", async () => {
  expect(await spectralCoordinates(rings(2, 20), 2, rng, pace())).toBeNull();
  expect(await spectralCoordinates(rings(1, 3), 2, rng, pace())).toBeNull();
});

it("passes an abort on", async () => {
  const stopped = new WorkPace(() => Promise.reject(new Error("enough")));
  await expect(spectralCoordinates(rings(1, 20_000), 2, rng, stopped)).rejects.toThrow("enough");
});
