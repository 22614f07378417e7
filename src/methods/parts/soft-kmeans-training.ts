import { softKMeansLoss } from "../../nn/losses/soft-kmeans";
import { summedReconstructionError } from "../../nn/losses/summed-reconstruction";
import * as tf from "../../nn/tfjs";
import { createVariable } from "../../nn/variables";
import type { Run, Training } from "../method";
import { annealedAlpha } from "./annealed-alpha";
import { type AutoencoderValues, augmentationOf } from "./autoencoder-settings";
import { lookAtCentres } from "./centre-look";
import { initialPartition } from "./initial-partition";
import type { InitialPartitionValues } from "./initial-partition-settings";
import { jointTraining } from "./joint-training";
import { type JointTrainingValues, jointOptimizer } from "./joint-training-settings";
import { type DeepState, encodeAll, type Workbench } from "./workbench";

export interface SoftKMeansValues extends AutoencoderValues, InitialPartitionValues, JointTrainingValues {
  /** Weight of the k-means term. */
  readonly lambda: number;
  readonly schedule: "constant" | "annealed";
  /** Inverse temperature, where it is constant. */
  readonly alpha: number;
  readonly pretrained: boolean;
  /** How many times as far as any other variable a centre goes in a step of Adam. */
  readonly centreRate: number;
}

/**
 * DKM: the summed reconstruction error and λ times the relaxed k-means term, whose centres are trained with the network by the same
 * gradient steps (Fard, Thonet and Gaussier 2020, eq. 6).
 */
export function softKMeansTraining<V extends SoftKMeansValues>(bench: Workbench, run: Run<V, DeepState>): Training<DeepState> {
  const { network, images, signal } = bench;
  const { encoder, decoder, codeSize } = network;
  const k = run.clusters;
  // Held divided by their rate: a step of Adam is as long for every variable, whatever its gradient is.
  const start = run.settings();
  const centreRate = start.optimizer === "adam" ? start.centreRate : 1;
  const scaledCentres = createVariable(new Float32Array(k * codeSize), [k, codeSize]);
  const centresNow = () => tf.mul(scaledCentres, centreRate) as tf.Tensor2D;
  return jointTraining(bench, run, {
    variables: { scaledCentres },
    trained: network.variables,
    work: encoder.work + decoder.work,
    normalises: network.normalises,
    encodeAll: () => encodeAll(bench),
    optimizer: (variables) => jointOptimizer(run.settings(), variables),
    async *begin() {
      const rng = bench.rng.fork("start centres");
      const assign = (values: Float32Array) =>
        tf.tidy(() => scaledCentres.assign(tf.div(tf.tensor(values, scaledCentres.shape), centreRate)));
      if (!run.settings().pretrained) {
        // Codes of an untrained network have no clusters to start from.
        assign(Float32Array.from({ length: k * codeSize }, () => rng.between(-1, 1)));
        return;
      }
      const first = yield* initialPartition(await encodeAll(bench), run.settings(), { clusters: k, rng, signal });
      assign(first.centres.data.slice());
    },
    async look(codes) {
      const centres = tf.tidy(centresNow);
      try {
        return await lookAtCentres(bench, codes, centres);
      } finally {
        centres.dispose();
      }
    },
    loss(rows, values, iteration) {
      const batch = images.batch(rows, augmentationOf(values), bench.rng);
      const z = encoder.apply(batch, "training") as tf.Tensor2D;
      const alpha = values.schedule === "annealed" ? annealedAlpha(iteration, values.maxIterations) : values.alpha;
      const kmeans = softKMeansLoss(z, centresNow(), alpha);
      const reconstruction = summedReconstructionError(batch, decoder.apply(z, "training"));
      const total = tf.add(reconstruction, tf.mul(kmeans, values.lambda)) as tf.Scalar;
      return { total, terms: { kmeans, reconstruction } };
    },
  });
}
