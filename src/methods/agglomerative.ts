import type { Dendrogram } from "../core/dendrogram";
import { choice, number } from "../core/hyperparameters";
import type { Matrix } from "../core/matrix";
import type { Outcome } from "../core/saved-state";
import { defineMethod, epochEvent } from "./method";
import { clusterMeans } from "./parts/cluster-means";
import { clustersAtHeight, cutInto, heightOfWidestStep } from "./parts/dendrogram-cut";
import { featureHyperparameters, featuresOf, reducedSize } from "./parts/features";
import { linkageRefusal, linkageTree, mostPairedImages } from "./parts/linkage";
import { mostClusters } from "./parts/most-clusters";

type State = { readonly children: Int32Array; readonly heights: Float64Array; readonly sizes: Int32Array };

const hyperparameters = {
  ...featureHyperparameters,
  linkage: choice({
    label: "Linkage",
    help: `How far apart two groups are. Ward asks by how much a merge widens the groups and gives groups of similar width; average and complete take the mean or the farthest pair (up to ${mostPairedImages} images); single takes the nearest pair, follows chains, and often leaves one giant group and a few loners.`,
    default: "ward",
    options: [
      { value: "ward", label: "Ward" },
      { value: "average", label: "average" },
      { value: "complete", label: "complete" },
      { value: "single", label: "single" },
    ],
  }),
  cut: choice({
    label: "Cut the tree",
    help: "Into k clusters, or at a height: then k is ignored, and as many clusters remain as there are branches at that height.",
    default: "clusters",
    options: [
      { value: "clusters", label: "into k clusters" },
      { value: "distance", label: "at a height" },
    ],
  }),
  distance: number({
    label: "Height",
    help: "Groups farther apart than this are not merged. 0 cuts in the middle of the widest step among the last merges.",
    unit: "distance",
    default: 0,
    min: 0,
    max: 1e9,
    when: { field: "cut", is: ["distance"] },
  }),
} as const;

/** Merges among which a height of 0 looks for the widest step. */
const lastMerges = 30;

/** Merges the nearest two groups again and again: a tree of all images. */
export const agglomerative = defineMethod<typeof hyperparameters, State>({
  id: "agglomerative",
  title: "Agglomerative",
  family: "classical",
  summary:
    "Begins with every image as a group of its own and merges the two nearest groups, again and again, until one is left. The tree of merges shows groups within groups; cutting it gives the clusters.",
  takeWhen:
    "Take it to see groups within groups, on pixels or codes, without training; fast for some thousand pictures, but on the pixels of digits only 70 % are right.",
  reference: {
    authors: "J. H. Ward; F. Murtagh; D. Müllner",
    title: "Hierarchical grouping to optimize an objective function; modern hierarchical, agglomerative clustering algorithms",
    venue: "Journal of the American Statistical Association 58(301); arXiv 1109.2378",
    year: 1963,
  },
  departures: [
    "Ward linkage measures the means of groups in double precision instead of updating a table of distances, so that its memory grows with the images and not with their pairs.",
    "Average and complete linkage hold distances as 32-bit numbers: merges whose heights agree in six digits may come in another order than elsewhere.",
  ],
  hyperparameters,
  recipes: [],
  takesCodes: true,
  refuses: ({ points, values }) => linkageRefusal(reducedSize(points, values), values.linkage),
  async *train(run) {
    const { linkage } = run.settings();
    yield { kind: "phase", phase: "cluster", title: "Merging groups", epochs: 1, done: run.resumeFrom ? 1 : 0 };
    run.signal.throwIfAborted();
    const codes = await featuresOf(run);
    const tree: Dendrogram = run.resumeFrom ?? (yield* linkageTree(codes, linkage, run.signal));
    const { clusters, why, warning } = cutOf(tree, run.clusters, run.settings());
    const picture = () => pictureOf(codes, tree, clusters);
    if (warning) yield { kind: "notice", level: "warning", message: warning };
    if (!run.resumeFrom) {
      yield epochEvent<State>({
        epoch: 1,
        losses: {},
        facts: { clusters, tallestMerge: tree.heights.at(-1) ?? 0 },
        snapshot: () => Promise.resolve(picture()),
        save: () => Promise.resolve({ ...tree }),
      });
    }
    return { ...picture(), dendrogram: copyOf(tree), reason: `All images are in one tree, cut ${why}.` };
  },
});

interface Cut {
  readonly clusters: number;
  readonly why: string;
  readonly warning?: string;
}

function cutOf(tree: Dendrogram, k: number, settings: { readonly cut: string; readonly distance: number }): Cut {
  const into = (clusters: number) => (clusters === 1 ? "into one cluster" : `into ${clusters} clusters`);
  if (settings.cut === "clusters") return { clusters: k, why: into(k) };
  const height = settings.distance > 0 ? settings.distance : heightOfWidestStep(tree, lastMerges);
  const clusters = clustersAtHeight(tree, height);
  if (height === Number.POSITIVE_INFINITY) return { clusters, why: `${into(clusters)}, as all its merges are at one height` };
  if (clusters <= mostClusters) return { clusters, why: `at height ${Number(height.toPrecision(4))} ${into(clusters)}` };
  const warning = `Cutting at height ${height} would leave ${clusters} clusters, so the tree was cut into ${mostClusters}. The last merge is at height ${Number(tree.heights[tree.heights.length - 1].toPrecision(4))}.`;
  return { clusters: mostClusters, why: into(mostClusters), warning };
}

function pictureOf(codes: Matrix, tree: Dendrogram, clusters: number): Outcome & { readonly reason: "" } {
  const labels = cutInto(tree, clusters);
  return { codes, labels, clusters, confidence: null, centres: clusterMeans(codes, labels, clusters), reason: "" };
}

const copyOf = ({ children, heights, sizes }: Dendrogram): Dendrogram => ({
  children: children.slice(),
  heights: heights.slice(),
  sizes: sizes.slice(),
});
