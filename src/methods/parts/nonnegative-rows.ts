import type { Matrix } from "../../core/matrix";
import type { Pace } from "../../numerics/pace";
import type { Factors, Smoother } from "./nonnegative-factors";

/** What one pass through the rows of X leaves for the update of H. */
export interface FactorRows {
  /** [k, d] WᵀX of the new W. */
  readonly wx: Float64Array;
  /** [k, k] WᵀW of the new W. */
  readonly ww: Float64Array;
  /** Sum of magnitudes of the projected gradient that coordinate descent met. */
  readonly violation: number;
  /** |W H|² − 2 tr Wᵀ X Hᵀ of the W and H that went in: with |X|² their squared error. */
  readonly startSquares: number;
}

/** What stands for a denominator of 0, as in scikit-learn: the rounding unit of single precision. */
export const tiny = 2 ** -23;

/** Updates W [n, k] in place, row by row, and gathers WᵀX and WᵀW on the way. Every row depends on itself, X and H alone. */
export async function passOverRows(
  points: Matrix,
  { w, h }: Factors,
  solver: "cd" | "mu",
  smoother: Smoother | null,
  pace: Pace,
): Promise<FactorRows> {
  const { rows: n, cols: d, data } = points;
  const k = h.length / d;
  const hh = gram(h, k, d);
  const along = new Float64Array(k);
  const wx = new Float64Array(k * d);
  const ww = new Float64Array(k * k);
  let violation = 0;
  let startSquares = 0;
  for (let i = 0; i < n; i++) {
    const row = w.subarray(i * k, (i + 1) * k);
    products(data, i * d, h, k, d, along);
    for (let s = 0; s < k; s++) {
      startSquares -= 2 * row[s] * along[s];
      for (let t = 0; t < k; t++) startSquares += row[s] * row[t] * hh[s * k + t];
    }
    if (solver === "cd") violation += descend(row, along, hh, k);
    else scaleUp(row, along, hh, k, smoother, i);
    for (let s = 0; s < k; s++) for (let t = 0; t < k; t++) ww[s * k + t] += row[s] * row[t];
    if (i % 4 === 3) addFour(points, w, i - 3, wx, k);
    if (pace.spend(2 * k * (d + k))) await pace.turn();
  }
  for (let i = n - (n % 4); i < n; i++)
    for (let s = 0; s < k; s++) for (let p = i * d, q = s * d, end = p + d; p < end; p++, q++) wx[q] += w[i * k + s] * data[p];
  return { wx, ww, violation, startSquares };
}

/** WᵀX grows by four rows at a time: one look at each of its values for four of X. */
function addFour({ data, cols: d }: Matrix, w: Float64Array, i: number, wx: Float64Array, k: number): void {
  for (let s = 0; s < k; s++) {
    const [w0, w1, w2, w3] = [w[i * k + s], w[(i + 1) * k + s], w[(i + 2) * k + s], w[(i + 3) * k + s]];
    if (w0 === 0 && w1 === 0 && w2 === 0 && w3 === 0) continue;
    for (let p = i * d, q = s * d, end = p + d; p < end; p++, q++)
      wx[q] += w0 * data[p] + w1 * data[p + d] + (w2 * data[p + 2 * d] + w3 * data[p + 3 * d]);
  }
}

function descend(row: Float64Array, along: Float64Array, hh: Float64Array, k: number): number {
  let violation = 0;
  for (let t = 0; t < k; t++) {
    let gradient = -along[t];
    for (let r = 0; r < k; r++) gradient += hh[t * k + r] * row[r];
    violation += Math.abs(row[t] === 0 ? Math.min(0, gradient) : gradient);
    const curvature = hh[t * k + t];
    if (curvature !== 0) row[t] = Math.max(0, row[t] - gradient / curvature);
  }
  return violation;
}

/** w ← w ∘ (H x + λ (A W)_i) / (HHᵀ w + λ D_ii w) */
function scaleUp(
  row: Float64Array,
  along: Float64Array,
  hh: Float64Array,
  k: number,
  smoother: Smoother | null,
  i: number,
): void {
  const before = row.slice();
  for (let t = 0; t < k; t++) {
    let denominator = 0;
    for (let r = 0; r < k; r++) denominator += hh[t * k + r] * before[r];
    let numerator = along[t];
    if (smoother) {
      numerator += smoother.pull[i * k + t];
      denominator += smoother.degrees[i] * before[t];
    }
    row[t] *= numerator / (denominator === 0 ? tiny : denominator);
  }
}

/** [k] x · h_j for the row of X that starts at p, four rows of H at a time. */
function products(x: Float32Array, p: number, h: Float64Array, k: number, d: number, out: Float64Array): void {
  let j = 0;
  for (; j + 3 < k; j += 4) {
    let s0 = 0;
    let s1 = 0;
    let s2 = 0;
    let s3 = 0;
    for (let c = 0, q = j * d; c < d; c++, q++) {
      const value = x[p + c];
      s0 += value * h[q];
      s1 += value * h[q + d];
      s2 += value * h[q + 2 * d];
      s3 += value * h[q + 3 * d];
    }
    out[j] = s0;
    out[j + 1] = s1;
    out[j + 2] = s2;
    out[j + 3] = s3;
  }
  for (; j < k; j++) {
    let sum = 0;
    for (let c = 0, q = j * d; c < d; c++, q++) sum += x[p + c] * h[q];
    out[j] = sum;
  }
}

function gram(h: Float64Array, k: number, d: number): Float64Array {
  const out = new Float64Array(k * k);
  for (let s = 0; s < k; s++)
    for (let t = 0; t <= s; t++) {
      let sum = 0;
      for (let c = 0; c < d; c++) sum += h[s * d + c] * h[t * d + c];
      out[s * k + t] = out[t * k + s] = sum;
    }
  return out;
}
