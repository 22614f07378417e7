/** Points as a search sees them: `rows` of f32 values, each row multiplied by its own scale. */
export interface PointSet {
  /** [rows, cols] row-major, as they came. */
  readonly data: Float32Array;
  readonly rows: number;
  /** [rows] factors; 0 marks a row without a direction (the zero vector under cosine). */
  readonly scales: Float64Array;
}

/** Values between two looks at the limit. */
const stretch = 32;

/**
 * ‖s_i a_i − s_j b_j‖² in double precision from explicit differences, where s are the rows' scales. A row of scale 0 stands for
 * a unit vector at right angles to all others (so at 2), and equal to its like. Any value above `limit` may be returned in place of a
 * distance above it.
 *
 * Four partial sums, of the columns by their remainder, added as (0 + 2) + (1 + 3): assembly/squared-distance.ts adds in
 * this very order, so that both give the same bits.
 */
export function squaredDistance(a: PointSet, i: number, b: PointSet, j: number, cols: number, limit: number): number {
  const x = a.data;
  const y = b.data;
  const s = a.scales[i];
  const t = b.scales[j];
  if ((s === 0) !== (t === 0)) return 2;
  let p = i * cols;
  let q = j * cols;
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  for (let whole = cols & ~3; whole > 0; ) {
    const next = Math.min(whole, stretch);
    for (const end = p + next; p < end; p += 4, q += 4) {
      const d0 = x[p] * s - y[q] * t;
      const d1 = x[p + 1] * s - y[q + 1] * t;
      const d2 = x[p + 2] * s - y[q + 2] * t;
      const d3 = x[p + 3] * s - y[q + 3] * t;
      s0 += d0 * d0;
      s1 += d1 * d1;
      s2 += d2 * d2;
      s3 += d3 * d3;
    }
    whole -= next;
    if (s0 + s2 + (s1 + s3) > limit) return Number.POSITIVE_INFINITY;
  }
  const rest = cols & 3;
  if (rest > 0) {
    const d = x[p] * s - y[q] * t;
    s0 += d * d;
  }
  if (rest > 1) {
    const d = x[p + 1] * s - y[q + 1] * t;
    s1 += d * d;
  }
  if (rest > 2) {
    const d = x[p + 2] * s - y[q + 2] * t;
    s2 += d * d;
  }
  return s0 + s2 + (s1 + s3);
}
