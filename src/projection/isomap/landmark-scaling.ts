import type { Rng } from "../../core/rng";
import { largestEigenpairs } from "../../numerics/lanczos";
import type { Pace } from "../../numerics/pace";
import { dot } from "../../numerics/vectors";

/** An eigenvalue less than so much of the greatest may be rounding of the distances: such a column is left at 0. */
const negligible = 1e-6;

/**
 * Coordinates [n, dimensions] from the distances [m, n] of m landmarks to all points: classical scaling of the landmarks, and every
 * point where its squared distances to them put it (de Silva & Tenenbaum, Sparse multidimensional scaling using landmark points,
 * 2004, sections 2.2 and 2.3). Landmarks get the coordinates of classical scaling itself, so that with all points as landmarks this
 * is classical scaling. Columns by falling variance, each with a sign of its own; those beyond what the landmarks span are 0.
 */
export async function landmarkScaling(
  distances: Float32Array,
  landmarks: Int32Array,
  n: number,
  dimensions: number,
  rng: Rng,
  pace: Pace,
): Promise<Float32Array> {
  const m = landmarks.length;
  const layout = new Float32Array(n * dimensions);
  const found = Math.min(dimensions, m);
  if (found === 0) return layout;
  const { centred, means } = await doubleCentred(distances, landmarks, n, pace);
  const multiply = (x: Float64Array, out: Float64Array) => {
    for (let i = 0; i < m; i++) out[i] = dot(centred[i], x);
  };
  const { values, vectors } = await largestEigenpairs(multiply, m, found, {
    rng: rng.fork("landmark scaling"),
    giveWay: () => pace.turn(),
    workOfMultiplication: m * m,
  });
  const weights = new Float64Array(m * found);
  for (let c = 0; c < found; c++) {
    const scale = values[c] > negligible * values[0] ? -0.5 / Math.sqrt(values[c]) : 0;
    for (let l = 0; l < m; l++) weights[l * found + c] = scale * vectors[c * m + l];
  }
  const sums = new Float64Array(n * found);
  for (let l = 0; l < m; l++) {
    for (let i = 0, p = l * n, q = 0; i < n; i++, p++) {
      const apart = distances[p] * distances[p] - means[l];
      for (let c = 0; c < found; c++) sums[q++] += weights[l * found + c] * apart;
    }
    if (pace.spend(4 * n * (found + 1))) await pace.turn();
  }
  for (let i = 0; i < n; i++) for (let c = 0; c < found; c++) layout[i * dimensions + c] = sums[i * found + c];
  return layout;
}

/** -1/2 J Δ J, row by row, of the landmarks' squared distances Δ among each other, J = I - 1/m; and the means of Δ's columns. */
async function doubleCentred(
  distances: Float32Array,
  landmarks: Int32Array,
  n: number,
  pace: Pace,
): Promise<{ centred: Float64Array[]; means: Float64Array }> {
  const m = landmarks.length;
  const means = new Float64Array(m);
  const centred: Float64Array[] = [];
  for (let i = 0; i < m; i++) {
    const row = new Float64Array(m);
    for (let j = 0; j < m; j++) {
      // The two directions differ by rounding; the matrix must not.
      const there = distances[i * n + landmarks[j]];
      const back = distances[j * n + landmarks[i]];
      row[j] = ((there + back) / 2) ** 2;
      means[i] += row[j] / m;
    }
    centred.push(row);
    if (pace.spend(8 * m)) await pace.turn();
  }
  let mean = 0;
  for (const value of means) mean += value / m;
  for (let i = 0; i < m; i++) {
    const row = centred[i];
    for (let j = 0; j < m; j++) row[j] = -0.5 * (row[j] - means[i] - means[j] + mean);
    if (pace.spend(4 * m)) await pace.turn();
  }
  return { centred, means };
}
