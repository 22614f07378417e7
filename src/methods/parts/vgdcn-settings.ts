import { choice, number, onlyWhile, type ValuesOf } from "../../core/hyperparameters";
import { graphHyperparameters } from "./graph-settings";
import { vadeHyperparameters } from "./vade-settings";

/** What VGDCN lets its user set. */
export const vgdcnHyperparameters = {
  ...vadeHyperparameters,
  ...onlyWhile(
    {
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
      targetFrom: choice({
        label: "Target from",
        help: "Which first guess is sharpened into what the graph network learns: the mixture's memberships, which know how wide and how large each cluster is, or similarities that know only how far a code is from each cluster's middle (Student-t with one degree of freedom), as in the thesis' equation and its code.",
        group: "Graph",
        default: "gamma",
        options: [
          { value: "gamma", label: "The mixture's memberships γ" },
          { value: "student", label: "Student-t of codes and means" },
        ],
        advanced: true,
      }),
    },
    { field: "decides", is: ["graph"] },
  ),
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
