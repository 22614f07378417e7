/** Fractional part of the golden ratio: its multiples fill [0, 1) most evenly. */
const GOLDEN = 0.6180339887498949;

/**
 * At most `limit` indices of [0, count), strictly increasing and evenly spread; all of them for a null limit.
 * Each comes from its own stratum of count / limit, at a place in it that differs from stratum to stratum: a fixed stride of 10
 * over files whose classes come in turns of 10 would keep one class only.
 */
export function spreadIndices(count: number, limit: number | null): Int32Array {
  if (limit === null || limit >= count) return Int32Array.from({ length: count }, (_, i) => i);
  const kept = Math.max(0, Math.floor(limit));
  const indices = new Int32Array(kept);
  const stride = count / kept;
  let previous = -1;
  for (let i = 0; i < kept; i++) {
    const inStratum = (i * GOLDEN) % 1;
    const index = Math.floor((i + inStratum) * stride);
    previous = Math.min(Math.max(index, previous + 1), count - (kept - i));
    indices[i] = previous;
  }
  return indices;
}
