import { dotAt } from "./dot";
import type { Pace } from "./pace";
import type { Tridiagonal } from "./tridiagonal-eigen";
import { dot } from "./vectors";

/** A = Q T Qᵀ. */
export interface Reduction {
  readonly tridiagonal: Tridiagonal;
  /** [d - 2, d] Q is the product of the reflections I − u uᵀ, the first one leftmost; |u|² = 2, or 0 for none. */
  readonly reflectors: Float64Array;
}

/**
 * A symmetric matrix [d, d], of which the lower half is read and destroyed, made tridiagonal by Householder's reflections in
 * 2/3 d³ multiply-adds (Golub and Van Loan, Matrix Computations, algorithm 8.3.1).
 */
export async function tridiagonalise(a: Float64Array, d: number, pace: Pace): Promise<Reduction> {
  const diagonal = new Float64Array(d);
  const beside = new Float64Array(Math.max(0, d - 1));
  const reflectors = new Float64Array(Math.max(0, d - 2) * d);
  const w = new Float64Array(d);
  for (let k = 0; k + 2 < d; k++) {
    const u = reflectors.subarray(k * d, (k + 1) * d);
    beside[k] = reflect(a, d, k, u);
    timesLowerHalf(a, d, k + 1, u, w);
    const half = dot(u, w) / 2;
    for (let i = k + 1; i < d; i++) w[i] -= half * u[i];
    subtractBoth(a, d, k + 1, u, w);
    if (pace.spend(2 * (d - k) * (d - k))) await pace.turn();
  }
  for (let i = 0; i < d; i++) diagonal[i] = a[i * d + i];
  if (d > 1) beside[d - 2] = a[(d - 1) * d + d - 2];
  return { tridiagonal: { diagonal, beside }, reflectors };
}

/** Eigenvectors of T, the rows [count, d], become those of A in place: back through the reflections, the last one first. */
export async function reflectBack(rows: Float64Array, { reflectors }: Reduction, d: number, pace: Pace): Promise<void> {
  for (let start = 0; start < rows.length; start += d) {
    reflectRow(rows, start, reflectors, d);
    if (pace.spend(d * d)) await pace.turn();
  }
}

function reflectRow(rows: Float64Array, start: number, reflectors: Float64Array, d: number): void {
  for (let k = d - 3; k >= 0; k--) {
    const first = k * d + k + 1;
    const place = start + k + 1;
    const size = d - k - 1;
    const along = dotAt(reflectors, first, rows, place, size);
    for (let i = 0; i < size; i++) rows[place + i] -= along * reflectors[first + i];
  }
}

/** Fills `u` so that I − u uᵀ takes column k below the diagonal to a multiple of its first unit vector; returns the multiple. */
function reflect(a: Float64Array, d: number, k: number, u: Float64Array): number {
  let most = 0;
  for (let i = k + 1; i < d; i++) most = Math.max(most, Math.abs(a[i * d + k]));
  if (most === 0) return 0;
  let squared = 0;
  for (let i = k + 1; i < d; i++) {
    u[i] = a[i * d + k] / most;
    squared += u[i] * u[i];
  }
  const length = Math.sqrt(squared);
  // The sign that does not cancel.
  const multiple = u[k + 1] > 0 ? -length : length;
  u[k + 1] -= multiple;
  const scale = 1 / Math.sqrt(length * (length + Math.abs(u[k + 1] + multiple)));
  for (let i = k + 1; i < d; i++) u[i] *= scale;
  return multiple * most;
}

/** A −= u wᵀ + w uᵀ over rows and columns from `from` on, in the lower half. */
function subtractBoth(a: Float64Array, d: number, from: number, u: Float64Array, w: Float64Array): void {
  for (let i = from; i < d; i++) {
    const ui = u[i];
    const wi = w[i];
    for (let j = from, q = i * d + j; j <= i; j++, q++) a[q] -= ui * w[j] + wi * u[j];
  }
}

/** w = A u over rows and columns from `from` on, A symmetric and read in its lower half only. */
function timesLowerHalf(a: Float64Array, d: number, from: number, u: Float64Array, w: Float64Array): void {
  w.fill(0, from);
  for (let i = from; i < d; i++) {
    const ui = u[i];
    let sum = 0;
    let q = i * d + from;
    for (let j = from; j < i; j++, q++) {
      sum += a[q] * u[j];
      w[j] += a[q] * ui;
    }
    w[i] += sum + a[q] * ui;
  }
}
