/** Σ a[p + j] b[q + j] over j < d, by four partial sums: one alone would wait for the addition before. */
export function dotAt(a: ArrayLike<number>, p: number, b: Float64Array, q: number, d: number): number {
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  const end = p + d;
  for (const whole = p + (d & ~3); p < whole; p += 4, q += 4) {
    s0 += a[p] * b[q];
    s1 += a[p + 1] * b[q + 1];
    s2 += a[p + 2] * b[q + 2];
    s3 += a[p + 3] * b[q + 3];
  }
  for (; p < end; p++, q++) s0 += a[p] * b[q];
  return s0 + s1 + (s2 + s3);
}
