import type { Rng } from "../core/rng";
import type { GiveWay } from "../core/turns";
import { Pace } from "./pace";
import { type Tridiagonal, tridiagonalEigenpairs } from "./tridiagonal-eigen";
import { addScaled, dot } from "./vectors";

export interface Eigenpairs {
  /** [count] falling. */
  readonly values: Float64Array;
  /** [count, d] unit rows, orthogonal. */
  readonly vectors: Float64Array;
}

/**
 * The `count` greatest eigenvalues of a dense symmetric matrix [d, d] and their vectors, to double precision, repeated ones
 * included. Reflections make it tridiagonal in 2/3 d³ multiply-adds (Golub and Van Loan, Matrix Computations, algorithm 8.3.1);
 * then only the pairs that are wanted are computed. `a` is left as it is. `rng` gives the starts of inverse iteration.
 */
export async function symmetricEigenpairs(
  a: Float64Array,
  d: number,
  count: number,
  rng: Rng,
  giveWay?: GiveWay,
): Promise<Eigenpairs> {
  const pace = new Pace(giveWay);
  const { tridiagonal, reflectors } = await tridiagonalise(a.slice(), d, pace);
  const pairs = await tridiagonalEigenpairs(tridiagonal, count, rng, pace);
  // Back through the reflections, the last one first: y ← y − (uᵀy) u with |u|² = 2.
  for (let c = 0; c < count; c++) {
    const y = pairs.vectors.subarray(c * d, (c + 1) * d);
    for (let k = d - 3; k >= 0; k--) {
      const u = reflectors.subarray(k * d, (k + 1) * d);
      addScaled(y, -dot(u, y), u);
    }
    if (pace.spend(d * d)) await pace.turn();
  }
  return pairs;
}

/** T = QᵀAQ and the d − 2 reflections of Q, I − u uᵀ, u in row k from column k + 1. Works in the lower half of `a`. */
async function tridiagonalise(
  a: Float64Array,
  d: number,
  pace: Pace,
): Promise<{ tridiagonal: Tridiagonal; reflectors: Float64Array }> {
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
    for (let i = k + 1; i < d; i++) {
      const [ui, wi] = [u[i], w[i]];
      for (let j = k + 1, q = i * d + j; j <= i; j++, q++) a[q] -= ui * w[j] + wi * u[j];
    }
    if (pace.spend(2 * (d - k) * (d - k))) await pace.turn();
  }
  for (let i = 0; i < d; i++) diagonal[i] = a[i * d + i];
  if (d > 1) beside[d - 2] = a[(d - 1) * d + d - 2];
  return { tridiagonal: { diagonal, beside }, reflectors };
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
