/** How often each cluster meets each class, over the labelled images. Rows and columns without images are left out. */
export interface Contingency {
  /** [rows, cols] row-major. */
  readonly counts: Float64Array;
  /** Number of clusters with a labelled image. */
  readonly rows: number;
  /** Number of classes with an image. */
  readonly cols: number;
  /** [rows] images a cluster. */
  readonly rowSums: Float64Array;
  /** [cols] images a class. */
  readonly colSums: Float64Array;
  /** Labelled images. */
  readonly total: number;
}

/** Counts `labels` [n] against `truth` [n]; images with negative truth are left out. Throws where the lengths differ. */
export function contingencyOf(labels: Int32Array, truth: Int32Array): Contingency {
  if (labels.length !== truth.length)
    throw new RangeError(`contingency: labels and truth must be of one length, got ${labels.length} and ${truth.length}.`);
  const clusters = compact(labels, truth);
  const classes = compact(truth, truth);
  const counts = new Float64Array(clusters.count * classes.count);
  const rowSums = new Float64Array(clusters.count);
  const colSums = new Float64Array(classes.count);
  let total = 0;
  for (let i = 0; i < labels.length; i++) {
    if (truth[i] < 0) continue;
    const row = clusters.codes[i];
    const col = classes.codes[i];
    counts[row * classes.count + col]++;
    rowSums[row]++;
    colSums[col]++;
    total++;
  }
  return { counts, rows: clusters.count, cols: classes.count, rowSums, colSums, total };
}

/** Values of the labelled images as 0, 1, ... in the order of first sight; any integers will do. */
function compact(values: Int32Array, truth: Int32Array): { codes: Int32Array; count: number } {
  const codes = new Int32Array(values.length);
  const seen = new Map<number, number>();
  // A run of equal or small values is the rule: a table is ten times faster than the map, which takes the rest.
  const table = new Int32Array(4096).fill(-1);
  let count = 0;
  for (let i = 0; i < values.length; i++) {
    if (truth[i] < 0) continue;
    const value = values[i];
    if (value >= 0 && value < table.length) {
      if (table[value] < 0) table[value] = count++;
      codes[i] = table[value];
      continue;
    }
    let code = seen.get(value);
    if (code === undefined) {
      code = count++;
      seen.set(value, code);
    }
    codes[i] = code;
  }
  return { codes, count };
}
