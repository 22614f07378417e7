import { defaultsOf } from "../core/hyperparameters";
import { defineMethod } from "./method";
import { coloursDeparture } from "./parts/colours-seen";
import { pretrain } from "./parts/pretrain";
import { neighbourHyperparameters, stabilityHyperparameters } from "./parts/stability-settings";
import { stabilityTraining } from "./parts/stability-training";
import { type DeepState, setUpWorkbench } from "./parts/workbench";

/** Stability is all there is. */
const alone = { ...defaultsOf(neighbourHyperparameters), stabilityWeight: 1, neighbourWeight: 0, klWeight: 0 };

/** Deep embedded clustering driven by sample stability: what NNC extends. */
export const decs = defineMethod<typeof stabilityHyperparameters, DeepState>({
  id: "decs",
  title: "DECS: sample stability",
  family: "autoencoder",
  summary:
    "Learns to squeeze each picture into a few numbers, finds k groups among them, then trains the network so that every picture belongs clearly to one group and clearly not to the others. No targets are needed; a small balance term keeps groups from being swallowed.",
  takeWhen:
    "Take it for digits and the like when nearest pictures are often of another kind; minutes of training, and where they are right NNC learns from more.",
  reference: {
    authors: "Z. Cheng, F. Li, J. Wang and Y. Qian",
    title: "Deep embedding clustering driven by sample stability",
    venue: "IJCAI 33, doi 10.24963/ijcai.2024/426",
    year: 2024,
  },
  departures: [
    "By default α is 3 and λ 0.8, as in the method that builds on it (NNC), stability is averaged over the batch, a balance term of weight 0.1 (k/100 with k clusters of more than ten) keeps clusters in use and the learning rate is 0.0003; the constants of the published code (0.5, 0.4, mean and variance, 0.001) lost seven of ten clusters from a weak start and are one click away.",
    "By default the first partition is that of UMAP of the codes and a Gaussian mixture in it, which starts far better than k-means on the codes.",
    "By default the network is three strided convolutions without normalisation; the published one, with pooling and batch normalisation, is in the paper's recipe.",
    "Otsu's threshold comes from the batches before, the first drawn before training starts, smoothed and kept between 1/(2k) and 0.9, since the parts of a batch do not see each other; so does the mean about which the variance of stabilities is taken.",
    "Batch normalisation in the published network takes the mean of 16 to 64 pictures at a time, since a batch is taken in parts, and keeps 0.9 of its running means at each step, not 0.99; the decoder starts from an eighth of the side rounded up, not down.",
    "The gradient is limited by default, and training may end before its last step once clusters have settled; the published code has neither.",
    "The last network is reported, where the published code reports the best score by labels.",
    coloursDeparture,
  ],
  hyperparameters: stabilityHyperparameters,
  recipes: [
    {
      id: "paper",
      title: "As in the published code",
      help: "The network with pooling, 500 epochs of pretraining, k-means start, α 0.5, λ 0.4, mean and variance of stability, Adam 0.001, 20,000 steps.",
      values: {
        colours: "plain",
        network: "pooled",
        pretrainEpochs: 500,
        rotation: 10,
        zoom: 0,
        init: "kmeans",
        alpha: 0.5,
        learningRate: 1e-3,
        updateInterval: 30,
        maxIterations: 20000,
        tolerance: 0,
        lambda: 0.4,
        stabilityReading: "mean-and-variance",
        thresholdMemory: 0,
        gradientClip: 0,
        balanceWeight: 0,
      },
    },
    {
      id: "paper-network",
      title: "On the published network",
      help: "The default terms on the network of the published code, with pooling and batch normalisation, pictures turned less and not resized. On USPS .987 right (two seeds) in the place of .937, for some four times the time.",
      values: { network: "pooled", rotation: 10, zoom: 0 },
    },
    {
      id: "unbalanced",
      title: "Without the balance term",
      help: "Nothing but stability, under the robust settings: what is left when clusters may die.",
      values: { balanceWeight: 0 },
    },
  ],
  async *train(run) {
    const bench = await setUpWorkbench(run);
    try {
      yield* pretrain(bench, run);
      return yield* stabilityTraining(bench, run, () => alone);
    } finally {
      bench.dispose();
    }
  },
});
