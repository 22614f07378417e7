import { choice, integer, number, type ValuesOf } from "../../core/hyperparameters";

export const umapHyperparameters = {
  neighbours: integer({
    label: "Neighbours",
    help: "How many of its nearest points, itself counted, a point is tied to. Few show fine detail and tear groups apart; many show the broad shape.",
    symbol: "k",
    default: 15,
    min: 2,
    max: 200,
  }),
  minDist: number({
    label: "Least distance",
    help: "How close points may come in the layout. 0 packs groups tightly, which suits a clustering of the layout; more spreads a group out for the eye.",
    default: 0.1,
    min: 0,
    max: 0.99,
  }),
  epochs: integer({
    label: "Epochs",
    help: "Rounds of moving the points. 0 takes 500 up to 10,000 points and 200 beyond, as umap-learn does.",
    unit: "epochs",
    default: 0,
    min: 0,
    max: 5000,
  }),
  reduceTo: integer({
    label: "Reduce to",
    help: "Codes that are wider than this are reduced to so many principal components before neighbours are looked for: much faster on pixels, and nearly the same map. umap-learn does not do it. 0 switches it off.",
    unit: "components",
    default: 50,
    min: 0,
    max: 1000,
  }),
  engine: choice({
    label: "Engine",
    help: "Kindred's own engine works in small steps and is many times as fast. umap-js is the reference that others use; it stands still while it prepares, for seconds at 5,000 points and minutes beyond 20,000.",
    default: "kindred",
    options: [
      { value: "kindred", label: "Kindred" },
      { value: "umap-js", label: "umap-js (reference)" },
    ],
  }),
  start: choice({
    label: "Start",
    help: "Where a layout that is made anew begins: where points lie already, at first along the codes' principal components; or along the slowest vibrations of the graph of neighbours, as in umap-learn. A graph that falls into pieces begins with the components.",
    default: "pca",
    options: [
      { value: "pca", label: "Principal components" },
      { value: "spectral", label: "Spectral" },
    ],
    advanced: true,
  }),
  spread: number({
    label: "Spread",
    help: "Scale of the distances between points that are similar. The layout grows with it; the least distance must not exceed it.",
    default: 1,
    min: 0.1,
    max: 10,
    advanced: true,
  }),
  negatives: integer({
    label: "Negative samples",
    help: "Random points from which a point is pushed away, each time it is pulled towards a neighbour. More separate groups better and take longer.",
    unit: "points",
    default: 5,
    min: 1,
    max: 50,
    advanced: true,
  }),
  repulsion: number({
    label: "Repulsion",
    help: "How strongly random points push each other away.",
    symbol: "γ",
    default: 1,
    min: 0,
    max: 10,
    advanced: true,
  }),
  learningRate: number({
    label: "Learning rate",
    help: "Length of the first epoch's steps; falls evenly to 0 over the epochs.",
    default: 1,
    min: 0.01,
    max: 10,
    scale: "log",
    advanced: true,
  }),
  connectivity: integer({
    label: "Local connectivity",
    help: "Nearest neighbours to which a point is tied for certain. More keeps sparse regions together.",
    unit: "neighbours",
    default: 1,
    min: 1,
    max: 10,
    advanced: true,
  }),
} as const;

export type UmapValues = ValuesOf<typeof umapHyperparameters>;

/** Epochs of a layout that only follows codes which have hardly changed, and the length of their first steps. */
const followEpochs = 30;
const followRate = 0.2;
/** Up to so many points a layout takes more epochs. */
const few = 10_000;

/** How long and how boldly to work; `follow` means from positions that are nearly right. */
export function courseFor(values: UmapValues, n: number, follow: boolean): { readonly epochs: number; readonly rate: number } {
  if (follow) return { epochs: followEpochs, rate: Math.min(followRate, values.learningRate) };
  return { epochs: values.epochs || (n <= few ? 500 : 200), rate: values.learningRate };
}
