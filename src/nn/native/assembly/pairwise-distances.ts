import { differenceTile } from "./difference-tile";
import { packLeft, packRight } from "./pack";

/** Rows of a that are packed at a time. */
const BLOCK_ROWS: i32 = 64;
const TILE_BYTES: usize = 128;

/** Bytes of scratch that `pairwiseDistances` needs for `m` rows of b. */
export function pairwiseDistancesScratch(m: i32, depth: i32): usize {
  return TILE_BYTES + <usize>depth * <usize>(((m + 7) & ~7) + BLOCK_ROWS) * 4;
}

/** Squared distances out [n, m] of the rows of a [n, depth] from those of b [m, depth]; addresses in bytes. */
export function pairwiseDistances(a: usize, b: usize, out: usize, n: i32, m: i32, depth: i32, scratch: usize): void {
  const rowBytes = (<usize>depth) << 2;
  const stride = (<usize>m) << 2;
  const tile = scratch;
  const left = tile + TILE_BYTES;
  const right = left + <usize>BLOCK_ROWS * rowBytes;
  packRight(b, 4, rowBytes, 0, m, depth, right);
  for (let row = 0; row < n; row += BLOCK_ROWS) {
    const end = min(n, row + BLOCK_ROWS);
    packLeft(a, rowBytes, 4, row, end, depth, left);
    let y = right;
    for (let col = 0; col < m; col += 8, y += rowBytes << 3) {
      let x = left;
      for (let r = row; r < end; r += 4, x += rowBytes << 2) {
        const to = out + <usize>r * stride + ((<usize>col) << 2);
        if (r + 4 <= end && col + 8 <= m) differenceTile(depth, x, y, to, stride);
        else {
          differenceTile(depth, x, y, tile, 32);
          const bytes = (<usize>min(8, m - col)) << 2;
          for (let i = 0; i < min(4, end - r); i++) memory.copy(to + <usize>i * stride, tile + ((<usize>i) << 5), bytes);
        }
      }
    }
  }
}

/**
 * out_i = 2 Σ_j w_ij (a_i − b_j) for a [n, depth] and b [m, depth]: the gradient of the squared distances to a. w_ij lies at
 * w + i · rowStep + j · colStep, so that the gradient to b is the same with the steps exchanged. Addresses and steps in bytes.
 */
export function weightedDifferences(
  w: usize,
  rowStep: usize,
  colStep: usize,
  a: usize,
  b: usize,
  out: usize,
  n: i32,
  m: i32,
  depth: i32,
): void {
  const rowBytes = (<usize>depth) << 2;
  const whole = rowBytes & ~15;
  memory.fill(out, 0, <usize>n * rowBytes);
  for (let i = 0; i < n; i++, w += rowStep, a += rowBytes, out += rowBytes) {
    let weightAt = w;
    let row = b;
    for (let j = 0; j < m; j++, weightAt += colStep, row += rowBytes) {
      const weight = load<f32>(weightAt) * 2;
      const weights = f32x4.splat(weight);
      let p: usize = 0;
      for (; p < whole; p += 16) {
        const difference = f32x4.sub(v128.load(a + p), v128.load(row + p));
        v128.store(out + p, f32x4.add(v128.load(out + p), f32x4.mul(weights, difference)));
      }
      for (; p < rowBytes; p += 4) store<f32>(out + p, load<f32>(out + p) + weight * (load<f32>(a + p) - load<f32>(row + p)));
    }
  }
}
