import type { Matrix } from "../core/matrix";
import type { GiveWay } from "../core/turns";
import { Pace } from "./pace";

/** Rows that are laid out by column and multiplied at once: a tile's two strips stay in the first cache. */
const strip = 32;

/**
 * Σ (x_i − m)(x_i − m)ᵀ [d, d] over the rows of `points` [n, d], or over `rows` of them, in double precision. A `mean` m of null
 * stands for 0. Beside the result it takes 32 rows of doubles.
 */
export async function scatterMatrix(
  points: Matrix,
  mean: Float64Array | null,
  rows: Int32Array | null = null,
  giveWay?: GiveWay,
): Promise<Float64Array> {
  const d = points.cols;
  const count = rows ? rows.length : points.rows;
  const pace = new Pace(giveWay);
  // Whole tiles of 4 x 2; the columns beyond d are 0.
  const wide = (d + 3) & ~3;
  const out = new Float64Array(wide * wide);
  const columns = new Float64Array(wide * strip);
  for (let from = 0; from < count; from += strip) {
    layOut(points, mean, rows, from, Math.min(strip, count - from), columns);
    // A wide strip is a turn or more by itself.
    for (let a = 0; a < wide; a += 4) {
      addTiles(columns, wide, a, out);
      if (pace.spend(4 * strip * (wide - a))) await pace.turn();
    }
  }
  const scatter = new Float64Array(d * d);
  for (let a = 0; a < d; a++) for (let b = a; b < d; b++) scatter[a * d + b] = scatter[b * d + a] = out[a * wide + b];
  return scatter;
}

/** `count` rows, centred, as columns of `strip` values each; what is missing of a strip is 0. */
function layOut(
  { data, cols: d }: Matrix,
  mean: Float64Array | null,
  rows: Int32Array | null,
  from: number,
  count: number,
  columns: Float64Array,
): void {
  if (count < strip) columns.fill(0);
  for (let i = 0; i < count; i++) {
    const start = (rows ? rows[from + i] : from + i) * d;
    if (mean) for (let j = 0; j < d; j++) columns[j * strip + i] = data[start + j] - mean[j];
    else for (let j = 0; j < d; j++) columns[j * strip + i] = data[start + j];
  }
}

/** Adds the products of columns a..a+3 with all from a on: eight sums in registers go through two values of six columns each. */
function addTiles(columns: Float64Array, wide: number, a: number, out: Float64Array): void {
  for (let b = a; b < wide; b += 2) {
    let s0 = 0;
    let s1 = 0;
    let s2 = 0;
    let s3 = 0;
    let t0 = 0;
    let t1 = 0;
    let t2 = 0;
    let t3 = 0;
    let p = a * strip;
    let q = b * strip;
    for (const end = p + strip; p < end; p++, q++) {
      const x0 = columns[p];
      const x1 = columns[p + strip];
      const x2 = columns[p + 2 * strip];
      const x3 = columns[p + 3 * strip];
      const y = columns[q];
      const z = columns[q + strip];
      s0 += x0 * y;
      t0 += x0 * z;
      s1 += x1 * y;
      t1 += x1 * z;
      s2 += x2 * y;
      t2 += x2 * z;
      s3 += x3 * y;
      t3 += x3 * z;
    }
    let o = a * wide + b;
    out[o] += s0;
    out[o + 1] += t0;
    o += wide;
    out[o] += s1;
    out[o + 1] += t1;
    o += wide;
    out[o] += s2;
    out[o + 1] += t2;
    o += wide;
    out[o] += s3;
    out[o + 1] += t3;
  }
}
