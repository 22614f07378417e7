import { BLOCK_ROWS, blockDepth, EDGE_BYTES, LEFT_BYTES, multiplyBlock, panelCols } from "./blocks";
import { packLeft, packRight } from "./pack";

/** Bytes of scratch that `matrixProduct` needs for a part of `cols` columns. */
export function matrixProductScratch(cols: i32, depth: i32): usize {
  return LEFT_BYTES + EDGE_BYTES + ((<usize>panelCols(cols) * <usize>blockDepth(depth)) << 2);
}

/**
 * c [m, n] = activation(a · b + bias), for rows [row, rowEnd) and columns [col, colEnd) of it, so that threads can share a
 * product. a is [m, depth], or [depth, m] when `leftTransposed`; b [depth, n], or [n, depth] when `rightTransposed`; all
 * dense, addresses in bytes; `bias` [n], or 0. c must overlap neither a nor b.
 */
export function matrixProduct(
  a: usize,
  b: usize,
  c: usize,
  bias: usize,
  m: i32,
  n: i32,
  depth: i32,
  leftTransposed: bool,
  rightTransposed: bool,
  activation: i32,
  row: i32,
  rowEnd: i32,
  col: i32,
  colEnd: i32,
  scratch: usize,
): void {
  const rowStep: usize = leftTransposed ? 4 : (<usize>depth) << 2;
  const leftDepthStep: usize = leftTransposed ? (<usize>m) << 2 : 4;
  const colStep: usize = rightTransposed ? (<usize>depth) << 2 : 4;
  const rightDepthStep: usize = rightTransposed ? 4 : (<usize>n) << 2;
  const edge = scratch;
  const left = edge + EDGE_BYTES;
  const right = left + LEFT_BYTES;
  const stride = (<usize>n) << 2;
  const step = blockDepth(depth);
  const cols = colEnd - col;
  if (bias !== 0) bias += (<usize>col) << 2;
  for (let p = 0; p < depth || p === 0; p += step) {
    const deep = min(step, depth - p);
    packRight(b + <usize>p * rightDepthStep, rightDepthStep, colStep, col, colEnd, deep, right);
    for (let r = row; r < rowEnd; r += BLOCK_ROWS) {
      const end = min(rowEnd, r + BLOCK_ROWS);
      packLeft(a + <usize>p * leftDepthStep, rowStep, leftDepthStep, r, end, deep, left);
      const to = c + <usize>r * stride + ((<usize>col) << 2);
      multiplyBlock(left, right, to, stride, end - r, cols, deep, p > 0, edge, bias, activation, p + deep >= depth);
    }
  }
}
