import type { Matrix } from "../../core/matrix";

/**
 * The sharpened target of self-training over the whole set: p_ij = (q_ij² / f_j) / Σ_j' (q_ij'² / f_j'), with the soft
 * cluster sizes f_j = Σ_i q_ij (Xie et al. 2016, eq. 3). q [n, k] → p [n, k]. 1e-8 keeps an empty cluster's f from zero.
 */
export function targetDistribution(q: Matrix): Matrix {
  const { rows: n, cols: k } = q;
  const sizes = new Float64Array(k).fill(1e-8);
  for (let p = 0, i = 0; i < n; i++) for (let j = 0; j < k; j++) sizes[j] += q.data[p++];
  const target = new Float32Array(n * k);
  for (let i = 0; i < n; i++) {
    let sum = 0;
    for (let j = 0; j < k; j++) sum += q.data[i * k + j] ** 2 / sizes[j];
    for (let j = 0; j < k; j++) target[i * k + j] = q.data[i * k + j] ** 2 / sizes[j] / sum;
  }
  return { data: target, rows: n, cols: k };
}

/** The likeliest cluster of each row of q [n, k] and how likely it is; the lowest index among equals. */
export function hardAssignment(q: Matrix): { labels: Int32Array; confidence: Float32Array } {
  const labels = new Int32Array(q.rows);
  const confidence = new Float32Array(q.rows);
  for (let i = 0; i < q.rows; i++) {
    let best = 0;
    for (let j = 1; j < q.cols; j++) if (q.data[i * q.cols + j] > q.data[i * q.cols + best]) best = j;
    labels[i] = best;
    confidence[i] = q.data[i * q.cols + best];
  }
  return { labels, confidence };
}

/** The share of places in which two labelings differ, in [0, 1]. */
export function changedShare(before: Int32Array, after: Int32Array): number {
  let changed = 0;
  for (let i = 0; i < after.length; i++) if (before[i] !== after[i]) changed += 1;
  return after.length === 0 ? 0 : changed / after.length;
}
