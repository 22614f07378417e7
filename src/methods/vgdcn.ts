import { defineMethod } from "./method";
import { coloursDeparture } from "./parts/colours-seen";
import { fittedMixtureDeparture } from "./parts/vade-settings";
import { pretrainVae, setUpVaeWorkbench } from "./parts/vae-workbench";
import { vgdcnHyperparameters } from "./parts/vgdcn-settings";
import { vgdcnTraining } from "./parts/vgdcn-training";
import type { DeepState } from "./parts/workbench";

/** What the thesis and its code have in common. */
const thesis = {
  colours: "plain",
  network: "dense",
  rotation: 0,
  shift: 0,
  zoom: 0,
  pretrainEpochs: 30,
  logVarianceStart: -3,
  init: "gmm",
  firstVariances: "fitted",
  holdStart: 0,
  klWarmup: 0,
  graphStart: 0,
  graphSteps: 1,
  targetFrom: "student",
  updateInterval: 73,
} as const;

/** VaDE with a graph network beside its encoder. */
export const vgdcn = defineMethod<typeof vgdcnHyperparameters, DeepState>({
  id: "vgdcn",
  title: "VGDCN: variational clustering with a neighbour graph",
  family: "generative",
  summary:
    "Learns how pictures of each cluster are made, as VaDE does, and joins each picture with the few most like it. A second network averages over joined pictures what the first has found, and decides. It can draw new pictures of every cluster.",
  takeWhen:
    "Take it for digits and the like, to draw new pictures of each cluster: 94 % of USPS were right, as with VaDE; it trains longer; wrong neighbours mislead it.",
  reference: {
    authors: "BJFUWDW (the name under which the code was published)",
    title: "VGDCN: a deep clustering network based on VaDE and GCN",
    venue: "Bachelor's thesis, in Chinese",
    year: 2021,
  },
  departures: [
    "Pixels are from 0 to 1; the thesis feeds pixels from 0 to 2 into a cross-entropy, which then has no lower bound.",
    "The autoencoder is pretrained through the mean codes with the same pixel loss as later; the published code pretrains a linear decoder by squared error and then reads it as a sigmoid.",
    "By default the network is convolutional, training pictures are turned and shifted, and the mixture starts from UMAP and k-means with one variance for all clusters and holds these clusters for 20 passes; the thesis' recipe is one click away.",
    fittedMixtureDeparture,
    "The log-variances of codes start at −3 in the thesis' recipes and at −1 by default, from small weights; the published code overwrites their layer with that of the means at every pass of pretraining.",
    "Convolutions' maps are averaged over at most 4 x 4 cells, and pictures of more than 1,024 values over fewer pixels, before the graph network takes them in.",
    "VaDE learns from batches, and the graph network from the whole set between them, with the encoder's layers as they are; no gradient goes from the graph into the encoder. The published code takes one step over all pictures at once, for both networks together.",
    "By default the graph network learns the first clusters for 100 steps before anything else, and ten times as fast as in the thesis. Its rate does not fall, in the recipes either; where they lower a rate, it is the autoencoder's.",
    "By default the divergence from the mixture is faded in over 20 passes, and the learning rate falls to 0.95 of itself every ten, where the thesis has 0.9.",
    "By default the target is made of the mixture's memberships, which the thesis' text and figure speak of; its equation 3.13 and its code have Student-t similarities of codes and means, and so have their recipes.",
    "Targets are renewed at every look, from the mean codes; the published code renews them at every step, from random samples.",
    "Where equation 3.13 names no number of degrees of freedom, one is taken, as in the published code.",
    "By default the last layer takes in the code too, as the published code does; equation 3.12 as printed has it take in the layer before alone, and so has the thesis' recipe.",
    "Neighbours are found exactly, by distance; the heat kernel only ranks them, and ranks alike.",
    "Beyond 12,000 pictures a step of the graph network learns from 1,024 drawn ones, or fewer where each has very many neighbours; those within two edges of them are taken in too, 12,000 in all at most, for the drawn ones to average over, and are themselves not learnt from.",
    "The thesis' accuracy is purity in its code, which is never lower than accuracy.",
    coloursDeparture,
  ],
  hyperparameters: vgdcnHyperparameters,
  recipes: [
    {
      id: "paper",
      title: "As in the thesis",
      help: "Fully connected 500-500-2000-10, 30 epochs of pretraining without augmentation, a fitted Gaussian mixture, Adam 0.001 times 0.9 every ten passes, the graph network started from chance and taught by Student-t similarities, M 3, ε 0.5 but not in the last layer. About 200 passes for 9,298 images.",
      values: {
        ...thesis,
        learningRateDecay: 0.9,
        graphLearningRate: 1e-3,
        deliverLast: false,
        maxIterations: 14600,
      },
    },
    {
      id: "code",
      title: "As in the published code",
      help: "The thesis' recipe with what its code has instead: M 5, ε 0.7 in the last layer too, plain means of neighbours, Adam 0.002 times 0.95 every ten passes, and about 400 passes.",
      values: {
        ...thesis,
        learningRate: 2e-3,
        graphLearningRate: 2e-3,
        maxIterations: 29200,
        neighbours: 5,
        epsilon: 0.7,
        deliverLast: true,
        normalisation: "row",
        delta: 0.01,
      },
    },
    {
      id: "without-graph",
      title: "Without the graph",
      help: "The same network and mixture, and no graph network, which is VaDE: what the graph adds is the difference.",
      values: { decides: "mixture" },
    },
    {
      id: "dual",
      title: "With SDCN's second target",
      help: "The sharpened target draws the mixture's memberships too, and so reaches the encoder: with weight 10, where SDCN's 0.1 beside a mean over 256 pixels comes to 25.6.",
      values: { dual: 10 },
    },
  ],
  async *train(run) {
    const bench = await setUpVaeWorkbench(run);
    try {
      yield* pretrainVae(bench, run);
      return yield* vgdcnTraining(bench, run);
    } finally {
      bench.dispose();
    }
  },
});
