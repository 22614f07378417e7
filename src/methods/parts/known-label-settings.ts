import { number } from "../../core/hyperparameters";

/** Which labels a method that learns from some is given: read by whoever gives them, not by the method. */
export const knownLabelHyperparameters = {
  knownClasses: number({
    label: "Known classes",
    help: "Share of the classes of which some labels are given, drawn by the seed. Of the others the method sees pictures only and has to discover them.",
    unit: "fraction",
    group: "Given labels",
    default: 0.5,
    min: 0.01,
    max: 1,
  }),
  knownImages: number({
    label: "Labelled pictures",
    help: "Share of the pictures of each known class whose label is given, drawn by the seed. They are left out of all scores.",
    unit: "fraction",
    group: "Given labels",
    default: 0.5,
    min: 0.01,
    max: 1,
  }),
} as const;
