import type { Rng } from "../core/rng";

/**
 * Glorot's uniform start: each weight drawn from ±√(6 / (fanIn + fanOut)) (Glorot and Bengio 2010, eq. 16). Drawn on the
 * host, so that every backend starts from the same numbers.
 */
export function glorotUniform(size: number, fanIn: number, fanOut: number, rng: Rng): Float32Array {
  const limit = Math.sqrt(6 / (fanIn + fanOut));
  const values = new Float32Array(size);
  for (let i = 0; i < size; i++) values[i] = rng.between(-limit, limit);
  return values;
}
