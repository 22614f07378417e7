import { defineMethod } from "./method";
import { autoencoderHyperparameters } from "./parts/autoencoder-settings";
import { autoencoderVariantHyperparameters } from "./parts/autoencoder-variant-settings";
import { clusteredCodes } from "./parts/clustered-codes";
import { coloursDeparture } from "./parts/colours-seen";
import { initialPartitionHyperparameters } from "./parts/initial-partition-settings";
import { decodedCentresView, reconstructionView } from "./parts/picture-views";
import { pretrainVariant, variantAutoencoder } from "./parts/variant-pretraining";
import { type DeepState, setUpWorkbenchOf } from "./parts/workbench";

const group = "Clustering";
const { init, initNeighbours, initMinDist, restarts } = initialPartitionHyperparameters;

const hyperparameters = {
  ...autoencoderHyperparameters,
  ...autoencoderVariantHyperparameters,
  init: {
    ...init,
    label: "Clusterer",
    help: "What divides the codes. k-means is the baseline of most papers; UMAP first draws neighbours together, and k-means or a mixture divides its layout; a Gaussian mixture allows long and uneven clusters; spectral clustering cuts the graph of neighbours.",
    group,
    default: "kmeans",
  },
  initNeighbours: { ...initNeighbours, group },
  initMinDist: { ...initMinDist, group },
  restarts: {
    ...restarts,
    help: "How often the clusterer starts anew; the tightest or likeliest result wins.",
    group,
    advanced: false,
  },
} as const;

/** An autoencoder of one kind or another, then k-means on its codes: what DEC and IDEC start from. */
export const autoencoderKmeans = defineMethod<typeof hyperparameters, DeepState>({
  id: "autoencoder-kmeans",
  title: "Autoencoder, then k-means",
  family: "autoencoder",
  summary:
    "A network learns to squeeze each picture into a few numbers and to redraw it from them; k-means then groups those numbers. The network is not told about clusters, so this shows what DEC and IDEC add. It may be taught to repair spoilt pictures, to keep its codes sparse, or layer by layer.",
  takeWhen:
    "Take it as the baseline that other deep methods must beat, on any pictures: minutes of training and nothing can collapse, but most others find more.",
  reference: {
    authors: "G. E. Hinton and R. R. Salakhutdinov",
    title: "Reducing the dimensionality of data with neural networks",
    venue: "Science 313",
    year: 2006,
  },
  departures: [
    "By default the network is trained end to end with Adam, not layer by layer.",
    "Training pictures are turned, shifted and zoomed at random (Guo et al. 2018); set rotation, shift and zoom to 0 to switch that off.",
    "Layers of the stacked variant are trained by Adam in some thousand steps each, where DEC took 50,000 of SGD, and their dropout is scaled so that means stay.",
    "Sparse activations are those of the code alone, not of every layer, and their mean is taken over the images of a batch that are computed together.",
    coloursDeparture,
  ],
  hyperparameters,
  recipes: [
    {
      id: "paper",
      title: "As in the DEC paper's comparison",
      help: "The fully connected 500-500-2000-10 network without augmentation.",
      values: { colours: "plain", network: "dense", rotation: 0, shift: 0, zoom: 0, pretrainEpochs: 50 },
    },
    {
      id: "denoising",
      title: "Denoising",
      help: "A fifth of the pixels goes in blank, and the clean picture must come out (Vincent et al. 2010).",
      values: { corruption: "masking", corruptionShare: 0.2 },
    },
    {
      id: "sparse",
      title: "Sparse",
      help: "Each unit of the code, a sigmoid, is asked to be on for a tenth of the pictures (Ng 2011).",
      values: { sparsity: "activation", sparsityTarget: 0.1 },
    },
    {
      id: "stacked",
      title: "Stacked, as DEC starts",
      help: "The fully connected network, each layer first trained alone with dropout, then all together without; no augmentation.",
      values: { network: "dense", rotation: 0, shift: 0, zoom: 0, pretrainEpochs: 50, stacked: true },
    },
    {
      id: "umap",
      title: "UMAP, then k-means",
      help: "k-means on UMAP's layout of the codes, which follows clusters of any shape.",
      values: { init: "umap-kmeans" },
    },
  ],
  async *train(run) {
    const bench = await setUpWorkbenchOf(run, (shape, rng) => variantAutoencoder(run.settings(), shape, rng));
    try {
      yield* pretrainVariant(bench, run);
      const { encoder, decoder } = bench.network;
      return yield* clusteredCodes(bench, run, async (centres) => [
        await reconstructionView(bench.images, (batch) => decoder.apply(encoder.apply(batch))),
        await decodedCentresView(centres, decoder, bench.images),
      ]);
    } finally {
      bench.dispose();
    }
  },
});
