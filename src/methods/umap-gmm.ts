import { defineMethod } from "./method";
import { featureHyperparameters, featuresOf } from "./parts/features";
import { clusterLayout, type LayoutState } from "./parts/layout-clusters";
import { layoutClustersHyperparameters } from "./parts/layout-clusters-settings";

const hyperparameters = { ...featureHyperparameters, ...layoutClustersHyperparameters } as const;

/** UMAP of the pixels, or of an earlier run's codes, then a Gaussian mixture or k-means on the layout. */
export const umapGmm = defineMethod<typeof hyperparameters, LayoutState>({
  id: "umap-gmm",
  title: "UMAP, then Gaussian mixture",
  family: "classical",
  summary:
    "Ties every image to the few that are most like it, lays all of them out so that those which are tied lie together, and fits one cloud to each island. No network is trained: on pixels it shows how far neighbours alone lead, and on the codes of another run what those codes are worth.",
  takeWhen:
    "Take it for a fast look without training, or on the codes of another run; on pixels shifts mislead it, against which N2D trains a network first.",
  reference: {
    authors: "L. McInnes, J. Healy and J. Melville",
    title: "UMAP: uniform manifold approximation and projection for dimension reduction",
    venue: "arXiv:1802.03426",
    year: 2018,
  },
  departures: [
    "Neighbours are exact, where umap-learn finds them approximately in large sets.",
    "The layout starts from the principal components, not from the graph's spectrum, which takes most of the seeds' variance away.",
    "Twenty restarts of the mixture, of which the likeliest wins; a single one swings by many points of accuracy.",
  ],
  hyperparameters,
  recipes: [
    {
      id: "kmeans",
      title: "UMAP, then k-means",
      help: "Round clusters of one size on the layout, as in the UMAP + k-means baseline.",
      values: { clusterer: "kmeans" },
    },
    {
      id: "mfvc",
      title: "With MFVC's settings",
      help: "27 neighbours and k-means: the baseline of the MFVC paper.",
      values: { neighbours: 27, minDist: 0, clusterer: "kmeans" },
    },
  ],
  takesCodes: true,
  train: (run) =>
    clusterLayout({
      clusters: run.clusters,
      rng: run.rng,
      signal: run.signal,
      resumeFrom: run.resumeFrom ?? null,
      firstEpoch: 0,
      settings: () => run.settings(),
      points: () => featuresOf(run),
    }),
});
