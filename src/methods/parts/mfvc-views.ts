import type { HistogramView, LiveView } from "../../core/live-view";
import type { Matrix } from "../../core/matrix";
import type { Rng } from "../../core/rng";
import type { ResidualVariational } from "../../nn/encoders/residual-variational";
import type * as tf from "../../nn/tfjs";
import { posteriorSample } from "./mfvc-sample";
import { decodedCentresView, reconstructionView } from "./picture-views";
import { priorSamplesView } from "./prior-samples";
import type { Workbench } from "./workbench";

type Bench = Workbench<ResidualVariational>;

const histogramBins = 20;

/** What is to be seen of the network alone. `rng` does not advance. */
export async function networkViews(bench: Bench, rng: Rng): Promise<LiveView[]> {
  const { network, images } = bench;
  const samples = await priorSamplesView((codes) => network.imagesOf(network.decode(codes)), network.codeSize, images, rng);
  return [await redrawnView(bench), samples, await unitsView(bench)];
}

/** What the decoder draws for the mean code of each cluster, `centres` [k, d]. */
export function decodedClustersView({ network, images }: Bench, centres: Matrix): Promise<LiveView> {
  const decoder = { apply: (codes: tf.Tensor) => network.imagesOf(network.decode(codes as tf.Tensor2D)) };
  return decodedCentresView(centres, decoder, images);
}

function redrawnView({ network, images }: Bench): Promise<LiveView> {
  return reconstructionView(images, (batch) => {
    const { mean } = network.posterior(network.fuse(network.picturesOf(batch)));
    return network.imagesOf(network.decode(mean));
  });
}

/** How much each unit of the code says: a histogram of the units' KL divergences. */
async function unitsView(bench: Bench): Promise<HistogramView> {
  const { divergences } = await posteriorSample(bench);
  const to = Math.max(1, ...divergences);
  const counts = new Float32Array(histogramBins);
  for (const kl of divergences) counts[Math.min(histogramBins - 1, Math.floor((kl / to) * histogramBins))] += 1;
  return {
    kind: "histogram",
    id: "units",
    title: "What the units say",
    help: "How far each unit of the code moves from the prior, over a sample of images. Units near 0 have fallen silent; when all have, the codes say nothing and β is too large.",
    xTitle: "KL divergence (nats)",
    yTitle: "Units",
    from: 0,
    to,
    counts,
    marks: [],
  };
}
