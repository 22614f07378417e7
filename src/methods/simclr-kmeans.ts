import { defineMethod } from "./method";
import { autoencoderHyperparameters } from "./parts/autoencoder-settings";
import { clusteredCodes } from "./parts/clustered-codes";
import { coloursDeparture } from "./parts/colours-seen";
import { pretrainContrastively } from "./parts/contrastive-pretraining";
import { contrastiveHyperparameters } from "./parts/contrastive-settings";
import { kMeansPartitionHyperparameters } from "./parts/initial-partition-settings";
import { decodedCentresView, reconstructionView } from "./parts/picture-views";
import { viewAugmentationDepartures } from "./parts/view-augmentation-settings";
import { type DeepState, setUpWorkbench } from "./parts/workbench";

const group = "Clustering";
const { init, initNeighbours, initMinDist, restarts } = kMeansPartitionHyperparameters;

const hyperparameters = {
  ...autoencoderHyperparameters,
  ...contrastiveHyperparameters,
  init: {
    ...init,
    label: "Clusterer",
    help: "What divides the codes. k-means is what most papers compare with; UMAP first draws neighbours together, and k-means or a mixture divides its layout; a Gaussian mixture allows long and uneven clusters; spectral clustering cuts the graph of neighbours.",
    group,
  },
  initNeighbours: { ...initNeighbours, group },
  initMinDist: { ...initMinDist, group },
  restarts: { ...restarts, help: "How often the clusterer starts anew; the tightest or likeliest result wins.", group },
} as const;

/** The pretext of SimCLR, then a clusterer of one kind or another on the codes: what SCAN and RUC are compared with. */
export const simclrKmeans = defineMethod<typeof hyperparameters, DeepState>({
  id: "simclr-kmeans",
  title: "SimCLR, then k-means",
  family: "contrastive",
  summary:
    "A network learns to recognise each picture in moved and changed copies of it among copies of all others; then its codes are grouped, by k-means, by spectral clustering, or by k-means after UMAP. It was made for large collections of photographs and very long training: on small pictures and in minutes the autoencoder that it starts from does most of the work.",
  takeWhen:
    "Take it for thousands of photos in colour, with hours for training; on few or small pictures it adds little to the autoencoder that it starts from.",
  reference: {
    authors: "T. Chen, S. Kornblith, M. Norouzi and G. Hinton",
    title: "A simple framework for contrastive learning of visual representations",
    venue: "ICML",
    year: 2020,
  },
  departures: [
    "By default it starts from a pretrained autoencoder and goes on redrawing pictures while it compares them; from random weights, as in the paper, it needs far more steps than a page can take.",
    "The network is a small one of the house's, and its code of ten values is what is projected and clustered; the paper's is a ResNet whose 512 or more features are.",
    "Adam takes the steps at a constant rate, where the paper has LARS and a falling one.",
    "Batches of some hundred pictures, where the paper's best have thousands; the last one of a pass may be smaller.",
    "The paper does not cluster: k-means and spectral clustering on SimCLR's codes are the baselines of the papers that build on it.",
    "By default the codes are divided by k-means in UMAP's layout.",
    coloursDeparture,
    ...viewAugmentationDepartures,
  ],
  hyperparameters,
  recipes: [
    {
      id: "paper",
      title: "As in the papers' baseline",
      help: "From random weights, without redrawing, τ 0.1 and a projection of 512-128 as SCAN has it, codes of 128 values and k-means. Give it hundreds of passes, and expect little of it on small sets.",
      values: {
        colours: "plain",
        views: "photos",
        start: "scratch",
        keepDecoder: false,
        contrastWeight: 1,
        codeSize: 128,
        projectionWidths: [512, 128],
        temperature: 0.1,
        contrastEpochs: 500,
        contrastLearningRate: 1e-3,
        init: "kmeans",
      },
    },
    {
      id: "kmeans",
      title: "k-means on the codes",
      help: "The robust settings, with k-means on the codes themselves.",
      values: { init: "kmeans" },
    },
    {
      id: "spectral",
      title: "Spectral clustering",
      help: "The robust settings, with the graph of neighbouring codes cut by spectral clustering.",
      values: { init: "spectral" },
    },
    {
      id: "contrast-only",
      title: "Without redrawing",
      help: "From the same autoencoder, but pictures need no longer be redrawn. Shows what redrawing is good for.",
      values: { keepDecoder: false, contrastWeight: 1 },
    },
  ],
  async *train(run) {
    const bench = await setUpWorkbench(run);
    try {
      yield* pretrainContrastively(bench, run);
      const { encoder, decoder } = bench.network;
      const { keepDecoder } = run.settings();
      return yield* clusteredCodes(bench, run, async (centres) =>
        keepDecoder
          ? [
              await reconstructionView(bench.images, (batch) => decoder.apply(encoder.apply(batch))),
              await decodedCentresView(centres, decoder, bench.images),
            ]
          : [],
      );
    } finally {
      bench.dispose();
    }
  },
});
