/** Rows that are added up in single precision before they go to the sum in double precision: short enough to lose nothing. */
const ROWS_AT_ONCE: i32 = 64;

/** Bytes of scratch that `sumMiddle` needs. */
export function sumMiddleScratch(inner: i32): usize {
  return <usize>inner * 12 + 16;
}

/**
 * out [outer, inner] = factor · Σ over the middle axis of x [outer, middle, inner], summed in double precision. A long sum in
 * single precision drifts: 10⁶ times 0.1 came out as 100,958.
 */
export function sumMiddle(x: usize, out: usize, outer: i32, middle: i32, inner: i32, factor: f64, scratch: usize): void {
  for (let o = 0; o < outer; o++) {
    if (inner === 1) {
      store<f32>(out, <f32>(sumRow(x, middle) * factor));
      x += (<usize>middle) << 2;
    } else {
      sumColumns(x, out, middle, inner, factor, scratch);
      x += (<usize>(middle * inner)) << 2;
    }
    out += (<usize>inner) << 2;
  }
}

/** Σ of `count` values that lie side by side. */
function sumRow(x: usize, count: i32): f64 {
  let low = f64x2.splat(0);
  let high = f64x2.splat(0);
  let i = 0;
  for (; i + 4 <= count; i += 4, x += 16) {
    const values = v128.load(x);
    low = f64x2.add(low, f64x2.promote_low_f32x4(values));
    high = f64x2.add(high, f64x2.promote_low_f32x4(i64x2.shuffle(values, values, 1, 0)));
  }
  const both = f64x2.add(low, high);
  let sum = f64x2.extract_lane(both, 0) + f64x2.extract_lane(both, 1);
  for (; i < count; i++, x += 4) sum += <f64>load<f32>(x);
  return sum;
}

/** out [cols] = factor · Σ of the rows of x [rows, cols]. */
function sumColumns(x: usize, out: usize, rows: i32, cols: i32, factor: f64, scratch: usize): void {
  const totals = (scratch + 7) & ~7;
  const block = totals + ((<usize>cols) << 3);
  const bytes = (<usize>cols) << 2;
  memory.fill(totals, 0, bytes << 1);
  for (let r = 0; r < rows; r += ROWS_AT_ONCE) {
    const end = min(rows, r + ROWS_AT_ONCE);
    memory.fill(block, 0, bytes);
    for (let row = r; row < end; row++) {
      let at = block;
      let c = 0;
      for (; c + 4 <= cols; c += 4, at += 16, x += 16) v128.store(at, f32x4.add(v128.load(at), v128.load(x)));
      for (; c < cols; c++, at += 4, x += 4) store<f32>(at, load<f32>(at) + load<f32>(x));
    }
    for (let c = 0; c < cols; c++) {
      const total = totals + ((<usize>c) << 3);
      store<f64>(total, load<f64>(total) + <f64>load<f32>(block + ((<usize>c) << 2)));
    }
  }
  for (let c = 0; c < cols; c++) {
    store<f32>(out + ((<usize>c) << 2), <f32>(load<f64>(totals + ((<usize>c) << 3)) * factor));
  }
}
