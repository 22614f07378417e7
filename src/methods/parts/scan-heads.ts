import { type Matrix, matrix } from "../../core/matrix";
import type { HeadBank } from "../../nn/encoders/head-bank";
import * as tf from "../../nn/tfjs";
import { giveUpThread } from "../../nn/turn-work";
import type { CodeScale } from "./code-scale";
import { passCodes } from "./pass-codes";

/** What every head makes of all codes [n, d]: m matrices [n, k] whose rows add up to 1. */
export async function predictAll(bank: HeadBank, scale: CodeScale, codes: Matrix, signal: AbortSignal): Promise<Matrix[]> {
  const n = codes.rows;
  const k = bank.variables["output/bias"].shape[2] ?? 0;
  const predictions = Array.from({ length: bank.count }, () => matrix(new Float32Array(n * k), n, k));
  const pass = (rows: tf.Tensor2D) => tf.softmax(bank.apply(scale.apply(rows)));
  await passCodes(codes, signal, pass, (values, from, rows) => {
    for (const [h, { data }] of predictions.entries()) data.set(values.subarray(h * rows * k, (h + 1) * rows * k), from * k);
  });
  return predictions;
}

/** Multiply-adds between two turns of the thread. */
const workOfTurn = 1e7;
const floor = 1e-8;

/**
 * SCAN's loss (see nn/losses/semantic-clustering.ts) of `predictions` [n, k] over the whole set and all `neighbours` [n · each] of each
 * image: what tells one head from another without labels.
 */
export async function wholeLoss(
  { data, rows: n, cols: k }: Matrix,
  neighbours: { readonly k: number; readonly indices: Int32Array },
  entropyWeight: number,
): Promise<number> {
  const each = neighbours.k;
  let surprise = 0;
  let work = 0;
  for (let i = 0; i < n; i++) {
    for (let e = i * each; e < (i + 1) * each; e++) {
      const other = neighbours.indices[e] * k;
      let agreement = 0;
      for (let j = 0; j < k; j++) agreement += data[i * k + j] * data[other + j];
      surprise -= Math.log(Math.max(agreement, floor));
    }
    work += each * k;
    if (work > workOfTurn) {
      work = 0;
      await giveUpThread();
    }
  }
  const shares = new Float64Array(k);
  for (let p = 0; p < data.length; p++) shares[p % k] += data[p] / n;
  const entropy = shares.reduce((sum, share) => sum - share * Math.log(Math.max(share, floor)), 0);
  return surprise / Math.max(1, n * each) - entropyWeight * entropy;
}

/** ⟨p_i, p_n(i)⟩ of each image and its neighbour, in [0, 1]: [n] */
export function agreementWith(neighbourOf: (i: number) => number, { data, rows: n, cols: k }: Matrix): Float32Array {
  return Float32Array.from({ length: n }, (_, i) => {
    const other = neighbourOf(i) * k;
    let sum = 0;
    for (let j = 0; j < k; j++) sum += data[i * k + j] * data[other + j];
    return Math.min(1, sum);
  });
}
