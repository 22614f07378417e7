import { finishRows } from "./finish";
import { multiplyTile, TILE_COLS, TILE_ROWS } from "./tile";

/** Depth of a block at most: a panel of b [384, 8] is 12 KiB and stays in the first-level cache. */
export const BLOCK_DEPTH: i32 = 384;
/** Rows of a block of a: [32, 384] is 48 KiB and stays in the second-level cache. Measured against 64, 96, 128 and 256. */
export const BLOCK_ROWS: i32 = 32;
/** Bytes that a packed block of the left side takes at most. */
export const LEFT_BYTES: usize = 32 * 384 * 4;
/** Bytes of a tile that hangs over the edge of the result. */
export const EDGE_BYTES: usize = 4 * 8 * 4;

/** Depth of the blocks that `depth` is cut into, all but the last alike. */
export function blockDepth(depth: i32): i32 {
  const blocks = max(1, (depth + BLOCK_DEPTH - 1) / BLOCK_DEPTH);
  return max(1, (depth + blocks - 1) / blocks);
}

/** `cols` rounded up to whole panels. */
export function panelCols(cols: i32): i32 {
  return ((cols + TILE_COLS - 1) / TILE_COLS) * TILE_COLS;
}

/**
 * One block of a product from packed panels: c [rows, cols] = or += left [rows, depth] · right [depth, cols]. `edge` is room
 * for one tile. The last block of a product adds the bias and applies the activation while the rows are in the cache.
 */
export function multiplyBlock(
  left: usize,
  right: usize,
  c: usize,
  stride: usize,
  rows: i32,
  cols: i32,
  depth: i32,
  accumulate: bool,
  edge: usize,
  bias: usize,
  activation: i32,
  last: bool,
): void {
  const leftPanel = (<usize>depth) << 4;
  const rightPanel = (<usize>depth) << 5;
  for (let col = 0; col < cols; col += TILE_COLS, right += rightPanel) {
    const width = min(TILE_COLS, cols - col);
    let a = left;
    for (let row = 0; row < rows; row += TILE_ROWS, a += leftPanel) {
      const height = min(TILE_ROWS, rows - row);
      const to = c + <usize>row * stride + ((<usize>col) << 2);
      if (width === TILE_COLS && height === TILE_ROWS) multiplyTile(depth, a, right, to, stride, accumulate);
      else {
        multiplyTile(depth, a, right, edge, 32, false);
        for (let r = 0; r < height; r++) {
          for (let x = 0; x < width; x++) {
            const place = to + <usize>r * stride + ((<usize>x) << 2);
            const value = load<f32>(edge + ((<usize>r) << 5) + ((<usize>x) << 2));
            store<f32>(place, accumulate ? load<f32>(place) + value : value);
          }
        }
      }
    }
  }
  if (last) finishRows(c, stride, rows, cols, bias, activation);
}
