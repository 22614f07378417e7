import { boolean, choice, number, onlyWhile } from "../core/hyperparameters";
import { defineMethod } from "./method";
import { autoencoderHyperparameters } from "./parts/autoencoder-settings";
import { coloursDeparture } from "./parts/colours-seen";
import { initialPartitionHyperparameters } from "./parts/initial-partition-settings";
import { jointTrainingHyperparameters } from "./parts/joint-training-settings";
import { pretrain } from "./parts/pretrain";
import { softKMeansTraining } from "./parts/soft-kmeans-training";
import { type DeepState, setUpWorkbench } from "./parts/workbench";

const { pretrainEpochs, pretrainLearningRate } = autoencoderHyperparameters;

const hyperparameters = {
  ...autoencoderHyperparameters,
  ...onlyWhile({ pretrainEpochs, pretrainLearningRate, ...initialPartitionHyperparameters }, { field: "pretrained", is: [true] }),
  ...jointTrainingHyperparameters,
  lambda: number({
    label: "k-means weight",
    symbol: "λ",
    help: "Weight of the relaxed k-means term beside the reconstruction summed over pixels. The more, the tighter the clusters and the sooner one dies.",
    group: "Clustering",
    default: 0.1,
    min: 0,
    max: 100,
    live: true,
  }),
  schedule: choice({
    label: "Sharpness",
    help: "Constant suits a pretrained network. Annealed starts with every code drawn to all centres and lets the nearest one win over the run, which needs no pretraining.",
    group: "Clustering",
    options: [
      { value: "constant", label: "Constant" },
      { value: "annealed", label: "Annealed" },
    ],
    default: "constant",
  }),
  alpha: number({
    label: "Inverse temperature",
    symbol: "α",
    help: "How sharply a code prefers its nearest centre: near 0 all centres draw it alike, at 1,000 only the nearest one does.",
    group: "Clustering",
    default: 1000,
    min: 0.001,
    max: 100000,
    scale: "log",
    when: { field: "schedule", is: ["constant"] },
    live: true,
    advanced: true,
  }),
  centreRate: number({
    label: "Haste of centres",
    help: "How many times as far as the network's weights the centres go in a step. At 1, the paper's, centres can't follow codes that draw together, and those left outside lose their pictures; at 30 all clusters lived in trials, at 10 one died, though more of the others were right.",
    unit: "times",
    group: "Clustering",
    default: 30,
    min: 0.1,
    max: 1000,
    scale: "log",
    when: { field: "optimizer", is: ["adam"] },
    advanced: true,
  }),
  pretrained: boolean({
    label: "Pretrain first",
    help: "Off, network and centres start from random numbers, as the annealed form of the paper does.",
    group: "Pretraining",
    default: true,
    advanced: true,
  }),
} as const;

const asInThePaper = {
  colours: "plain",
  network: "dense",
  rotation: 0,
  shift: 0,
  zoom: 0,
  lambda: 1,
  centreRate: 1,
  optimizer: "adam",
  learningRate: 1e-3,
  updateInterval: 185,
  tolerance: 0,
} as const;

/** Deep k-means: hard assignment replaced by a softmax of distances, so that centres are trained with the network. */
export const dkm = defineMethod<typeof hyperparameters, DeepState>({
  id: "dkm",
  title: "DKM: deep k-means",
  family: "autoencoder",
  summary:
    "An autoencoder that also wants every code near a centre. Which centre is decided by a sharp but smooth rule, so that the centres learn together with the network by the same small steps instead of taking turns.",
  takeWhen:
    "Take it to compare with DCN, when each code should end near a centre; minutes of training, and round clusters are all that it looks for.",
  reference: {
    authors: "M. M. Fard, T. Thonet and E. Gaussier",
    title: "Deep k-means: jointly clustering with k-means and learning representations",
    venue: "Pattern Recognition Letters 138",
    year: 2020,
  },
  departures: [
    "By default the network is convolutional, training pictures are turned and shifted, the first clusters come of UMAP and a Gaussian mixture, λ is 0.1 and Adam's steps are thirty times as long for the centres, so that these can follow the codes as they draw together and none is left without pictures; the paper's recipes are one click away.",
    "The code size is 10 unless set, where the paper takes the number of clusters.",
    "Batches are drawn from a shuffled order without repetition, where the published code draws each at random.",
    "Annealing changes α after equal shares of the steps, which are 5 passes each in the paper's recipe over 9,298 pictures.",
    coloursDeparture,
  ],
  hyperparameters,
  recipes: [
    {
      id: "paper",
      title: "As in the paper, pretrained",
      help: "Fully connected 500-500-2000-10, no augmentation, 50 passes of pretraining, k-means start, α 1,000, λ 1, Adam 0.001, and over 9,298 pictures 100 passes of clustering.",
      values: { ...asInThePaper, pretrainEpochs: 50, init: "kmeans", schedule: "constant", alpha: 1000, maxIterations: 3700 },
    },
    {
      id: "annealed",
      title: "As in the paper, annealed",
      help: "The same network from random numbers, α rising from 0.1 over 40 values of 5 passes each over 9,298 pictures, λ 1, Adam 0.001.",
      values: { ...asInThePaper, pretrained: false, schedule: "annealed", maxIterations: 7400 },
    },
  ],
  async *train(run) {
    const bench = await setUpWorkbench(run);
    try {
      if (run.settings().pretrained) yield* pretrain(bench, run);
      return yield* softKMeansTraining(bench, run);
    } finally {
      bench.dispose();
    }
  },
});
