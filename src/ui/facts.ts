import { leastEffective } from "../core/empty-clusters";
import type { EpochFacts } from "../worker/protocol";
import { count, percent, short } from "./format";

interface FactName {
  readonly title: string;
  /** What it says and what would be a bad sign, a sentence. */
  readonly help?: string;
  /** A share of 1 is shown in percent; a whole number with its thousands. */
  readonly as?: "share" | "whole" | "yesNo";
}

/**
 * What facts of epochs are called. A fact that is not here is shown by the words of its id: a method may tell whatever it likes.
 * The two of how clusters are used stand first and are said in one.
 */
const names: Readonly<Record<string, FactName>> = {
  changed: { title: "Changed cluster", help: "Share of images whose cluster differs from the last look's.", as: "share" },
  churn: { title: "Changed cluster", help: "Share of images whose cluster differs from the last look's.", as: "share" },
  confidence: { title: "Mean confidence", help: "How sure the assignments are, on average.", as: "share" },
  spread: {
    title: "Spread of codes",
    help: "As a share of that at the start; near 0 the network maps all images to one point.",
    as: "share",
  },
  uncertainty: { title: "Uncertainty", help: "How far predictions waver between clusters, on average.", as: "share" },
  correctedClusters: {
    title: "Corrected",
    help: "Share of images that the correction moves to another cluster.",
    as: "share",
  },
  stability: { title: "Sample stability", help: "How sure of itself each image's assignment is; near 1 is best." },
  otsu: { title: "Otsu's threshold t", help: "Assignments above it count as sure." },
  agreement: {
    title: "Neighbours agree",
    help: "How alike images and their nearest neighbours are assigned, on average.",
    as: "share",
  },
  sameCosine: {
    title: "Copies of one picture",
    help: "Mean cosine of two moved copies of the same picture; training draws it to 1.",
  },
  otherCosine: {
    title: "Copies of different pictures",
    help: "Mean cosine of moved copies of different pictures; near 1 all pictures have become one point.",
  },
  confident: { title: "Confident", help: "Share of images that teach the network their own cluster.", as: "share" },
  bestHead: {
    title: "Head kept",
    help: "The head of the lowest loss; where it changes, clusters may change much.",
    as: "whole",
  },
  lowestHeadLoss: { title: "Lowest loss of a head", help: "Over the whole set; it chooses the head." },
  highestHeadLoss: { title: "Highest loss of a head", help: "Far above the lowest: starts differ, and more heads may help." },
  usedPrototypes: { title: "Prototypes used", help: "Those that some image lies nearest to.", as: "whole" },
  effectivePrototypes: { title: "Prototypes, effective", help: "How many used alike would be as even." },
  uniformLoss: { title: "Loss of guessing", help: "A prototype loss that stays there learns nothing: lower the smoothness." },
  givenLabelsKept: { title: "Given labels kept", help: "Share of the given labels that the network repeats.", as: "share" },
  allAccuracy: {
    title: "Accuracy, all",
    help: "Of the images whose label was not given, under one match of clusters and classes.",
    as: "share",
  },
  oldAccuracy: { title: "Accuracy, known classes", help: "Of those images the ones of known classes.", as: "share" },
  newAccuracy: {
    title: "Accuracy, new classes",
    help: "Of those images the ones of classes without any given label.",
    as: "share",
  },
  graphDivergence: {
    title: "Graph divergence",
    help: "KL(P‖Z): how far the graph network's soft assignments are from those that it is to learn.",
  },
  headsDiffer: {
    title: "Networks differ",
    help: "Share of images that the graph network and the one beside it put into different clusters.",
    as: "share",
  },
  usedByAutoencoder: {
    title: "Clusters of the autoencoder",
    help: "Used by its own part; the rest have died there.",
    as: "whole",
  },
  headAgreement: {
    title: "Agreement of the two networks",
    help: "How alike the two networks' soft assignments are, on average; those of an image may be alike and still put different clusters first.",
    as: "share",
  },
  positivePairs: { title: "Pairs alike", help: "Share of sampled pairs above the upper threshold: drawn together.", as: "share" },
  ambiguousPairs: {
    title: "Pairs in doubt",
    help: "Share of sampled pairs between the two thresholds, which teach nothing yet.",
    as: "share",
  },
  negativePairs: {
    title: "Pairs different",
    help: "Share of sampled pairs below the lower threshold: pushed apart.",
    as: "share",
  },
  ambiguousAnswers: {
    title: "Answers in doubt",
    help: "Share of sampled pairs whose soft assignments are neither alike nor different.",
    as: "share",
  },
  conflicted: { title: "In conflict", help: "Share of images that no cluster holds clearly yet.", as: "share" },
  beta1: { title: "Threshold β₁" },
  beta2: { title: "Threshold β₂" },
  activeUnits: { title: "Active units", help: "Latent dimensions that the encoder uses; the others say nothing.", as: "whole" },
  clusters: { title: "Clusters found", as: "whole" },
  noise: { title: "Noise", help: "Images in no cluster.", as: "whole" },
  pieces: { title: "Pieces of the graph", as: "whole" },
  edges: { title: "Edges", as: "whole" },
  landmarks: { title: "Landmarks", as: "whole" },
  iterations: { title: "Iterations", as: "whole" },
  converged: { title: "Converged", as: "yesNo" },
  bestInertia: { title: "Best inertia", help: "Of all restarts so far." },
  bestLogLikelihood: { title: "Best log-likelihood", help: "Of all restarts so far." },
  bestReconstruction: { title: "Best reconstruction", help: "Error of the best restart so far." },
};

