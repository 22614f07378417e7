import { type Matrix, matrix } from "../../core/matrix";
import { Rng, type RngState } from "../../core/rng";
import { drawNoise } from "../../nn/encoders/variational";
import type { Loss } from "../../nn/fit";
import { klDivergence } from "../../nn/losses/kl";
import { logMemberships, logResponsibilities, mixtureKl, sampleCodes } from "../../nn/losses/mixture-elbo";
import { adam } from "../../nn/optimizers";
import * as tf from "../../nn/tfjs";
import { giveUpThread } from "../../nn/turn-work";
import type { Run } from "../method";
import { activeUnits } from "./active-units";
import { augmentationOf } from "./autoencoder-settings";
import { componentSamplesView } from "./component-samples";
import { gatherRows } from "./gather-rows";
import { expectation } from "./gaussian-mixture-expectation";
import { initialPartition } from "./initial-partition";
import type { JointTraining, Look } from "./joint-training";
import { assignPrior, createPrior, fittedMixture, pooledMixture, priorOf, readPrior } from "./mixture-prior";
import { hardAssignment, targetDistribution } from "./target-distribution";
import { type VadeValues, VaeCalendar } from "./vade-settings";
import { pixelsOf, redrawingError } from "./vae-settings";
import { type VaeBench, vaeViews } from "./vae-workbench";
import { type DeepState, encodeAll } from "./workbench";

type Memory = { readonly noise: RngState; readonly firstLabels: Int32Array };

export interface VadeTraining<V> extends JointTraining<V> {
  /** γ [n, k] of codes [n, d]: the probability of each cluster under the mixture as it is now. */
  responsibilities(codes: Matrix): Promise<Matrix>;
  /** Means of the mixture as it is now, [k, d]. */
  means(): Promise<Matrix>;
  /** A look where γ is known already. */
  lookAt(codes: Matrix, gamma: Matrix, values: V): Promise<Look>;
}

/**
 * VaDE (Jiang et al. 2017): encoder, decoder and a mixture of k Gaussians among the codes are trained together to make the images
 * likely. The mixture starts from a first partition of the codes; an image's cluster is that of its mean code.
 */
export function vadeTraining<V extends VadeValues>(bench: VaeBench, run: Run<V, DeepState>): VadeTraining<V> {
  const { network, images, signal } = bench;
  const { decoder, codeSize } = network;
  const prior = createPrior(run.clusters, codeSize);
  const calendar = new VaeCalendar(images.shape.count, run.settings().batchSize);
  // A stream of its own: parts of a batch would otherwise take noise and movements from one stream in turns.
  let noise = run.rng.fork("code noise");
  let iteration = 0;
  let firstLabels = new Int32Array(0);
  /** P [n, k]: γ of the last look, sharpened. */
  let target = matrix(new Float32Array(0), 0, run.clusters);

  const responsibilities = async (codes: Matrix) => {
    const found = await expectation(codes, await readPrior(prior), giveUpThread);
    return matrix(Float32Array.from(found.responsibilities), codes.rows, run.clusters);
  };

  const meansOf = ({ means }: { readonly means: Float64Array }) => matrix(Float32Array.from(means), run.clusters, codeSize);

  const lookAt = async (codes: Matrix, gamma: Matrix, values: V): Promise<Look> => {
    const mixture = await readPrior(prior);
    const centres = meansOf(mixture);
    target = targetDistribution(gamma);
    return {
      ...hardAssignment(gamma),
      centres,
      facts: { activeUnits: activeUnits(codes) },
      views: async () => [
        await componentSamplesView(mixture, (z) => pixelsOf(decoder.apply(z), values), images, run.rng),
        ...(await vaeViews(bench, centres, values)),
      ],
    };
  };

  return {
    variables: prior,
    trained: network.variables,
    work: network.encodingWork + decoder.work,
    normalises: network.normalises,
    encodeAll: () => encodeAll(bench),
    optimizer: (variables) => adam(variables),
    learningRate(values, step) {
      // Asked before every step, which is how the loss knows where it is.
      iteration = step;
      return calendar.learningRate(values, step);
    },
    async *begin() {
      const values = run.settings();
      const codes = await encodeAll(bench);
      const rng = bench.rng.fork("start centres");
      const first = yield* initialPartition(codes, values, { clusters: run.clusters, rng, signal });
      firstLabels = Int32Array.from(first.labels);
      const pooled = pooledMixture(codes, first.labels, first.centres);
      assignPrior(prior, values.firstVariances === "pooled" ? pooled : yield* fittedMixture(codes, pooled, rng, signal));
    },
    responsibilities,
    means: async () => meansOf(await readPrior(prior)),
    lookAt,
    look: async (codes, values) => lookAt(codes, await responsibilities(codes), values),
    loss(rows, values): Loss {
      const batch = images.batch(rows, augmentationOf(values), bench.rng);
      const posterior = network.encode(batch, "training");
      const z = sampleCodes(posterior, drawNoise(rows.length, codeSize, noise));
      const reconstruction = redrawingError(batch, decoder.apply(z, "training"), values);
      const own = logResponsibilities(z, priorOf(prior));
      const firstOf = () => rows.map((row) => firstLabels[row]);
      const logGamma = calendar.holdsStart(values, iteration) ? logMemberships(firstOf(), run.clusters) : own;
      const { mixture, categorical, entropy } = mixtureKl(posterior, logGamma, priorOf(prior));
      const pull = tf.addN([mixture, categorical, entropy]) as tf.Scalar;
      const weight = calendar.priorWeight(values, iteration);
      const bound = tf.add(tf.mul(reconstruction, values.reconstructionWeight), tf.mul(pull, weight)) as tf.Scalar;
      const elbo = tf.neg(tf.add(reconstruction, pull)) as tf.Scalar;
      const terms = { reconstruction, mixture, categorical, entropy, elbo };
      if (values.dual === 0) return { total: bound, terms };
      const p = tf.tensor2d(gatherRows(target, rows), [rows.length, run.clusters]);
      const dual = klDivergence(p, own);
      return { total: tf.add(bound, tf.mul(dual, values.dual)) as tf.Scalar, terms: { ...terms, dual } };
    },
    memory: {
      save: () => ({ noise: noise.state(), firstLabels }) satisfies Memory,
      restore(state) {
        const memory = state as Memory;
        noise = Rng.fromState(memory.noise);
        firstLabels = Int32Array.from(memory.firstLabels);
      },
    },
  };
}
