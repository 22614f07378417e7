import { boolean, choice, integer, integers, number, type ValuesOf } from "../../core/hyperparameters";
import { autoencoderHyperparameters } from "./autoencoder-settings";
import { kMeansPartitionHyperparameters } from "./initial-partition-settings";
import { selfTrainingHyperparameters } from "./self-training-settings";
import { stageContrast } from "./stage-contrast-settings";
import { viewAugmentationHyperparameters } from "./view-augmentation-settings";

const easy = "Easy pictures first";
const contrast = "Contrast";

/** What SPICC lets its user set, beside the autoencoder and the first clusters. */
const stageHyperparameters = {
  centreEpochs: integer({
    label: "First stage",
    symbol: "M₁",
    help: "Passes over all pictures in which codes are drawn to their centres. Zero leaves the stage out; too many pull groups together that only look alike.",
    unit: "passes",
    group: easy,
    default: 20,
    min: 0,
    max: 2000,
  }),
  centreRefresh: integer({
    label: "Centres renewed every",
    symbol: "T₁",
    help: "Passes between two updates of the centres. The paper finds results the better the fewer they are.",
    unit: "passes",
    group: easy,
    default: 2,
    min: 1,
    max: 200,
  }),
  centreUpdate: choice({
    label: "Centres",
    help: "How centres are renewed. k-means from where they are keeps them apart; the weighted mean of all moved pictures, as printed, lets them drift to the middle of everything, since every picture has a little weight everywhere.",
    group: easy,
    default: "kmeans",
    options: [
      { value: "kmeans", label: "k-means from where they are" },
      { value: "soft", label: "Weighted mean, as printed" },
    ],
  }),
  sharpening: choice({
    label: "Weights of pictures",
    help: "How strongly each centre draws each picture. Soft assignments as they are draw everything to the middle; squared and balanced over the clusters they favour the sure ones; the nearest centre alone draws fully; easy first draws the surest half at the beginning and all in the end.",
    group: easy,
    default: "hard",
    options: [
      { value: "none", label: "Soft, as printed" },
      { value: "target", label: "Squared and balanced" },
      { value: "hard", label: "Nearest centre alone" },
      { value: "easy", label: "Nearest centre, easy first" },
    ],
  }),
  alpha: { ...selfTrainingHyperparameters.alpha, group: easy, advanced: true },
  augmentationWeight: number({
    label: "Augmentation weight",
    symbol: "λ",
    help: "Weight of the loss that keeps a picture's code in place when the picture is moved. Zero at the start leaves the moved picture out altogether.",
    group: easy,
    default: 0.7,
    min: 0,
    max: 100,
    live: true,
  }),
  reconstructionWeight: {
    ...stageContrast.reconstructionWeight,
    help: "Weight of redrawing the picture in the first stage, its error summed over the pixels. Without it all codes shrink to one point.",
    group: easy,
  },
  centreLearningRate: number({
    label: "Learning rate, first stage",
    help: "Step size of Adam while codes are drawn to centres. The paper's 0.00001 wants 100 passes over a large set to do anything.",
    group: easy,
    default: 1e-4,
    min: 1e-7,
    max: 1,
    scale: "log",
    live: true,
    advanced: true,
  }),
  pairEpochs: integer({
    label: "Second stage",
    symbol: "M₂",
    help: "Passes over all pictures in which pairs are contrasted.",
    unit: "passes",
    group: contrast,
    default: 20,
    min: 0,
    max: 2000,
  }),
  pairRefresh: integer({
    label: "Pairs renewed every",
    symbol: "T₂",
    help: "Passes between two decisions about which pairs are alike. More of them join as training goes on.",
    unit: "passes",
    group: contrast,
    default: 5,
    min: 1,
    max: 200,
  }),
  similarity: choice({
    label: "Similarity of pairs",
    help: "How alike two codes are. Measured from the mean code, cosines spread from -1 to 1, as the thresholds need; plain cosines call most pairs alike, and products as printed nearly all.",
    group: contrast,
    default: "centred",
    options: [
      { value: "centred", label: "Cosine about the mean" },
      { value: "cosine", label: "Cosine" },
      { value: "product", label: "Product, as printed" },
    ],
  }),
  upper: number({
    label: "Alike from",
    symbol: "ζ",
    help: "Pairs at least this similar are drawn together. Lower it and more pairs teach, more of them wrongly.",
    group: contrast,
    default: 0.8,
    min: -1,
    max: 1,
    live: true,
  }),
  lower: number({
    label: "Different up to",
    symbol: "γ",
    help: "Pairs at most this similar are pushed apart. Those between the two thresholds are left alone.",
    group: contrast,
    default: 0.2,
    min: -1,
    max: 1,
    live: true,
  }),
  temperature: stageContrast.temperature,
  against: stageContrast.against,
  balanceWeight: stageContrast.balanceWeight,
  headStart: stageContrast.headStart,
  headStartEpochs: stageContrast.headStartEpochs,
  headWidths: integers({
    label: "Head widths",
    help: "Units of the hidden layers of the network that decides.",
    group: contrast,
    default: [128, 128, 128],
    min: 1,
    max: 2048,
    minLength: 1,
    maxLength: 5,
    advanced: true,
  }),
  movesPictures: boolean({
    label: "Move pictures",
    help: "Whether the second stage trains on pictures turned and shifted at random, too; which pairs are alike is always decided on pictures as they are.",
    group: contrast,
    default: true,
    advanced: true,
  }),
  learningRate: {
    ...stageContrast.learningRate,
    label: "Learning rate, second stage",
    help: "Step size of Adam for the network that decides.",
  },
  encoderShare: stageContrast.encoderShare,
  slowsDown: stageContrast.slowsDown,
} as const;

export const spiccHyperparameters = {
  ...autoencoderHyperparameters,
  ...viewAugmentationHyperparameters,
  ...kMeansPartitionHyperparameters,
  ...stageHyperparameters,
} as const;

export type SpiccValues = ValuesOf<typeof spiccHyperparameters>;
