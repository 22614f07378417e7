import type { LiveView, PicturesView } from "../../core/live-view";
import type { Matrix } from "../../core/matrix";
import { createVariationalAutoencoder, type VariationalAutoencoder } from "../../nn/encoders/variational";
import { requireUnitPixels } from "../../nn/losses/bernoulli";
import { MethodError, type Run, type TrainingEvent } from "../method";
import { autoencoderOptionsOf } from "./autoencoder-settings";
import { decodedCentresView, reconstructionView } from "./picture-views";
import { pretrainNetwork } from "./pretrain";
import { pixelsOf, redrawingError, type VaeValues, vaeKey } from "./vae-settings";
import { type DeepState, encodeAll, setUpWorkbenchOf, type Workbench } from "./workbench";

export type VaeBench = Workbench<VariationalAutoencoder>;

/** A workbench with the variational autoencoder of the settings. Throws a MethodError where its loss cannot have such pixels. */
export function setUpVaeWorkbench(run: Run<VaeValues, DeepState>): Promise<VaeBench> {
  const values = run.settings();
  if (values.reconstruction === "bernoulli") requirePixels(run.images.pixels);
  const { logVarianceStart } = values;
  return setUpWorkbenchOf(run, (shape, rng) =>
    createVariationalAutoencoder({ ...autoencoderOptionsOf(values), logVarianceStart }, shape, rng),
  );
}

/**
 * Trains encoder means and decoder as a plain autoencoder, without noise: the variances are left as they started, so that no code
 * is blurred, and none collapses, before it means something.
 */
export function pretrainVae<V extends VaeValues>(
  bench: VaeBench,
  run: Run<V, DeepState>,
): AsyncGenerator<TrainingEvent<DeepState>, void, void> {
  const { encoder, decoder, normalises } = bench.network;
  return pretrainNetwork(bench, run, {
    work: encoder.work + decoder.work,
    normalises,
    loss(batch, values) {
      const total = redrawingError(batch, decoder.apply(encoder.apply(batch, "training"), "training"), values);
      return { total, terms: { reconstruction: total } };
    },
    encodeAll: () => encodeAll(bench),
    views: async () => [await redrawnView(bench, run.settings())],
    key: vaeKey,
  });
}

/** Some images and what the decoder makes of their mean codes. */
export function redrawnView({ images, network }: VaeBench, values: VaeValues): Promise<PicturesView> {
  return reconstructionView(images, (batch) => pixelsOf(network.decoder.apply(network.encoder.apply(batch)), values));
}

/** Reconstructions, and what the decoder draws for `centres` [k, d]. */
export async function vaeViews(bench: VaeBench, centres: Matrix, values: VaeValues): Promise<LiveView[]> {
  const { decoder } = bench.network;
  const pixels = (output: Parameters<typeof pixelsOf>[0]) => pixelsOf(output, values);
  return [await redrawnView(bench, values), await decodedCentresView(centres, decoder, bench.images, pixels)];
}

function requirePixels(pixels: Float32Array): void {
  try {
    requireUnitPixels(pixels);
  } catch (error) {
    throw new MethodError(error instanceof Error ? error.message : String(error));
  }
}
