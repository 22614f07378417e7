import type { ImageShape } from "../../core/images";
import type { Rng } from "../../core/rng";
import { gaussianNoise, maskingNoise } from "../../nn/corruption";
import { type Autoencoder, createAutoencoder } from "../../nn/encoders/autoencoder";
import { reconstructionError } from "../../nn/losses/reconstruction";
import { absoluteSparsity, activationSparsity } from "../../nn/losses/sparsity";
import * as tf from "../../nn/tfjs";
import type { Run, TrainingEvent } from "../method";
import { type AutoencoderValues, autoencoderKey, autoencoderOptionsOf } from "./autoencoder-settings";
import { type AutoencoderVariantValues, autoencoderVariantHyperparameters } from "./autoencoder-variant-settings";
import { reconstructionView } from "./picture-views";
import { pretrain, pretrainNetwork } from "./pretrain";
import { stackLayers } from "./stacked-pretraining";
import { type DeepState, encodeAll, type Workbench } from "./workbench";

export type VariantValues = AutoencoderValues & AutoencoderVariantValues;

/** The autoencoder of the settings; where activations are to be sparse, its code ends in a sigmoid. */
export function variantAutoencoder(values: VariantValues, shape: ImageShape, rng: Rng): Autoencoder {
  const network = createAutoencoder(autoencoderOptionsOf(values), shape, rng);
  if (values.sparsity !== "activation") return network;
  const { encoder } = network;
  return { ...network, encoder: { ...encoder, apply: (x, mode) => tf.sigmoid(encoder.apply(x, mode)) } };
}

/**
 * Pretrains a denoising, sparse or stacked autoencoder, or any mixture of them: the mean squared error between the clean picture
 * and what is redrawn from the spoilt one, plus λ times the sparsity of the code. A plain one is pretrained as for every method,
 * and shares their work cache.
 */
export async function* pretrainVariant<V extends VariantValues>(
  bench: Workbench,
  run: Run<V, DeepState>,
): AsyncGenerator<TrainingEvent<DeepState>, void, void> {
  const { corruption, sparsity, stacked, network: kind } = run.settings();
  const layerwise = stacked && kind === "dense";
  if (corruption === "none" && sparsity === "none" && !layerwise) return yield* pretrain(bench, run);
  let rest = run;
  if (layerwise && (!run.resumeFrom || run.resumeFrom.phase === "layers")) {
    yield* stackLayers(bench, run);
    // What follows begins with an epoch of its own, and from the start.
    bench.epoch += 1;
    rest = { ...run, resumeFrom: undefined };
  }
  const { encoder, decoder, normalises } = bench.network;
  yield* pretrainNetwork(bench, rest, {
    work: encoder.work + decoder.work,
    normalises,
    loss(batch, values) {
      const codes = encoder.apply(corrupted(batch, values, bench.rng), "training");
      const reconstruction = reconstructionError(batch, decoder.apply(codes, "training"));
      if (values.sparsity === "none") return { total: reconstruction, terms: { reconstruction } };
      const sparsity =
        values.sparsity === "absolute" ? absoluteSparsity(codes) : activationSparsity(codes, values.sparsityTarget);
      const total = tf.add(reconstruction, tf.mul(sparsity, values.sparsityWeight)) as tf.Scalar;
      return { total, terms: { reconstruction, sparsity } };
    },
    encodeAll: () => encodeAll(bench),
    views: async () => [await reconstructionView(bench.images, (batch) => decoder.apply(encoder.apply(batch)))],
    // Layers that were trained alone are not in the cache, and what stands on them is of no use without.
    key: (values) => (layerwise ? null : { ...autoencoderKey(values), ...variantKey(values) }),
  });
}

function corrupted(batch: tf.Tensor4D, values: VariantValues, rng: Rng): tf.Tensor4D {
  if (values.corruption === "masking") return maskingNoise(batch, values.corruptionShare, rng);
  return values.corruption === "gaussian" ? gaussianNoise(batch, values.corruptionDeviation, rng) : batch;
}

function variantKey(values: VariantValues) {
  const names = Object.keys(autoencoderVariantHyperparameters) as (keyof AutoencoderVariantValues)[];
  return Object.fromEntries(names.map((name) => [name, values[name]]));
}
