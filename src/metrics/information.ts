import type { Contingency } from "./contingency";

/** Entropy in nats of a partition with parts of these positive `sizes`, which sum to `total`. */
export function entropyOf(sizes: Float64Array, total: number): number {
  let sum = 0;
  for (const size of sizes) sum -= (size / total) * Math.log(size / total);
  return sum;
}

/** Mutual information in nats of clusters and classes: what knowing the one tells of the other. Never negative. */
export function mutualInformation({ rows, starts, columns, counts, rowSums, colSums, total }: Contingency): number {
  let sum = 0;
  for (let row = 0; row < rows; row++) {
    for (let cell = starts[row]; cell < starts[row + 1]; cell++) {
      const count = counts[cell];
      sum += (count / total) * Math.log((count * total) / (rowSums[row] * colSums[columns[cell]]));
    }
  }
  return Math.max(0, sum);
}
