import { choice, integer } from "../core/hyperparameters";
import type { Matrix } from "../core/matrix";
import type { Snapshot } from "../core/saved-state";
import { defineMethod, epochEvent, stepEvent } from "./method";
import { clusterMeans } from "./parts/cluster-means";
import { condensedTree } from "./parts/condensed-tree";
import { featureHyperparameters, featuresOf } from "./parts/features";
import { stepwise } from "./parts/linkage";
import { refuseTooManyClusters } from "./parts/most-clusters";
import { reachabilityTree } from "./parts/mutual-reachability";
import { type StableClusters, stableClusters } from "./parts/stable-clusters";

type State = {
  readonly labels: Int32Array;
  readonly membership: Float32Array;
  readonly outlierScores: Float32Array;
  readonly clusters: number;
};

const hyperparameters = {
  ...featureHyperparameters,
  minClusterSize: integer({
    label: "Smallest cluster",
    symbol: "mclSize",
    help: "Fewer images than this that lie close together are noise, not a cluster. The setting that matters: larger finds fewer clusters.",
    unit: "images",
    default: 20,
    min: 2,
    max: 100_000,
  }),
  minSamples: integer({
    label: "Dense from",
    symbol: "mpts",
    help: "How dense it is around an image is told by the distance to this many images, itself counted. More make more noise and smoother clusters. 0 takes the smallest cluster's size.",
    unit: "images",
    default: 5,
    min: 0,
    max: 1000,
  }),
  selection: choice({
    label: "Choose",
    help: "The most stable clusters, of whatever size, or the leaves of the tree: the finest clusters there are.",
    default: "eom",
    options: [
      { value: "eom", label: "the most stable (excess of mass)" },
      { value: "leaf", label: "the leaves" },
    ],
  }),
} as const;

/** Density clusters at every density at once, and of those the ones that last longest. */
export const hdbscan = defineMethod<typeof hyperparameters, State>({
  id: "hdbscan",
  title: "HDBSCAN",
  family: "classical",
  summary:
    "Looks at all densities at once: clusters are groups that stay together over a wide range of densities, sparse and dense ones beside each other, and what belongs to none is noise. It finds the number of clusters by itself and tells how typical each image is of its cluster. Raw pixels are seldom dense enough for it; codes of a trained network suit it better.",
  takeWhen:
    "Take it for an unknown number of groups and to find outliers, fast, on the codes of another run; on pixels it calls most digits noise.",
  reference: {
    authors: "R. J. G. B. Campello, D. Moulavi and J. Sander; L. McInnes, J. Healy and S. Astels",
    title: "Density-based clustering based on hierarchical density estimates; hdbscan: hierarchical density based clustering",
    venue: "PAKDD; Journal of Open Source Software 2(11)",
    year: 2013,
  },
  departures: [
    "An image counts among its own neighbours, as in the paper and scikit-learn; the hdbscan package does not count it.",
    "Merges at one distance are one split into many, so that the order of equal distances does not matter.",
    "Equal images, which have no distance, count as if they were as far apart as the nearest two that differ.",
    "The root of the tree is never a cluster, and more than 500 clusters are refused.",
  ],
  hyperparameters,
  recipes: [],
  takesCodes: true,
  findsClusters: true,
  async *train(run) {
    yield { kind: "phase", phase: "cluster", title: "Growing the tree", epochs: 1, done: run.resumeFrom ? 1 : 0 };
    run.signal.throwIfAborted();
    const codes = await featuresOf(run);
    const { minClusterSize, minSamples, selection } = run.settings();
    const asked = minSamples === 0 ? minClusterSize : minSamples;
    const samples = Math.min(asked, codes.rows);
    if (samples < asked) {
      const message = `There are ${codes.rows} images, so density is told by the distance to ${samples} images instead of ${asked}.`;
      yield { kind: "notice", level: "info", message };
    }
    let found: StableClusters | undefined = run.resumeFrom;
    if (!found) {
      const tree = yield* reachabilityTree(codes, samples, run.signal);
      yield stepEvent(0);
      found = stableClusters(yield* stepwise(condensedTree(tree, minClusterSize), run.signal), selection);
    }
    refuseTooManyClusters(found.clusters, "Ask for larger clusters.");
    const noise = found.labels.reduce((sum, label) => sum + Number(label < 0), 0);
    if (found.clusters === 0) {
      const message = `The images never part into two groups of ${minClusterSize} or more: all are noise. Ask for smaller clusters, or take the codes of a trained network.`;
      yield { kind: "notice", level: "warning", message };
    }
    const [kept, clusters] = [found, found.clusters];
    const picture = () => pictureOf(codes, kept);
    if (!run.resumeFrom) {
      yield epochEvent<State>({
        epoch: 1,
        losses: {},
        facts: { clusters, noise },
        snapshot: () => Promise.resolve(picture()),
        save: () => Promise.resolve({ ...kept }),
      });
    }
    return { ...picture(), reason: `Clusters found: ${clusters}; images left as noise: ${noise}.` };
  },
});

function pictureOf(codes: Matrix, found: StableClusters): Snapshot & { readonly labels: Int32Array } {
  const { labels, membership, outlierScores, clusters } = found;
  const column = {
    id: "outlierScore",
    title: "Outlier score",
    help: "GLOSH: how much sparser the image lies than the densest part of its surroundings, from 0 to 1.",
    values: outlierScores.slice(),
  };
  const centres = clusters > 0 ? clusterMeans(codes, labels, clusters) : null;
  return { codes, labels: labels.slice(), clusters, confidence: membership.slice(), centres, columns: [column] };
}
