import { centreDistance, movedCentres } from "../../nn/losses/own-centre";
import { summedReconstructionError } from "../../nn/losses/summed-reconstruction";
import * as tf from "../../nn/tfjs";
import { createVariable } from "../../nn/variables";
import type { Run, Training } from "../method";
import { type AutoencoderValues, augmentationOf } from "./autoencoder-settings";
import { lookAtCentres } from "./centre-look";
import { initialPartition } from "./initial-partition";
import type { InitialPartitionValues } from "./initial-partition-settings";
import { jointTraining } from "./joint-training";
import { type JointTrainingValues, jointOptimizer } from "./joint-training-settings";
import { type DeepState, encodeAll, type Workbench } from "./workbench";

export interface HardKMeansValues extends AutoencoderValues, InitialPartitionValues, JointTrainingValues {
  /** Weight of the k-means term. */
  readonly lambda: number;
  readonly reconstructionWeight: number;
  /** What each first centre counts for. */
  readonly startCount: number;
}

/**
 * The second phase of DCN: λ ‖f(x) − M s‖² beside the summed reconstruction error, each picture assigned to the centre that was nearest to
 * it, unmoved, at the last look; the centres are running means of the codes assigned to them (Yang et al. 2017, algorithm 1).
 */
export function hardKMeansTraining<V extends HardKMeansValues>(bench: Workbench, run: Run<V, DeepState>): Training<DeepState> {
  const { network, images, signal } = bench;
  const { encoder, decoder, codeSize } = network;
  const k = run.clusters;
  const centres = createVariable(new Float32Array(k * codeSize), [k, codeSize], false);
  const counts = createVariable(new Float32Array(k), [k], false);
  let labels: Int32Array = new Int32Array(0);
  return jointTraining(bench, run, {
    variables: { centres, counts },
    trained: network.variables,
    work: encoder.work + decoder.work,
    normalises: network.normalises,
    encodeAll: () => encodeAll(bench),
    optimizer: (variables) => jointOptimizer(run.settings(), variables),
    async *begin() {
      const options = { clusters: k, rng: bench.rng.fork("start centres"), signal };
      const first = yield* initialPartition(await encodeAll(bench), run.settings(), options);
      tf.tidy(() => {
        centres.assign(tf.tensor(first.centres.data.slice(), centres.shape));
        counts.assign(tf.fill(counts.shape, run.settings().startCount));
      });
    },
    async look(codes) {
      const look = await lookAtCentres(bench, codes, centres);
      labels = look.labels;
      return look;
    },
    loss(rows, values) {
      const batch = images.batch(rows, augmentationOf(values), bench.rng);
      const z = encoder.apply(batch, "training") as tf.Tensor2D;
      const [m, c] = [centres as unknown as tf.Tensor2D, counts as unknown as tf.Tensor1D];
      const own = Int32Array.from(rows, (i) => labels[i]);
      const assignment = tf.cast(tf.oneHot(tf.tensor1d(own, "int32"), k), "float32") as tf.Tensor2D;
      const kmeans = centreDistance(z, assignment, m);
      const reconstruction = summedReconstructionError(batch, decoder.apply(z, "training"));
      const next = movedCentres(z, assignment, m, c);
      centres.assign(next.centres);
      counts.assign(next.counts);
      const total = tf.add(tf.mul(kmeans, values.lambda), tf.mul(reconstruction, values.reconstructionWeight)) as tf.Scalar;
      return { total, terms: { kmeans, reconstruction } };
    },
  });
}
