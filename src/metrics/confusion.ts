import { assignGreatest, type CellWeights } from "./hungarian";

/**
 * How `clusters` clusters and the named classes overlap: [clusters, classes] row-major counts over the labelled images,
 * and the class that the best one-to-one assignment gives each cluster (-1 for clusters left over). Images with truth
 * -1 or label -1 are left out. A cluster may be matched with a class it shares no image with, where no better is left.
 */
export function confusionOf(
  labels: Int32Array,
  clusters: number,
  truth: Int32Array,
  classNames: readonly string[],
): { counts: Int32Array; clusters: number; classes: readonly string[]; match: Int32Array } {
  const classes = classNames.length;
  const counts = new Int32Array(clusters * classes);
  for (let i = 0; i < labels.length; i++) {
    if (truth[i] < 0 || labels[i] < 0) continue;
    if (truth[i] >= classes || labels[i] >= clusters)
      throw new RangeError(
        `confusion: image ${i} has cluster ${labels[i]} of ${clusters} and class ${truth[i]} of ${classes}, which is out of range.`,
      );
    counts[labels[i] * classes + truth[i]]++;
  }
  return { counts, clusters, classes: classNames, match: assignGreatest(cellsOf(counts, clusters, classes)) };
}

/** The cells of `counts` [rows, cols] that are not empty. */
function cellsOf(counts: Int32Array, rows: number, cols: number): CellWeights {
  const starts = new Int32Array(rows + 1);
  const columns: number[] = [];
  const weights: number[] = [];
  for (let row = 0; row < rows; row++) {
    for (let col = 0; col < cols; col++) {
      const count = counts[row * cols + col];
      if (count === 0) continue;
      columns.push(col);
      weights.push(count);
    }
    starts[row + 1] = columns.length;
  }
  return { rows, cols, starts, columns: Int32Array.from(columns), counts: Float64Array.from(weights) };
}
