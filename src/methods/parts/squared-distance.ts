/**
 * Squared Euclidean distance of `a[p..p+d)` and `b[q..q+d)`, in double precision. Differences rather than
 * |a|^2 - 2ab + |b|^2: nothing cancels, however far the data lie from the origin. Four partial sums, because one is
 * bound by the latency of an addition (about three times slower at d = 256).
 */
export function squaredDistanceAt(a: Float32Array, p: number, b: Float32Array, q: number, d: number): number {
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  const end = p + d;
  for (const whole = p + (d & ~3); p < whole; p += 4, q += 4) {
    const e0 = a[p] - b[q];
    const e1 = a[p + 1] - b[q + 1];
    const e2 = a[p + 2] - b[q + 2];
    const e3 = a[p + 3] - b[q + 3];
    s0 += e0 * e0;
    s1 += e1 * e1;
    s2 += e2 * e2;
    s3 += e3 * e3;
  }
  for (; p < end; p++, q++) {
    const e = a[p] - b[q];
    s0 += e * e;
  }
  return s0 + s1 + (s2 + s3);
}

/** How many coordinates are added between two looks at the limit. */
const stretch = 16;

/**
 * As squaredDistanceAt, to the same last bit, while the sum stays below `limit`; else some partial sum that is at least
 * `limit` and at most the distance.
 */
export function squaredDistanceBelow(a: Float32Array, p: number, b: Float32Array, q: number, d: number, limit: number): number {
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  const end = p + d;
  const whole = p + (d & ~3);
  while (p < whole) {
    const pause = Math.min(p + stretch, whole);
    for (; p < pause; p += 4, q += 4) {
      const e0 = a[p] - b[q];
      const e1 = a[p + 1] - b[q + 1];
      const e2 = a[p + 2] - b[q + 2];
      const e3 = a[p + 3] - b[q + 3];
      s0 += e0 * e0;
      s1 += e1 * e1;
      s2 += e2 * e2;
      s3 += e3 * e3;
    }
    const sum = s0 + s1 + (s2 + s3);
    if (sum >= limit) return sum;
  }
  for (; p < end; p++, q++) {
    const e = a[p] - b[q];
    s0 += e * e;
  }
  return s0 + s1 + (s2 + s3);
}
