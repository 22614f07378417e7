import { multiplyAdd } from "./multiply-add";

/**
 * The tile out [4, 8] of squared distances of the rows of panel a [depth, 4] from those of panel b [depth, 8], from explicit
 * differences, so that nothing cancels; rows of `out` lie `stride` bytes apart. All addresses in bytes.
 */
export function differenceTile(depth: i32, a: usize, b: usize, out: usize, stride: usize): void {
  let c00 = f32x4.splat(0);
  let c01 = c00;
  let c10 = c00;
  let c11 = c00;
  let c20 = c00;
  let c21 = c00;
  let c30 = c00;
  let c31 = c00;
  const end = a + ((<usize>depth) << 4);
  while (a < end) {
    const b0 = v128.load(b);
    const b1 = v128.load(b, 16);
    let x = v128.load32_splat(a);
    let low = f32x4.sub(x, b0);
    let high = f32x4.sub(x, b1);
    c00 = multiplyAdd(low, low, c00);
    c01 = multiplyAdd(high, high, c01);
    x = v128.load32_splat(a, 4);
    low = f32x4.sub(x, b0);
    high = f32x4.sub(x, b1);
    c10 = multiplyAdd(low, low, c10);
    c11 = multiplyAdd(high, high, c11);
    x = v128.load32_splat(a, 8);
    low = f32x4.sub(x, b0);
    high = f32x4.sub(x, b1);
    c20 = multiplyAdd(low, low, c20);
    c21 = multiplyAdd(high, high, c21);
    x = v128.load32_splat(a, 12);
    low = f32x4.sub(x, b0);
    high = f32x4.sub(x, b1);
    c30 = multiplyAdd(low, low, c30);
    c31 = multiplyAdd(high, high, c31);
    a += 16;
    b += 32;
  }
  const second = out + stride;
  const third = second + stride;
  const fourth = third + stride;
  v128.store(out, c00);
  v128.store(out, c01, 16);
  v128.store(second, c10);
  v128.store(second, c11, 16);
  v128.store(third, c20);
  v128.store(third, c21, 16);
  v128.store(fourth, c30);
  v128.store(fourth, c31, 16);
}
