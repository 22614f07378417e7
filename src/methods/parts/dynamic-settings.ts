import { choice, number } from "../../core/hyperparameters";
import { jointTrainingHyperparameters } from "./joint-training-settings";

const { optimizer, learningRate, momentum, updateInterval, maxIterations } = jointTrainingHyperparameters;

/** What the second phase of DynAE lets its user set. */
export const dynamicHyperparameters = {
  optimizer,
  learningRate: { ...learningRate, default: 1e-4 },
  momentum,
  updateInterval: {
    ...updateInterval,
    help: "Steps between two looks at the whole set, which count the conflicts and lower the thresholds when these stop shrinking.",
    default: 70,
  },
  maxIterations: { ...maxIterations, default: 1500 },
  tolerance: number({
    label: "Conflicts left",
    help: "Training ends when no larger share of the pictures than this is in conflict. Needs no labels.",
    unit: "fraction",
    group: "Clustering",
    default: 0.01,
    min: 0,
    max: 1,
    live: true,
  }),
  kappa: number({
    label: "Certainty at the start",
    symbol: "κ",
    help: "A picture is beyond conflict when its likeliest cluster has more than κ / k, and half of that above the second. Both are lowered as conflicts stop shrinking.",
    group: "Clustering",
    default: 3,
    min: 0.1,
    max: 100,
    advanced: true,
  }),
  gamma: number({
    label: "Picture weight",
    symbol: "γ",
    help: "Weight of the redrawn picture's error beside that of the code. Large, and codes follow what the decoder can draw.",
    group: "Clustering",
    default: 100,
    min: 0,
    max: 10000,
    scale: "linear",
    live: true,
    advanced: true,
  }),
  renewal: choice({
    label: "New centres",
    help: "Where centres move when conflicts stop shrinking: to the mean code of each present cluster, which keeps what the first clusters knew, or to a new k-means of all codes as in the paper.",
    group: "Clustering",
    options: [
      { value: "means", label: "Means of the clusters" },
      { value: "kmeans", label: "k-means anew" },
    ],
    default: "means",
    advanced: true,
  }),
} as const;
