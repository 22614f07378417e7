import { defineMethod } from "./method";
import { coloursDeparture } from "./parts/colours-seen";
import { pretrain } from "./parts/pretrain";
import { neighbourHyperparameters, stabilityHyperparameters } from "./parts/stability-settings";
import { stabilityRefusal, stabilityTraining } from "./parts/stability-training";
import { type DeepState, setUpWorkbench } from "./parts/workbench";

const hyperparameters = { ...stabilityHyperparameters, ...neighbourHyperparameters } as const;

/** Near-neighbour consistency with sample stability. */
export const nnc = defineMethod<typeof hyperparameters, DeepState>({
  id: "nnc",
  title: "NNC: near-neighbour consistency",
  family: "autoencoder",
  summary:
    "Learns to squeeze each picture into a few numbers, finds k groups among them, then trains the network so that every picture belongs clearly to one group (stability) and to the same as the picture most like it (consistency). Among the best results on digits, as long as neighbours get little weight.",
  takeWhen:
    "Take it for one of the best results in minutes: of digits 98 % right, 99 % on its paper's network, which is slower; of leaves in colour 52 %.",
  reference: {
    authors: "Y. Qian, Z. Cheng, F. Li and J. Wang",
    title: "Research on image deep clustering algorithm based on near neighbor consistency strategy",
    venue: "Journal of Shanxi University (Natural Science Edition) 48(6), 1161-1170, doi 10.13451/j.sxu.ns.2024055",
    year: 2025,
  },
  departures: [
    "Taken literally the loss collapses from a weak start: consistency is perfect, and stability too, when all pictures share one cluster; from a good one, on the paper's network, it did not in 2,400 steps. By default the neighbour weight is 0.01 beside the mean of stabilities, where the paper's 1 stands beside their sum, which is 0.004 beside the mean of a batch of 256; the learning rate is 0.0003 and not 0.001; and a balance term of weight 0.1 (k/100 with k clusters of more than ten) keeps all clusters in use; the paper's values are one click away.",
    "Neighbours are those among the codes at the start and are held still while a picture moves to them; the paper looks for them anew at every step, its recipe here every 30 steps.",
    "By default the first partition is that of UMAP of the codes and a Gaussian mixture in it; the paper takes k-means on the codes.",
    "The network is three strided convolutions without normalisation; the paper's, with pooling and batch normalisation, is in its recipe, as the code it builds on has it: four convolutions of stride 2, each followed by pooling, as printed, would leave nothing of a small picture.",
    "Equation 6 sums stability over the images; the default takes the mean, and the recipe of the paper the sum over a batch.",
    "Otsu's threshold comes from the batches before, the first drawn before training starts, smoothed and kept between 1/(2k) and 0.9, since the parts of a batch do not see each other.",
    "Entries of the assignment below one in a million count as that in the consistency, and the gradient is limited; both would otherwise be unbounded.",
    "Batch normalisation in the paper's network takes the mean of 16 to 64 pictures at a time, since a batch is taken in parts, and keeps 0.9 of its running means at each step, not 0.99; the decoder starts from an eighth of the side rounded up, not down.",
    "The code size is set by itself, where the paper ties it to the number of clusters, and training may end before its last step once clusters have settled.",
    "Training pictures are turned by up to 15 degrees, shifted and resized; the paper also names crops, which the code it builds on does not use.",
    coloursDeparture,
  ],
  hyperparameters,
  recipes: [
    {
      id: "paper",
      title: "As in the paper",
      help: "Equations and constants as printed: k-means start, neighbours looked for every 30 steps with weight 1 beside stability summed over the batch, Adam 0.001, 20,000 steps. Expect a collapse from a weak start. With 150 passes and 2,400 steps 99 % of USPS were right; as it stands it takes hours.",
      values: {
        colours: "plain",
        network: "pooled",
        pretrainEpochs: 500,
        rotation: 10,
        zoom: 0,
        init: "kmeans",
        learningRate: 1e-3,
        updateInterval: 30,
        maxIterations: 20000,
        tolerance: 0,
        stabilityReading: "sum",
        thresholdMemory: 0,
        gradientClip: 0,
        balanceWeight: 0,
        neighbourWeight: 1,
        neighbourSource: "embedding",
        stopGradient: false,
      },
    },
    {
      id: "neighbour-only",
      title: "Neighbours only",
      help: "Neighbours without sample stability, under the robust settings but without balance. The ablation is ours: the paper varies α and λ alone.",
      values: { stabilityWeight: 0, balanceWeight: 0 },
    },
    {
      id: "stability-only",
      title: "Stability only",
      help: "Stability without neighbours, under the robust settings but without balance. The ablation is ours: the paper varies α and λ alone.",
      values: { neighbourWeight: 0, balanceWeight: 0 },
    },
    {
      id: "unbalanced",
      title: "Without the balance term",
      help: "The paper's two terms and nothing else, under the robust settings: as good from a good start, one single cluster from a weak one.",
      values: { balanceWeight: 0 },
    },
    {
      id: "paper-network",
      title: "On the paper's network",
      help: "The default terms on the network of the paper, with pooling and batch normalisation, pictures turned less and not resized. On USPS .988 right in the place of .979, for some four times the time.",
      values: { network: "pooled", rotation: 10, zoom: 0 },
    },
    {
      id: "safe",
      title: "From a weak start",
      help: "For a start from k-means: neighbours of the moment with weight 0.02 and a balance term that keeps all clusters in use, Adam 0.001, 900 steps. No cluster dies, but what k-means has merged stays merged: .98 of USPS were right from one seed, .82 from two.",
      values: {
        init: "kmeans",
        learningRate: 1e-3,
        updateInterval: 30,
        maxIterations: 900,
        balanceWeight: 0.2,
        neighbourWeight: 0.02,
        neighbourSource: "embedding",
        stopGradient: false,
      },
    },
    {
      id: "kl",
      title: "Self-training with neighbours",
      help: "The self-training of DEC, whose targets count every cluster alike, in the place of stability and balance, with a neighbour weight of 0.01, Adam 0.001, targets every 140 steps.",
      values: { stabilityWeight: 0, balanceWeight: 0, klWeight: 1, learningRate: 1e-3, updateInterval: 140 },
    },
  ],
  refuses: ({ values }) => stabilityRefusal(values),
  async *train(run) {
    const bench = await setUpWorkbench(run);
    try {
      yield* pretrain(bench, run);
      return yield* stabilityTraining(bench, run, (values) => values);
    } finally {
      bench.dispose();
    }
  },
});
