import { choice, number, onlyWhile, type ValuesOf } from "../../core/hyperparameters";
import { autoencoderHyperparameters } from "./autoencoder-settings";
import { graphHyperparameters } from "./graph-settings";
import { initialPartitionHyperparameters } from "./initial-partition-settings";
import { selfTrainingHyperparameters } from "./self-training-settings";

const { momentum, optimizer, learningRate, ...training } = selfTrainingHyperparameters;

const delta = number({
  label: "Weight of the graph",
  symbol: "δ",
  help: "Of KL(P‖Z), which teaches the graph network. It matters only where both networks are trained together: alone, Adam takes the same steps at any weight.",
  group: "Graph",
  default: 0.01,
  min: 1e-4,
  max: 100,
  scale: "log",
  live: true,
  advanced: true,
});
const graph = onlyWhile({ delta, ...graphHyperparameters }, { field: "decides", is: ["graph"] });

export const sdcnHyperparameters = {
  ...autoencoderHyperparameters,
  // Half the usual, small pictures too: the 6,000 steps that the pretraining of many is held to are then half as many passes.
  batchSize: { ...autoencoderHyperparameters.batchSize, default: 128 },
  ...initialPartitionHyperparameters,
  stepsOver: choice({
    label: "Steps over",
    help: "Batches of pictures, moved at random, with the graph network trained between them; or all pictures at once and both networks together, as in the paper. A step is then a pass over everything.",
    group: "Clustering",
    default: "batches",
    options: [
      { value: "batches", label: "Batches" },
      { value: "all", label: "All pictures" },
    ],
  }),
  ...training,
  // All pictures at once are looked at after every step. With batches, looks are rarer than usual, as each costs five steps of the graph.
  ...onlyWhile({ updateInterval: { ...training.updateInterval, default: 45 } }, { field: "stepsOver", is: ["batches"] }),
  // Fewer than usual: a step of the graph over MNIST's test set takes most of a second.
  maxIterations: { ...training.maxIterations, default: 900 },
  learningRate,
  gamma: number({
    label: "Weight of the centres",
    symbol: "γ",
    help: "Of KL(P‖Q), which draws codes to their centres; the reconstruction has weight 1.",
    group: "Clustering",
    default: 0.1,
    min: 0,
    max: 100,
    live: true,
  }),
  ...graph,
  // Over all pictures at once there is one step of both networks between two looks.
  ...onlyWhile({ graphSteps: graph.graphSteps }, { field: "stepsOver", is: ["batches"] }),
  decides: choice({
    label: "Clusters by",
    help: "The graph network, as in the paper, or the nearest centres alone; then no graph is made.",
    group: "Graph",
    default: "graph",
    options: [
      { value: "graph", label: "The graph network" },
      { value: "centres", label: "The centres, without a graph" },
    ],
  }),
} as const;

export type SdcnValues = ValuesOf<typeof sdcnHyperparameters>;
