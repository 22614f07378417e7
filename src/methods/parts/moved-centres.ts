import { type Matrix, matrix } from "../../core/matrix";
import type { Rng } from "../../core/rng";
import type { Augmentation } from "../../nn/augment";
import { softAssignment } from "../../nn/layers/soft-assignment";
import * as tf from "../../nn/tfjs";
import { giveUpThread, imagesAtOnce } from "../../nn/turn-work";
import { type KMeansOptions, kmeans } from "./kmeans";
import type { Workbench } from "./workbench";

/** k-means of `codes` from `start` [k, d], with turns between its parts: the new centres. */
export async function centresByKMeans(codes: Matrix, start: Matrix, options: Omit<KMeansOptions, "start">): Promise<Matrix> {
  const steps = kmeans(codes, { ...options, start });
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value.centres;
    await giveUpThread();
  }
}

/** The weighted means of all codes [n, d] (Xing 2023, eq. 3.4): μ_k = Σ_i p_ik z_i / Σ_i p_ik, with p the soft assignment to `before` [k, d]. */
export function softCentres(codes: Matrix, before: Matrix, alpha: number): Matrix {
  const { rows: k, cols: d } = before;
  const p = softAssignment(codes, before, alpha);
  const sums = new Float64Array(k * d);
  const sizes = new Float64Array(k).fill(1e-8);
  for (let i = 0; i < codes.rows; i++) {
    for (let j = 0; j < k; j++) {
      const weight = p.data[i * k + j];
      sizes[j] += weight;
      for (let c = 0; c < d; c++) sums[j * d + c] += weight * codes.data[i * d + c];
    }
  }
  return matrix(
    Float32Array.from(sums, (sum, at) => sum / sizes[Math.floor(at / d)]),
    k,
    d,
  );
}

/** Codes of all images, each moved at random: [n, d]. */
export async function movedCodes(bench: Workbench, augmentation: Augmentation, rng: Rng): Promise<Matrix> {
  const { network, images, signal } = bench;
  const { encoder, codeSize } = network;
  const { count } = images.shape;
  const codes = matrix(new Float32Array(count * codeSize), count, codeSize);
  const size = Math.min(512, imagesAtOnce(encoder.work));
  for (let from = 0; from < count; from += size) {
    if (from > 0) await giveUpThread();
    signal.throwIfAborted();
    const rows = Int32Array.from({ length: Math.min(size, count - from) }, (_, i) => from + i);
    const block = tf.tidy(() => encoder.apply(images.batch(rows, augmentation, rng)));
    codes.data.set(await block.data(), from * codeSize);
    block.dispose();
  }
  return codes;
}
