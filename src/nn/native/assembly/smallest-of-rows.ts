/**
 * The k smallest values of each row of x [rows, cols], ascending, the first among equals: values [rows, k] of f32 and their
 * columns [rows, k] of i32. k is at most cols; addresses in bytes.
 */
export function smallestOfRows(x: usize, rows: i32, cols: i32, k: i32, values: usize, columns: usize): void {
  const listBytes = (<usize>k) << 2;
  for (let row = 0; row < rows; row++, values += listBytes, columns += listBytes) {
    let col = 0;
    for (; col < k; col++, x += 4) insert(load<f32>(x), col, values, columns, col);
    const last = values + listBytes - 4;
    for (; col + 4 <= cols; col += 4, x += 16) {
      if (!v128.any_true(f32x4.lt(v128.load(x), v128.load32_splat(last)))) continue;
      for (let lane = 0; lane < 4; lane++) {
        const value = load<f32>(x + ((<usize>lane) << 2));
        if (value < load<f32>(last)) insert(value, col + lane, values, columns, k - 1);
      }
    }
    for (; col < cols; col++, x += 4) {
      const value = load<f32>(x);
      if (value < load<f32>(last)) insert(value, col, values, columns, k - 1);
    }
  }
}

/** Puts a value into a sorted list of which the first `length` entries stay; the next one is overwritten. */
function insert(value: f32, column: i32, values: usize, columns: usize, length: i32): void {
  let at = (<usize>length) << 2;
  for (; at > 0 && value < load<f32>(values + at - 4); at -= 4) {
    store<f32>(values + at, load<f32>(values + at - 4));
    store<i32>(columns + at, load<i32>(columns + at - 4));
  }
  store<f32>(values + at, value);
  store<i32>(columns + at, column);
}
