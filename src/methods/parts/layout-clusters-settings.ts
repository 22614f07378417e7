import { choice, integer, number, type ValuesOf } from "../../core/hyperparameters";

/** Settings of a method that clusters a layout by UMAP. */
export const layoutClustersHyperparameters = {
  neighbours: integer({
    label: "Neighbours",
    help: "How many of its nearest points, itself counted, UMAP ties each point to. Few may tear a cluster apart, many blur borders.",
    unit: "images",
    group: "UMAP",
    default: 20,
    min: 2,
    max: 200,
  }),
  minDist: number({
    label: "Least distance",
    help: "How close points may come in the layout. Zero packs clusters tightly, which suits clustering; a map for the eye wants more.",
    group: "UMAP",
    default: 0,
    min: 0,
    max: 0.99,
  }),
  layoutDimensions: integer({
    label: "Layout's dimensions",
    help: "Columns of the layout that is clustered. Zero takes as many as there are clusters, which is N2D's choice, but no more than 50.",
    unit: "values, 0 chooses",
    group: "UMAP",
    default: 0,
    min: 0,
    max: 100,
  }),
  layoutEpochs: integer({
    label: "Rounds",
    help: "Rounds of moving the points. Zero takes 500 up to 10,000 images and 200 beyond.",
    unit: "rounds, 0 chooses",
    group: "UMAP",
    default: 0,
    min: 0,
    max: 5000,
    advanced: true,
  }),
  clusterer: choice({
    label: "Clusterer",
    help: "What divides the layout. A mixture of Gaussians, each with a covariance of its own, follows long and uneven islands, but depends more on its start; k-means wants round ones of one size.",
    group: "Clustering",
    default: "gmm",
    options: [
      { value: "gmm", label: "Gaussian mixture" },
      { value: "kmeans", label: "k-means" },
    ],
  }),
  restarts: integer({
    label: "Restarts",
    help: "How often the clusterer starts anew on the layout; the likeliest mixture, or the tightest partition, wins. A mixture swings much with its start: on digits one in four found the best. Take ten at least.",
    unit: "restarts",
    group: "Clustering",
    default: 20,
    min: 1,
    max: 200,
    live: true,
  }),
} as const;

export type LayoutClustersValues = ValuesOf<typeof layoutClustersHyperparameters>;
