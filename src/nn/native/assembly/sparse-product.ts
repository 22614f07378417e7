import { multiplyAdd } from "./multiply-add";

/**
 * Rows [from, to) of out [rows, width] = A x for x [cols, width] and A in compressed sparse rows: the entries of row r are
 * starts[r] up to starts[r + 1] of `columns` and `values`. Sums run in the entries' order. Addresses in bytes; out must not
 * overlap x.
 */
export function sparseProduct(
  starts: usize,
  columns: usize,
  values: usize,
  x: usize,
  out: usize,
  width: i32,
  from: i32,
  to: i32,
): void {
  const row = (<usize>width) << 2;
  const wide = row & ~(<usize>127);
  const whole = row & ~(<usize>15);
  out += <usize>from * row;
  for (let r = from; r < to; r++, out += row) {
    const first = (<usize>load<i32>(starts + ((<usize>r) << 2))) << 2;
    const end = (<usize>load<i32>(starts + ((<usize>r) << 2), 4)) << 2;
    let at: usize = 0;
    // 32 columns a time, so that their sums stay in registers.
    for (; at < wide; at += 128) {
      let s0 = f32x4.splat(0);
      let s1 = s0;
      let s2 = s0;
      let s3 = s0;
      let s4 = s0;
      let s5 = s0;
      let s6 = s0;
      let s7 = s0;
      for (let e = first; e < end; e += 4) {
        const weight = v128.load32_splat(values + e);
        const place = x + <usize>load<i32>(columns + e) * row + at;
        s0 = multiplyAdd(weight, v128.load(place), s0);
        s1 = multiplyAdd(weight, v128.load(place, 16), s1);
        s2 = multiplyAdd(weight, v128.load(place, 32), s2);
        s3 = multiplyAdd(weight, v128.load(place, 48), s3);
        s4 = multiplyAdd(weight, v128.load(place, 64), s4);
        s5 = multiplyAdd(weight, v128.load(place, 80), s5);
        s6 = multiplyAdd(weight, v128.load(place, 96), s6);
        s7 = multiplyAdd(weight, v128.load(place, 112), s7);
      }
      v128.store(out + at, s0);
      v128.store(out + at, s1, 16);
      v128.store(out + at, s2, 32);
      v128.store(out + at, s3, 48);
      v128.store(out + at, s4, 64);
      v128.store(out + at, s5, 80);
      v128.store(out + at, s6, 96);
      v128.store(out + at, s7, 112);
    }
    for (; at < whole; at += 16) {
      let sum = f32x4.splat(0);
      for (let e = first; e < end; e += 4) {
        const place = x + <usize>load<i32>(columns + e) * row + at;
        sum = multiplyAdd(v128.load32_splat(values + e), v128.load(place), sum);
      }
      v128.store(out + at, sum);
    }
    for (; at < row; at += 4) {
      let sum: f32 = 0;
      for (let e = first; e < end; e += 4) {
        sum += load<f32>(values + e) * load<f32>(x + <usize>load<i32>(columns + e) * row + at);
      }
      store<f32>(out + at, sum);
    }
  }
}
