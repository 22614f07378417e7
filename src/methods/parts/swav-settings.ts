import { choice, integer, integers, number, type ValuesOf } from "../../core/hyperparameters";
import { autoencoderHyperparameters } from "./autoencoder-settings";
import { correctionHyperparameters } from "./correction-settings";
import type { Refusal } from "./refusal";
import { selfTrainingHyperparameters } from "./self-training-settings";
import { viewAugmentationHyperparameters } from "./view-augmentation-settings";

const group = "Prototypes";

/** What SwAV lets its user set. */
export const swavHyperparameters = {
  ...autoencoderHyperparameters,
  ...viewAugmentationHyperparameters,
  prototypes: integer({
    label: "Prototypes",
    help: "Points that pictures are assigned to, all of them equally often. Zero takes three for each cluster; more of them fit groups of uneven size better.",
    unit: "points, 0 chooses",
    group,
    default: 0,
    min: 0,
    max: 3000,
  }),
  epsilon: number({
    label: "Smoothness",
    symbol: "ε",
    help: "How soft the assignment to prototypes is. When the loss stays at the logarithm of their number nothing is learned: lower it then.",
    group,
    default: 0.05,
    min: 0.005,
    max: 1,
    scale: "log",
    live: true,
  }),
  sinkhornIterations: integer({
    label: "Assignment alternations",
    help: "How often prototypes are brought to equal shares and pictures to a sum of one in turn.",
    group,
    default: 3,
    min: 1,
    max: 100,
    live: true,
    advanced: true,
  }),
  temperature: number({
    label: "Temperature",
    symbol: "τ",
    help: "Cosines to the prototypes are divided by it before they become a prediction.",
    group,
    default: 0.1,
    min: 0.01,
    max: 10,
    scale: "log",
    live: true,
  }),
  projectionWidths: integers({
    label: "Projection",
    help: "Units of each layer between the code and what is compared with prototypes; the last number is the size of what is compared.",
    group,
    default: [128, 32],
    min: 2,
    max: 2048,
    minLength: 1,
    maxLength: 4,
    advanced: true,
  }),
  frozenPasses: integer({
    label: "Prototypes held for",
    help: "Passes at the start in which the network learns and the prototypes stay, which keeps them from running together.",
    unit: "passes",
    group,
    default: 1,
    min: 0,
    max: 1000,
    advanced: true,
  }),
  queueSize: integer({
    label: "Queue",
    help: "Earlier pictures that are assigned along with a batch, so that few pictures need not share many prototypes; zero for none.",
    unit: "pictures",
    group,
    default: 1024,
    min: 0,
    max: 16384,
    advanced: true,
  }),
  queuePasses: integer({
    label: "Queue from pass",
    help: "Passes after which the queue begins to fill; too early it holds features that the network has long left behind.",
    unit: "passes",
    group,
    default: 3,
    min: 0,
    max: 1000,
    advanced: true,
  }),
  extraViews: integer({
    label: "Extra views",
    help: "Further copies of each picture, moved and cropped, that must foretell where the two main copies belong. Each takes as long as a main one.",
    unit: "views",
    group,
    default: 0,
    min: 0,
    max: 6,
  }),
  extraArea: number({
    label: "Area of extra views",
    help: "Least share of the picture that an extra view shows, stretched to the whole: a part has to foretell where the picture belongs. One shows all of it.",
    unit: "share of the area",
    group,
    default: 0.4,
    min: 0.05,
    max: 1,
    advanced: true,
  }),
  swapWeight: number({
    label: "Prototype weight",
    help: "Weight of the loss of prototypes; redrawing the pictures has its own.",
    group: "Training",
    default: 0.01,
    min: 0,
    max: 100,
    live: true,
  }),
  reconstructionWeight: number({
    label: "Redrawing weight",
    help: "Weight of redrawing the pictures from their codes, which keeps the codes faithful to them; zero drops it, as in the paper.",
    group: "Training",
    default: 1,
    min: 0,
    max: 100,
  }),
  learningRate: {
    ...selfTrainingHyperparameters.learningRate,
    help: "Step size of the training with prototypes.",
    group: "Training",
  },
  swavPasses: integer({
    label: "Passes",
    help: "Passes over all pictures in which prototypes are learned.",
    unit: "passes",
    group: "Training",
    default: 60,
    min: 1,
    max: 5000,
    live: true,
  }),
  lookPasses: integer({
    label: "Look interval",
    help: "Passes between two looks at the whole set, which tell the clusters.",
    unit: "passes",
    group: "Training",
    default: 5,
    min: 1,
    max: 1000,
    live: true,
    advanced: true,
  }),
  clusterBy: choice({
    label: "Clusters are found",
    help: "By k-means of the codes, of what the projection makes of them, or of the prototypes, where each picture goes with its prototype.",
    group: "Training",
    options: [
      { value: "codes", label: "Among the codes" },
      { value: "features", label: "Among projected codes" },
      { value: "prototypes", label: "Among the prototypes" },
    ],
    default: "codes",
  }),
  ...correctionHyperparameters,
} as const;

export type SwavValues = ValuesOf<typeof swavHyperparameters>;

/** Fewer prototypes than clusters can't be divided into these. */
export function swavRefusal(
  { clusterBy, prototypes }: Pick<SwavValues, "clusterBy" | "prototypes">,
  clusters: number,
): Refusal | null {
  if (clusterBy !== "prototypes" || prototypes === 0 || prototypes >= clusters) return null;
  return {
    message: `${prototypes} prototypes can't be divided into ${clusters} clusters; take ${clusters} or more of them, or find clusters among the codes.`,
    instead: { values: { clusterBy: "codes" } },
  };
}
