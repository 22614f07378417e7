import type { Matrix } from "../../core/matrix";

/**
 * Student-t soft assignment on the host in double precision, for whole datasets: codes [n, d], centres [k, d] → q [n, k] (Xie et
 * al. 2016, eq. 1). In training steps it is kernels/log-soft-assignment.ts. Throws when the shapes don't fit.
 */
export function softAssignment(codes: Matrix, centres: Matrix, alpha: number): Matrix {
  if (codes.cols !== centres.cols) {
    throw new Error(
      `softAssignment: codes [n, d] and centres [k, d] must share d, got [${codes.rows}, ${codes.cols}] and [${centres.rows}, ${centres.cols}]`,
    );
  }
  const [n, k, d] = [codes.rows, centres.rows, codes.cols];
  const q = new Float32Array(n * k);
  const logits = new Float64Array(k);
  for (let i = 0; i < n; i++) {
    let highest = -Infinity;
    for (let j = 0; j < k; j++) {
      let distance = 0;
      for (let a = 0; a < d; a++) {
        const difference = codes.data[i * d + a] - centres.data[j * d + a];
        distance += difference * difference;
      }
      logits[j] = (-(alpha + 1) / 2) * Math.log1p(distance / alpha);
      if (logits[j] > highest) highest = logits[j];
    }
    let sum = 0;
    for (let j = 0; j < k; j++) sum += Math.exp(logits[j] - highest);
    for (let j = 0; j < k; j++) q[i * k + j] = Math.exp(logits[j] - highest) / sum;
  }
  return { data: q, rows: n, cols: k };
}
