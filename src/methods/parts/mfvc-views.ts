import type { HistogramView, LiveView } from "../../core/live-view";
import type { Matrix } from "../../core/matrix";
import type { Rng } from "../../core/rng";
import type { ResidualVariational } from "../../nn/encoders/residual-variational";
import { drawNoise } from "../../nn/encoders/variational";
import * as tf from "../../nn/tfjs";
import { posteriorSample } from "./mfvc-sample";
import { decodedCentresView, pictureBytes, pictureSize, reconstructionView } from "./picture-views";
import type { Workbench } from "./workbench";

type Bench = Workbench<ResidualVariational>;

const sampledPictures = 16;
const histogramBins = 20;

/** What is to be seen of the network alone. `rng` does not advance. */
export async function networkViews(bench: Bench, rng: Rng): Promise<LiveView[]> {
  return [await redrawnView(bench), await samplesView(bench, rng), await unitsView(bench)];
}

/** What the decoder draws for the mean code of each cluster, `centres` [k, d]. */
export function decodedClustersView({ network, images }: Bench, centres: Matrix): Promise<LiveView> {
  const decoder = { apply: (codes: tf.Tensor) => network.imagesOf(network.decode(codes as tf.Tensor2D)) };
  return decodedCentresView(centres, decoder, images.shape);
}

function redrawnView({ network, images }: Bench): Promise<LiveView> {
  return reconstructionView(images, (batch) => {
    const { mean } = network.posterior(network.fuse(network.picturesOf(batch)));
    return network.imagesOf(network.decode(mean));
  });
}

/** Pictures of random codes: the same codes every time. */
async function samplesView({ network, images }: Bench, rng: Rng): Promise<LiveView> {
  const noise = rng.fork("shown samples");
  const made = tf.tidy(() => network.imagesOf(network.decode(drawNoise(sampledPictures, network.codeSize, noise))));
  try {
    return {
      kind: "pictures",
      id: "samples",
      title: "New images",
      help: "What the decoder draws for codes drawn from the prior. With a small β the codes of real images fill only a part of it, and new ones look unlike any.",
      ...pictureSize(images.shape),
      rows: [{ title: "Sample", pixels: await pictureBytes(made) }],
    };
  } finally {
    made.dispose();
  }
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
