import { choice, integer, number, type ValuesOf } from "../../core/hyperparameters";
import { graphHyperparameters } from "./graph-settings";
import { vadeHyperparameters } from "./vade-settings";

/** What VGDCN lets its user set. */
export const vgdcnHyperparameters = {
  ...vadeHyperparameters,
  ...graphHyperparameters,
  graphLearningRate: {
    ...graphHyperparameters.graphLearningRate,
    help: "Step size of Adam for the graph network. The thesis' 0.001 leaves it far behind its teacher for hundreds of steps: the last layers are ten values wide, and their weights have far to go.",
    default: 1e-2,
  },
  delta: number({
    label: "Weight of the graph",
    symbol: "δ",
    help: "Of KL(P‖Z), which teaches the graph network. That network has an Adam of its own, which takes nearly the same steps at any weight.",
    group: "Graph",
    default: 1,
    min: 1e-4,
    max: 100,
    scale: "log",
    live: true,
    advanced: true,
  }),
  graphStart: integer({
    label: "Graph's first steps",
    help: "Updates in which the graph network learns the first clusters, before anything else goes on. With none it begins from chance, as in the thesis, and its clusters mean nothing for the first hundred steps.",
    unit: "steps",
    group: "Graph",
    default: 100,
    min: 0,
    max: 1000,
    advanced: true,
  }),
  dual: number({
    label: "Weight of the target",
    help: "Of KL(P‖γ), which draws the mixture's memberships to the sharpened target, too, as SDCN does for its codes with 0.1. Zero, as in the thesis, teaches the graph network alone.",
    group: "Clustering",
    default: 0,
    min: 0,
    max: 1000,
    live: true,
    advanced: true,
  }),
  decides: choice({
    label: "Clusters by",
    help: "The graph network, as in the thesis, or the mixture alone; then no graph is made, which is VaDE.",
    group: "Graph",
    default: "graph",
    options: [
      { value: "graph", label: "The graph network" },
      { value: "mixture", label: "The mixture, without a graph" },
    ],
  }),
} as const;

export type VgdcnValues = ValuesOf<typeof vgdcnHyperparameters>;
