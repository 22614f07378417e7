import { multiplyAdd } from "./multiply-add";

/** Rows and columns of the tile of the result that one call computes in registers: 8 accumulators, 2 of b, 1 of a. */
export const TILE_ROWS: i32 = 4;
export const TILE_COLS: i32 = 8;

/**
 * The tile c [4, 8] of a · b, from panels a [depth, 4] and b [depth, 8]; rows of c lie `stride` bytes apart. Adds to what is
 * there when `accumulate`. All addresses in bytes.
 */
export function multiplyTile(depth: i32, a: usize, b: usize, c: usize, stride: usize, accumulate: bool): void {
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
    c00 = multiplyAdd(x, b0, c00);
    c01 = multiplyAdd(x, b1, c01);
    x = v128.load32_splat(a, 4);
    c10 = multiplyAdd(x, b0, c10);
    c11 = multiplyAdd(x, b1, c11);
    x = v128.load32_splat(a, 8);
    c20 = multiplyAdd(x, b0, c20);
    c21 = multiplyAdd(x, b1, c21);
    x = v128.load32_splat(a, 12);
    c30 = multiplyAdd(x, b0, c30);
    c31 = multiplyAdd(x, b1, c31);
    a += 16;
    b += 32;
  }
  const second = c + stride;
  const third = second + stride;
  const fourth = third + stride;
  if (accumulate) {
    c00 = f32x4.add(c00, v128.load(c));
    c01 = f32x4.add(c01, v128.load(c, 16));
    c10 = f32x4.add(c10, v128.load(second));
    c11 = f32x4.add(c11, v128.load(second, 16));
    c20 = f32x4.add(c20, v128.load(third));
    c21 = f32x4.add(c21, v128.load(third, 16));
    c30 = f32x4.add(c30, v128.load(fourth));
    c31 = f32x4.add(c31, v128.load(fourth, 16));
  }
  v128.store(c, c00);
  v128.store(c, c01, 16);
  v128.store(second, c10);
  v128.store(second, c11, 16);
  v128.store(third, c20);
  v128.store(third, c21, 16);
  v128.store(fourth, c30);
  v128.store(fourth, c31, 16);
}
