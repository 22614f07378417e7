import type { Matrix } from "../../core/matrix";
import type { Pace } from "../../numerics/pace";
import type { Neighbours } from "../projector";
import { type SymmetricGraph, symmetricGraph } from "../symmetric-graph";
import { calibrate, calibrationSteps } from "./perplexity";

/** An exponential's cost in turns, in multiply-adds. */
const workOfExponential = 10;

/**
 * p_ij = (p_{j|i} + p_{i|j}) / 2n for every pair (JMLR 9, 2008, section 3.1), from all distances between the `points` [n, d].
 * [n (n - 1) / 2]: the pairs (i, j > i) in order. Memory is twice that.
 */
export async function densePairProbabilities(points: Matrix, perplexity: number, pace: Pace): Promise<Float64Array> {
  const n = points.rows;
  const distances = await pairDistances(points, pace);
  const joint = new Float64Array(distances.length);
  const row = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    // Pair (j, i) of an earlier row j lies i - j - 1 behind its first.
    for (let j = 0, p = i - 1; j < i; p += n - j - 2, j++) row[j] = distances[p];
    const first = firstPair(i, n);
    for (let j = i + 1; j < n; j++) row[j] = distances[first + j - i - 1];
    calibrate(row, 0, n, perplexity, i);
    for (let j = 0, p = i - 1; j < i; p += n - j - 2, j++) joint[p] += row[j];
    for (let j = i + 1; j < n; j++) joint[first + j - i - 1] += row[j];
    if (pace.spend(n * workOfExponential * calibrationSteps)) await pace.turn();
  }
  for (let p = 0; p < joint.length; p++) joint[p] /= 2 * n;
  return joint;
}

/** Index of the pair (i, i + 1) among pairs (i, j > i). */
function firstPair(i: number, n: number): number {
  return i * n - (i * (i + 1)) / 2;
}

/** Squared distances of all pairs (i, j > i), from explicit differences. */
async function pairDistances({ data, rows: n, cols: d }: Matrix, pace: Pace): Promise<Float64Array> {
  const out = new Float64Array((n * (n - 1)) / 2);
  for (let i = 0, p = 0; i < n; i++) {
    for (let j = i + 1; j < n; j++, p++) {
      let sum = 0;
      for (let a = i * d, b = j * d, end = a + d; a < end; a++, b++) {
        const apart = data[a] - data[b];
        sum += apart * apart;
      }
      out[p] = sum;
    }
    if (pace.spend((n - i) * (d + 2))) await pace.turn();
  }
  return out;
}

/** p_ij as above where one of the two is among the other's neighbours, 0 elsewhere: a graph whose weights add up to 1. */
export async function sparsePairProbabilities(near: Neighbours, perplexity: number, pace: Pace): Promise<SymmetricGraph> {
  const { k, distances } = near;
  const n = k === 0 ? 0 : distances.length / k;
  const conditional = new Float32Array(n * k);
  const row = new Float64Array(k);
  for (let i = 0; i < n; i++) {
    for (let e = 0; e < k; e++) row[e] = distances[i * k + e] * distances[i * k + e];
    calibrate(row, 0, k, perplexity);
    for (let e = 0; e < k; e++) conditional[i * k + e] = row[e] / (2 * n);
    if (pace.spend(k * workOfExponential * calibrationSteps)) await pace.turn();
  }
  return symmetricGraph(near, conditional, "sum", pace);
}
