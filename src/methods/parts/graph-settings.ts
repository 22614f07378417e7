import { boolean, choice, integer, number, type ValuesOf } from "../../core/hyperparameters";
import type { Mixing } from "../../nn/encoders/graph-tower";

/** What methods with a graph of images and a graph tower let their user set. */
export const graphHyperparameters = {
  graphOf: choice({
    label: "Graph of",
    help: "What two images are compared by when the graph is made, once, before clustering: their pixels, as in the papers, or their codes after pretraining.",
    group: "Graph",
    default: "pixels",
    options: [
      { value: "pixels", label: "Pixels" },
      { value: "codes", label: "Codes" },
    ],
  }),
  neighbours: integer({
    label: "Graph neighbours",
    symbol: "M",
    help: "Edges that each image chooses, to those most like it. With one the graph falls into thousands of pieces; with ten more edges join two kinds.",
    unit: "images",
    group: "Graph",
    default: 3,
    min: 1,
    max: 100,
  }),
  epsilon: number({
    label: "Delivery",
    symbol: "ε",
    help: "How much of each of the encoder's layers the graph network takes in. At 0 it sees the pixels and the graph alone, and may lose clusters; at 1 it forgets its own layers.",
    unit: "fraction",
    group: "Graph",
    default: 0.5,
    min: 0,
    max: 1,
    live: true,
  }),
  normalisation: choice({
    label: "Normalisation",
    help: "How neighbours are averaged: with the square roots of both ends' numbers of edges, which gives hubs less weight, or as a plain mean.",
    group: "Graph",
    default: "symmetric",
    options: [
      { value: "symmetric", label: "Symmetric, D^-1/2 (A + I) D^-1/2" },
      { value: "row", label: "Plain mean, D^-1 (A + I)" },
    ],
    advanced: true,
  }),
  deliverLast: boolean({
    label: "Deliver to the last layer",
    help: "Whether the layer that decides takes in the code too. VGDCN's equation 3.12, as printed, does not; published code does.",
    group: "Graph",
    default: true,
    advanced: true,
  }),
  graphSteps: integer({
    label: "Graph steps",
    help: "Updates of the graph network over all images, each time the targets are renewed; it makes its first steps before. From chance it takes about a hundred in all to catch up with its teacher.",
    unit: "steps",
    group: "Graph",
    default: 5,
    min: 1,
    max: 1000,
    live: true,
  }),
  graphStart: integer({
    label: "Graph's first steps",
    help: "Updates in which the graph network learns the first clusters, before anything else goes on. With none it begins from chance, as in the papers, and its clusters mean nothing for the first hundred steps.",
    unit: "steps",
    group: "Graph",
    default: 100,
    min: 0,
    max: 1000,
    advanced: true,
  }),
  graphLearningRate: number({
    label: "Graph learning rate",
    symbol: "η_G",
    help: "Step size of Adam for the graph network. The papers' 0.001 leaves it far behind its teacher for hundreds of steps: its last layers are ten values wide, and their weights have far to go.",
    group: "Graph",
    default: 1e-2,
    min: 1e-6,
    max: 1,
    scale: "log",
    live: true,
    advanced: true,
  }),
} as const;

export type GraphValues = ValuesOf<typeof graphHyperparameters>;

export function mixingOf({ epsilon, deliverLast }: GraphValues): Mixing {
  return { epsilon, last: deliverLast };
}