const order = Object.keys(names);
const usedId = "usedClusters";
const effectiveId = "effectiveClusters";

/** A fact as it is shown. */
export interface ShownFact {
  readonly id: string;
  readonly title: string;
  readonly text: string;
  readonly help: string | null;
  /** It looks like trouble. */
  readonly warns: boolean;
}

/** How clusters are used now. */
export interface ClusterUse {
  readonly used: number;
  /** How many clusters of one size would be as even: exp of the entropy of the sizes. */
  readonly effective: number;
  readonly collapsing: boolean;
}

/** The last value of every fact that the present phase has told, in the order in which they came. */
export function latestFacts(history: readonly EpochFacts[]): Readonly<Record<string, number>> {
  const phase = history.at(-1)?.phase;
  const from = history.findLastIndex((entry) => entry.phase !== phase) + 1;
  return Object.assign({}, ...history.slice(from).map(({ facts }) => facts));
}

/** How the clusters of a run for `clusters` of them are used, or null while no fact says. */
export function clusterUse(facts: Readonly<Record<string, number>>, clusters: number): ClusterUse | null {
  const { [usedId]: used, [effectiveId]: effective } = facts;
  if (used === undefined || effective === undefined) return null;
  return { used, effective, collapsing: used < clusters || effective < leastEffective * clusters };
}

/** Such as "10 of 10, 8.7 effective". */
export function clusterUseText({ used, effective }: ClusterUse, clusters: number): string {
  return `${count(used)} of ${count(clusters)}, ${Number(effective.toPrecision(2))} effective`;
}

export const effectiveHelp =
  "How many clusters hold images, and how many of one size would be as even. Far fewer than asked for: a collapse, or groups of very uneven size.";

/** Facts with names and units; `clusters` is what the run was asked for. */
export function shownFacts(facts: Readonly<Record<string, number>>, clusters: number): ShownFact[] {
  const use = clusterUse(facts, clusters);
  const first: ShownFact[] = use
    ? [{ id: usedId, title: "Clusters used", text: clusterUseText(use, clusters), help: effectiveHelp, warns: use.collapsing }]
    : [];
  // In the order of the names, so that a fact that comes later moves no other; those without a name last, as they came.
  const place = (id: string): number => (Object.hasOwn(names, id) ? order.indexOf(id) : order.length);
  const others = Object.entries(facts)
    .filter(([id]) => !use || (id !== usedId && id !== effectiveId))
    .sort(([a], [b]) => place(a) - place(b));
  return [
    ...first,
    ...others.map(([id, value]) => {
      const name: FactName = (Object.hasOwn(names, id) ? names[id] : undefined) ?? { title: factTitle(id) };
      return { id, title: name.title, text: factText(value, name.as), help: name.help ?? null, warns: false };
    }),
  ];
}

/** The words of an id in camel case: "lastEigenvalue" is "Last eigenvalue". */
export function factTitle(id: string): string {
  const words = id
    .replace(/([a-z\d])([A-Z])/g, "$1 $2")
    .replace(/([A-Z]+)([A-Z][a-z])/g, "$1 $2")
    .split(/[\s_-]+/)
    .map((word) => (/^[A-Z\d]{2,}$/.test(word) ? word : word.toLowerCase()))
    .join(" ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function factText(value: number, as: FactName["as"]): string {
  if (!Number.isFinite(value)) return "–";
  if (as === "share") return percent(value);
  if (as === "whole") return count(value);
  if (as === "yesNo") return value === 0 ? "no" : "yes";
  return short(value);
}
