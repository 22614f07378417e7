import { defineMethod } from "./method";
import { autoencoderHyperparameters } from "./parts/autoencoder-settings";
import { coloursDeparture } from "./parts/colours-seen";
import { dynamicHyperparameters } from "./parts/dynamic-settings";
import { dynamicTraining } from "./parts/dynamic-training";
import { initialPartitionHyperparameters } from "./parts/initial-partition-settings";
import { interpolationHyperparameters, pretrainInterpolating } from "./parts/interpolating-pretraining";
import { type DeepState, setUpWorkbench } from "./parts/workbench";

const hyperparameters = {
  ...autoencoderHyperparameters,
  ...interpolationHyperparameters,
  ...initialPartitionHyperparameters,
  ...dynamicHyperparameters,
} as const;

/** Dynamic autoencoder: from redrawing each picture to drawing the centre of its cluster, one sure picture after the other. */
export const dynae = defineMethod<typeof hyperparameters, DeepState>({
  id: "dynae",
  title: "DynAE: dynamic autoencoder",
  family: "autoencoder",
  summary:
    "An autoencoder that changes its task as it learns. A picture that is sure of its cluster must be drawn as the cluster's centre; one in conflict is still drawn as itself. Bit by bit conflicts dissolve, and pictures of a cluster become one.",
  takeWhen:
    "Take it for digits and the like, where one centre picture can stand for a whole cluster; minutes of training, and kinds that vary much do not suit it.",
  reference: {
    authors: "N. Mrabah, N. M. Khan, R. Ksantini and Z. Lachiri",
    title: "Deep clustering with a dynamic autoencoder: from reconstruction towards centroids construction",
    venue: "Neural Networks 130",
    year: 2020,
  },
  departures: [
    "By default pretraining redraws moved pictures only; the critic that judges what is drawn between two codes (adversarially constrained interpolation) is a setting, and part of the paper's recipe.",
    "The critic is asked for each picture's own share in the mix, a half at most, since nobody can tell which of two codes comes first. The published code draws shares up to 1 and, by the shapes of its tensors, compares every answer with the shares of all pictures, which asks for one number for all mixes.",
    "By default the network is convolutional, the first clusters come of UMAP and a Gaussian mixture, and renewed centres are the means of the present clusters; the paper's recipe is one click away.",
    "Centres are the clusters' mean codes as in the paper, where the published code takes the pictures nearest to them.",
    "With fewer than four clusters the first threshold is 0.8, since κ / k would ask for more than a picture can have.",
    "Thresholds are lowered by 0.1 / k at least, so that training ends also where the published steps would become too small.",
    coloursDeparture,
  ],
  hyperparameters,
  recipes: [
    {
      id: "paper",
      title: "As in the paper",
      help: "Fully connected 500-500-2000-10, pretrained beside a critic on pictures turned by 10 degrees and shifted, with 553 passes, which are the paper's 130,000 steps for the 60,000 images of MNIST; k-means start and k-means anew whenever conflicts stop shrinking, κ 3, γ 100, Adam 0.0001, a look every 140 steps, at most 100,000 steps.",
      values: {
        colours: "plain",
        network: "dense",
        interpolation: "adversarial",
        rotation: 10,
        zoom: 0,
        init: "kmeans",
        renewal: "kmeans",
        restarts: 10,
        pretrainLearningRate: 1e-4,
        pretrainEpochs: 553,
        updateInterval: 140,
        maxIterations: 100000,
      },
    },
  ],
  async *train(run) {
    const bench = await setUpWorkbench(run);
    try {
      yield* pretrainInterpolating(bench, run);
      return yield* dynamicTraining(bench, run);
    } finally {
      bench.dispose();
    }
  },
});
