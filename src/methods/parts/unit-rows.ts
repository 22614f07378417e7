/** Brings every row of `values` [n, cols] to Euclidean length 1, in place; a row of zeros stays. */
export function unitRows(values: Float64Array, cols: number): void {
  for (let start = 0; start < values.length; start += cols) {
    let square = 0;
    for (let p = start; p < start + cols; p++) square += values[p] * values[p];
    if (square === 0) continue;
    const scale = 1 / Math.sqrt(square);
    for (let p = start; p < start + cols; p++) values[p] *= scale;
  }
}
