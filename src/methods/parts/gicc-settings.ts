import { choice, integer, number, type ValuesOf } from "../../core/hyperparameters";
import { autoencoderHyperparameters } from "./autoencoder-settings";
import { kMeansPartitionHyperparameters } from "./initial-partition-settings";
import { stageContrast } from "./stage-contrast-settings";
import { viewAugmentationHyperparameters } from "./view-augmentation-settings";

const graph = "Graph";
const contrast = "Contrast";

/** What GICC lets its user set, beside the autoencoder and the first clusters. */
const giccOwn = {
  graphBy: choice({
    label: "Images are tied by",
    help: "How the graph is made. Nearest neighbours join what looks alike; self-expression joins an image with those of which it is best composed. On digits neighbours are right more often.",
    group: graph,
    default: "neighbours",
    options: [
      { value: "neighbours", label: "Nearest neighbours" },
      { value: "self-expression", label: "Self-expression" },
    ],
  }),
  graphOf: choice({
    label: "Graph of",
    help: "What is compared to make the graph. The feature maps before the code tell digits apart better than the code; pixels need no network.",
    group: graph,
    default: "maps",
    options: [
      { value: "maps", label: "Feature maps" },
      { value: "codes", label: "Codes" },
      { value: "pixels", label: "Pixels" },
    ],
  }),
  neighbours: integer({
    label: "Edges an image",
    symbol: "k",
    help: "The strongest ties of each image that are kept. More of them make the graph less pure: results fall.",
    unit: "images",
    group: graph,
    default: 5,
    min: 1,
    max: 50,
  }),
  ridge: number({
    label: "Ridge",
    symbol: "ρ",
    help: "How dear large coefficients of the self-expression are, one over the thesis' λ. Small values compose an image of few others, exactly; large ones of many.",
    group: graph,
    default: 1,
    min: 1e-4,
    max: 1e4,
    scale: "log",
    when: { field: "graphBy", is: ["self-expression"] },
    advanced: true,
  }),
  graphRefresh: integer({
    label: "Graph renewed every",
    help: "Passes between two makings of the graph. In the last third of the passes it stands still.",
    unit: "passes",
    group: graph,
    default: 10,
    min: 1,
    max: 1000,
  }),
  graphEpochs: integer({
    label: "Length",
    help: "Passes over all pictures of the contrast. The thesis takes 150.",
    unit: "passes",
    group: contrast,
    default: 40,
    min: 0,
    max: 5000,
  }),
  partner: choice({
    label: "Partner of an image",
    help: "Which of its neighbours stands beside an image in a batch: one of them at random, which shows the network more, or always the strongest, as in the thesis.",
    group: contrast,
    default: "drawn",
    options: [
      { value: "drawn", label: "One of them, drawn" },
      { value: "strongest", label: "The strongest" },
    ],
    advanced: true,
  }),
  instanceWeight: number({
    label: "Instance weight",
    help: "Weight of the contrast of images: neighbours near each other, others apart. Zero at the start leaves it out.",
    group: contrast,
    default: 1,
    min: 0,
    max: 100,
    live: true,
  }),
  clusterWeight: number({
    label: "Cluster weight",
    help: "Weight of the contrast of clusters: an image and its neighbour are to be in the same one. Zero at the start leaves the cluster head out, and k-means divides the codes.",
    group: contrast,
    default: 1,
    min: 0,
    max: 100,
    live: true,
  }),
  instanceTemperature: {
    ...stageContrast.temperature,
    label: "Instance temperature",
    symbol: "τ₁",
    help: "Divides the similarities of images. The lower it is, the more the hardest pairs count.",
  },
  clusterTemperature: {
    ...stageContrast.temperature,
    label: "Cluster temperature",
    symbol: "τ₂",
    help: "Divides the similarities of clusters. At the thesis' 1 hardly any gradient is left.",
  },
  against: {
    ...stageContrast.against,
    help: "What a neighbour is compared with in the contrast of images: all others of the batch, or those alone that are no neighbours, as printed. Results hardly differ.",
    options: [
      { value: "both", label: "All others" },
      { value: "negatives", label: "No neighbours, as printed" },
    ],
  },
  direction: choice({
    label: "Clusters are compared",
    help: "Each cluster with all others on both sides, images and neighbours, or only the images' with the neighbours', as printed.",
    group: contrast,
    default: "both",
    options: [
      { value: "both", label: "Both ways" },
      { value: "one", label: "One way, as printed" },
    ],
    advanced: true,
  }),
  balanceWeight: {
    ...stageContrast.balanceWeight,
    help: "Weight of a term that keeps all clusters in use. Zero, as in the thesis, lets clusters die. It draws clusters to one size, so that little is best where the heads start from clusters; heads from chance need about 1.",
    default: 0.2,
  },
  reconstructionWeight: stageContrast.reconstructionWeight,
  headStart: {
    ...stageContrast.headStart,
    label: "Heads start from",
    help: "What the cluster head knows at first: the first clusters, taught to it in a few passes, or nothing, as in the thesis, when it has to find all groups by itself.",
    options: [
      { value: "partition", label: "The first clusters" },
      { value: "random", label: "Chance" },
    ],
  },
  headStartEpochs: {
    ...stageContrast.headStartEpochs,
    help: "Passes over all codes in which the cluster head learns the first clusters.",
    default: 20,
  },
  headWidth: integer({
    label: "Head width",
    help: "Units of the layer that both heads share.",
    unit: "units",
    group: contrast,
    default: 128,
    min: 2,
    max: 2048,
    advanced: true,
  }),
  instanceSize: integer({
    label: "Instance head",
    help: "Values in which images are contrasted.",
    unit: "values",
    group: contrast,
    default: 128,
    min: 2,
    max: 1024,
    advanced: true,
  }),
  learningRate: stageContrast.learningRate,
  encoderShare: {
    ...stageContrast.encoderShare,
    label: "Autoencoder's share of it",
    help: "How large the autoencoder's steps are beside those of the heads. Zero holds the codes still.",
  },
  slowsDown: stageContrast.slowsDown,
} as const;

export const giccHyperparameters = {
  ...autoencoderHyperparameters,
  ...viewAugmentationHyperparameters,
  ...kMeansPartitionHyperparameters,
  ...giccOwn,
} as const;

export type GiccValues = ValuesOf<typeof giccHyperparameters>;
