import type { Pace } from "./pace";

export interface CholeskyInverse {
  /** [d, d] L⁻¹, lower triangular, where A = L Lᵀ: |L⁻¹ x|² = xᵀ A⁻¹ x. */
  readonly inverse: Float64Array;
  /** ½ log det A = Σ log L_jj. */
  readonly halfLogDeterminant: number;
}

/**
 * The inverse of the Cholesky factor of a symmetric matrix [d, d], read in its lower half; null where it is not positive definite. d³ / 3
 * multiply-adds; `a` is left as it is.
 */
export async function choleskyInverse(a: Float64Array, d: number, pace: Pace): Promise<CholeskyInverse | null> {
  const factor = await cholesky(a, d, pace);
  if (!factor) return null;
  let halfLogDeterminant = 0;
  for (let j = 0; j < d; j++) halfLogDeterminant += Math.log(factor[j * d + j]);
  const inverse = new Float64Array(d * d);
  // Row by row, all columns at once: L_ii M_i = e_i − Σ_{j < i} L_ij M_j.
  for (let i = 0; i < d; i++) {
    const row = inverse.subarray(i * d, i * d + i + 1);
    for (let j = 0; j < i; j++) {
      const part = factor[i * d + j];
      if (part === 0) continue;
      for (let c = 0, q = j * d; c <= j; c++, q++) row[c] -= part * inverse[q];
    }
    row[i] = 1;
    const scale = 1 / factor[i * d + i];
    for (let c = 0; c <= i; c++) row[c] *= scale;
    if (pace.spend((i * i) / 2 + i)) await pace.turn();
  }
  return { inverse, halfLogDeterminant };
}

/** L [d, d] by rows; null where a pivot is not positive. */
async function cholesky(a: Float64Array, d: number, pace: Pace): Promise<Float64Array | null> {
  const factor = new Float64Array(d * d);
  for (let i = 0; i < d; i++) {
    for (let j = 0; j <= i; j++) {
      const rest = a[i * d + j] - product(factor, i * d, j * d, j);
      if (j < i) factor[i * d + j] = rest / factor[j * d + j];
      else if (rest > 0) factor[i * d + i] = Math.sqrt(rest);
      else return null;
    }
    if (pace.spend((i * i) / 2 + i)) await pace.turn();
  }
  return factor;
}

/** Σ x[p + c] x[q + c] over c < count, by two partial sums. */
function product(x: Float64Array, p: number, q: number, count: number): number {
  let even = 0;
  let odd = 0;
  const end = p + count;
  for (const whole = p + (count & ~1); p < whole; p += 2, q += 2) {
    even += x[p] * x[q];
    odd += x[p + 1] * x[q + 1];
  }
  if (p < end) even += x[p] * x[q];
  return even + odd;
}
