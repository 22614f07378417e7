/**
 * The one-to-one assignment of rows to columns with the greatest sum of `weights` [rows, cols]: [rows] column of each
 * row, or -1 for those left over where there are more rows than columns.
 *
 * Shortest augmenting paths with potentials (Kuhn 1955; Jonker and Volgenant, Computing 38, 1987), O(min^2 * max).
 * Weights must be finite; equal inputs give equal assignments.
 */
export function assignGreatest(weights: ArrayLike<number>, rows: number, cols: number): Int32Array {
  if (weights.length !== rows * cols)
    throw new RangeError(`assignment: [${rows}, ${cols}] needs ${rows * cols} weights, got ${weights.length}.`);
  if (rows <= cols) return assignRows(rows, cols, (r, c) => -weights[r * cols + c]);
  const match = new Int32Array(rows).fill(-1);
  assignRows(cols, rows, (c, r) => -weights[r * cols + c]).forEach((r, c) => {
    match[r] = c;
  });
  return match;
}

/** [rows] column of each row at least cost; needs rows <= cols. */
function assignRows(rows: number, cols: number, cost: (row: number, col: number) => number): Int32Array {
  // Column `cols` is a stand-in that holds the row being placed.
  const rowOf = new Int32Array(cols + 1).fill(-1);
  const rowPotential = new Float64Array(rows);
  const colPotential = new Float64Array(cols + 1);
  const slack = new Float64Array(cols);
  const cameFrom = new Int32Array(cols);
  const done = new Uint8Array(cols + 1);
  for (let placed = 0; placed < rows; placed++) {
    rowOf[cols] = placed;
    slack.fill(Number.POSITIVE_INFINITY);
    done.fill(0);
    let col = cols;
    do {
      done[col] = 1;
      const row = rowOf[col];
      let next = -1;
      let least = Number.POSITIVE_INFINITY;
      for (let c = 0; c < cols; c++) {
        if (done[c]) continue;
        const reduced = cost(row, c) - rowPotential[row] - colPotential[c];
        if (reduced < slack[c]) {
          slack[c] = reduced;
          cameFrom[c] = col;
        }
        if (slack[c] < least) {
          least = slack[c];
          next = c;
        }
      }
      if (next < 0) throw new RangeError("assignment: weights must be finite numbers.");
      for (let c = 0; c <= cols; c++) {
        if (done[c]) {
          rowPotential[rowOf[c]] += least;
          colPotential[c] -= least;
        } else slack[c] -= least;
      }
      col = next;
    } while (rowOf[col] >= 0);
    while (col !== cols) {
      const before = cameFrom[col];
      rowOf[col] = rowOf[before];
      col = before;
    }
  }
  const match = new Int32Array(rows);
  for (let c = 0; c < cols; c++) if (rowOf[c] >= 0) match[rowOf[c]] = c;
  return match;
}
