/** Ordered pairs of two images that lie together in a cell, from the cells' sizes. Exact up to 90 million images. */
export function pairsWithin(sizes: Float64Array): number {
  let sum = 0;
  for (const size of sizes) sum += size * (size - 1);
  return sum;
}
