import { integer, number } from "../core/hyperparameters";
import { defineMethod } from "./method";
import { autoencoderHyperparameters } from "./parts/autoencoder-settings";
import { coloursDeparture } from "./parts/colours-seen";
import { hardKMeansTraining } from "./parts/hard-kmeans-training";
import { initialPartitionHyperparameters } from "./parts/initial-partition-settings";
import { jointTrainingHyperparameters } from "./parts/joint-training-settings";
import { pretrain } from "./parts/pretrain";
import { type DeepState, setUpWorkbench } from "./parts/workbench";

const hyperparameters = {
  ...autoencoderHyperparameters,
  ...initialPartitionHyperparameters,
  ...jointTrainingHyperparameters,
  lambda: number({
    label: "k-means weight",
    symbol: "λ",
    help: "Weight of the squared distance from each code to its centre. Too large and the codes forget the pictures and clusters die; too small and nothing tightens.",
    group: "Clustering",
    default: 0.1,
    min: 0,
    max: 100,
    live: true,
  }),
  reconstructionWeight: number({
    label: "Reconstruction weight",
    help: "Weight of the squared error of the redrawn picture, summed over its pixels.",
    group: "Clustering",
    default: 1,
    min: 0,
    max: 100,
    live: true,
    advanced: true,
  }),
  startCount: integer({
    label: "Inertia of centres",
    symbol: "c₀",
    help: "How many pictures each first centre counts for. The larger it is, the less the first batches move it.",
    unit: "images",
    group: "Clustering",
    default: 100,
    min: 1,
    max: 100000,
    advanced: true,
  }),
} as const;

/** Deep clustering network: an autoencoder whose codes are pulled to the centres of a running k-means. */
export const dcn = defineMethod<typeof hyperparameters, DeepState>({
  id: "dcn",
  title: "DCN: codes that suit k-means",
  family: "autoencoder",
  summary:
    "Learns to squeeze each picture into a few numbers, then goes on learning with every code pulled towards the centre nearest to it, while the centres follow as running means. Each picture belongs to one cluster fully; the decoder keeps the codes faithful to the pictures.",
  takeWhen:
    "Take it to compare with DKM and IDEC, for round clusters and after minutes of training; every picture counts fully, so doubtful ones can mislead it.",
  reference: {
    authors: "B. Yang, X. Fu, N. D. Sidiropoulos and M. Hong",
    title: "Towards k-means-friendly spaces: simultaneous deep learning and clustering",
    venue: "ICML",
    year: 2017,
  },
  departures: [
    "The autoencoder is pretrained end to end with Adam, not layer by layer.",
    "By default the network is convolutional, training pictures are turned and shifted, the first clusters come of UMAP and a Gaussian mixture, Adam takes the steps and λ is 0.1 beside the reconstruction summed over pixels; the recipe of the published code is one click away.",
    "Pictures are assigned at every look at the whole set, as they are; the published code assigns each after the step that it took part in. Centres move in every step, by the codes from before it.",
    "Where training pictures are moved at random, centres move by the codes of the moved ones, and the moved picture is what has to be redrawn.",
    "Centres move by the closed form of the paper's update of one picture after the other: once for a whole batch on a graphics card, and once for each part where a batch is computed in parts.",
    "The published code ties the decoder's weights to the encoder's and has ReLU on the code and on what is redrawn; its momentum is Nesterov's. The learning rate of its recipe here is what its training routine has unless told; the 0.05 of its script for MNIST diverged here in a trial.",
    coloursDeparture,
  ],
  hyperparameters,
  recipes: [
    {
      id: "paper",
      title: "As in the published code",
      help: "Fully connected 2000-1000-500-500-250-50, no augmentation, k-means start, weight 1 on the k-means term and 0.05 on the reconstruction, SGD 0.005 with momentum 0.9 and batches of 128, 50 passes of pretraining and, over 9,298 pictures, as many of clustering.",
      values: {
        colours: "plain",
        network: "dense",
        widths: [2000, 1000, 500, 500, 250],
        codeSize: 50,
        rotation: 0,
        shift: 0,
        zoom: 0,
        pretrainEpochs: 50,
        init: "kmeans",
        lambda: 1,
        reconstructionWeight: 0.05,
        optimizer: "sgd",
        learningRate: 0.005,
        momentum: 0.9,
        batchSize: 128,
        updateInterval: 73,
        maxIterations: 3650,
        tolerance: 0,
      },
    },
  ],
  async *train(run) {
    const bench = await setUpWorkbench(run);
    try {
      yield* pretrain(bench, run);
      return yield* hardKMeansTraining(bench, run);
    } finally {
      bench.dispose();
    }
  },
});
