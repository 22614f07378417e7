import { TILE_COLS, TILE_ROWS } from "./tile";

/** Writes four rows of four values, one value of each row after another: [4, 4] transposed. */
export function storeTransposed(r0: v128, r1: v128, r2: v128, r3: v128, to: usize, step: usize): void {
  const low01 = i32x4.shuffle(r0, r1, 0, 4, 1, 5);
  const high01 = i32x4.shuffle(r0, r1, 2, 6, 3, 7);
  const low23 = i32x4.shuffle(r2, r3, 0, 4, 1, 5);
  const high23 = i32x4.shuffle(r2, r3, 2, 6, 3, 7);
  v128.store(to, i64x2.shuffle(low01, low23, 0, 2));
  v128.store(to + step, i64x2.shuffle(low01, low23, 1, 3));
  v128.store(to + 2 * step, i64x2.shuffle(high01, high23, 0, 2));
  v128.store(to + 3 * step, i64x2.shuffle(high01, high23, 1, 3));
}

/**
 * Interleaves `length` values of four runs: to[i * step + lane] = run_lane[i], `step` in bytes. What a panel of the left
 * side is made of, and half a panel of a transposed right side.
 */
export function interleaveFour(a: usize, b: usize, c: usize, d: usize, length: i32, to: usize, step: usize): void {
  let i = 0;
  for (; i + 4 <= length; i += 4) {
    storeTransposed(v128.load(a), v128.load(b), v128.load(c), v128.load(d), to, step);
    a += 16;
    b += 16;
    c += 16;
    d += 16;
    to += step << 2;
  }
  for (; i < length; i++) {
    store<f32>(to, load<f32>(a));
    store<f32>(to, load<f32>(b), 4);
    store<f32>(to, load<f32>(c), 8);
    store<f32>(to, load<f32>(d), 12);
    a += 4;
    b += 4;
    c += 4;
    d += 4;
    to += step;
  }
}

/**
 * Rows [row, rowEnd) of a matrix as panels [depth, 4] for multiplyTile, columns [0, depth) from `a` on. Element (r, p) lies
 * at a + r · rowStep + p · depthStep; one of the steps is 4 bytes. Missing rows of the last panel are zero.
 */
export function packLeft(a: usize, rowStep: usize, depthStep: usize, row: i32, rowEnd: i32, depth: i32, to: usize): void {
  const panelBytes = (<usize>depth) << 4;
  for (; row < rowEnd; row += TILE_ROWS, to += panelBytes) {
    const rows = min(TILE_ROWS, rowEnd - row);
    const from = a + <usize>row * rowStep;
    if (rows < TILE_ROWS) {
      memory.fill(to, 0, panelBytes);
      for (let r = 0; r < rows; r++) {
        for (let p = 0; p < depth; p++) {
          store<f32>(to + ((<usize>p) << 4) + ((<usize>r) << 2), load<f32>(from + <usize>r * rowStep + <usize>p * depthStep));
        }
      }
    } else if (rowStep === 4) {
      let source = from;
      const end = to + panelBytes;
      for (let target = to; target < end; target += 16, source += depthStep) v128.store(target, v128.load(source));
    } else {
      interleaveFour(from, from + rowStep, from + 2 * rowStep, from + 3 * rowStep, depth, to, 16);
    }
  }
}

/**
 * Columns [col, colEnd) of a matrix as panels [depth, 8] for multiplyTile. Element (p, c) lies at b + p · depthStep + c ·
 * colStep; one of the steps is 4 bytes. Missing columns of the last panel are zero.
 */
export function packRight(b: usize, depthStep: usize, colStep: usize, col: i32, colEnd: i32, depth: i32, to: usize): void {
  const panelBytes = (<usize>depth) << 5;
  for (; col < colEnd; col += TILE_COLS, to += panelBytes) {
    const cols = min(TILE_COLS, colEnd - col);
    const from = b + <usize>col * colStep;
    if (cols < TILE_COLS) {
      memory.fill(to, 0, panelBytes);
      for (let p = 0; p < depth; p++) {
        for (let c = 0; c < cols; c++) {
          store<f32>(to + ((<usize>p) << 5) + ((<usize>c) << 2), load<f32>(from + <usize>p * depthStep + <usize>c * colStep));
        }
      }
    } else if (colStep === 4) {
      let source = from;
      const end = to + panelBytes;
      for (let target = to; target < end; target += 32, source += depthStep) {
        v128.store(target, v128.load(source));
        v128.store(target, v128.load(source, 16), 16);
      }
    } else {
      interleaveFour(from, from + colStep, from + 2 * colStep, from + 3 * colStep, depth, to, 32);
      const fifth = from + 4 * colStep;
      interleaveFour(fifth, fifth + colStep, fifth + 2 * colStep, fifth + 3 * colStep, depth, to + 16, 32);
    }
  }
}
