/**
 * How often each cluster (row) meets each class (column), over the labelled images. Only cells that hold an image are kept, so that
 * it is never larger than the images are many; rows and columns without images are left out.
 */
export interface Contingency {
  /** Number of clusters with a labelled image. */
  readonly rows: number;
  /** Number of classes with an image. */
  readonly cols: number;
  /** [rows + 1] Row r has the cells from starts[r] to starts[r + 1]. */
  readonly starts: Int32Array;
  /** [cells] column of each cell. */
  readonly columns: Int32Array;
  /** [cells] images in each cell, from 1. */
  readonly counts: Float64Array;
  /** [rows] images a cluster. */
  readonly rowSums: Float64Array;
  /** [cols] images a class. */
  readonly colSums: Float64Array;
  /** Labelled images. */
  readonly total: number;
}

/**
 * Counts `labels` [n] against `truth` [n]. Images whose truth is negative (no label) are left out. Every value of `labels` is a
 * cluster, so noise (-1) is one more cluster, as in scikit-learn. Throws where the lengths differ.
 */
export function contingencyOf(labels: Int32Array, truth: Int32Array): Contingency {
  if (labels.length !== truth.length)
    throw new RangeError(`contingency: labels and truth must be of one length, got ${labels.length} and ${truth.length}.`);
  const clusters = compact(labels, truth);
  const classes = compact(truth, truth);
  const rowSums = sizesOf(clusters, truth);
  const colSums = sizesOf(classes, truth);
  const { first, column } = byRow(clusters.codes, classes.codes, rowSums, truth);

  const starts = new Int32Array(clusters.count + 1);
  const columns = new Int32Array(column.length);
  const counts = new Float64Array(column.length);
  const cellOf = new Int32Array(classes.count).fill(-1);
  let cells = 0;
  for (let row = 0; row < clusters.count; row++) {
    starts[row] = cells;
    for (let at = first[row]; at < first[row + 1]; at++) {
      const col = column[at];
      // A cell before this row's first is another row's.
      if (cellOf[col] < starts[row]) {
        cellOf[col] = cells;
        columns[cells++] = col;
      }
      counts[cellOf[col]]++;
    }
  }
  starts[clusters.count] = cells;
  return {
    rows: clusters.count,
    cols: classes.count,
    starts,
    columns: columns.slice(0, cells),
    counts: counts.slice(0, cells),
    rowSums,
    colSums,
    total: column.length,
  };
}

interface Compact {
  /** [n], meaningless where there is no label. */
  readonly codes: Int32Array;
  readonly count: number;
}

/** Values of the labelled images as 0, 1, ... in the order of first sight; any integers will do. */
function compact(values: Int32Array, truth: Int32Array): Compact {
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

function sizesOf({ codes, count }: Compact, truth: Int32Array): Float64Array {
  const sizes = new Float64Array(count);
  for (let i = 0; i < codes.length; i++) if (truth[i] >= 0) sizes[codes[i]]++;
  return sizes;
}

/** Columns of the labelled images, row after row: those of row r lie from first[r] to first[r + 1]. */
function byRow(rowOf: Int32Array, colOf: Int32Array, rowSums: Float64Array, truth: Int32Array) {
  const first = new Int32Array(rowSums.length + 1);
  for (let row = 0; row < rowSums.length; row++) first[row + 1] = first[row] + rowSums[row];
  const column = new Int32Array(first[rowSums.length]);
  const next = first.slice();
  for (let i = 0; i < rowOf.length; i++) if (truth[i] >= 0) column[next[rowOf[i]]++] = colOf[i];
  return { first, column };
}
