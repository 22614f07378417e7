import { choice, number, type ValuesOf } from "../../core/hyperparameters";
import { graphHyperparameters } from "./graph-settings";
import { vadeHyperparameters } from "./vade-settings";

/** What VGDCN lets its user set. */
export const vgdcnHyperparameters = {
  ...vadeHyperparameters,
  ...graphHyperparameters,
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
  graphStart: choice({
    label: "Graph's start",
    help: "Whether the graph network learns the first clusters before anything else goes on. Without that it begins from chance, as in the thesis, and its clusters mean nothing for the first hundred steps.",
    group: "Graph",
    options: [
      { value: "taught", label: "Taught the first clusters" },
      { value: "chance", label: "Chance" },
    ],
    default: "taught",
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
