import { choice, integer, number, type ValuesOf } from "../../core/hyperparameters";

/** How a method finds the clusters that it starts from. Where a paper says k-means, its recipe sets `init` so. */
export const initialPartitionHyperparameters = {
  init: choice({
    label: "First clusters",
    help: "How the codes are first divided, which decides much of the result where they are poor. UMAP first draws neighbours together, and then a mixture or k-means divides its layout, which follows clusters of any shape; the mixture allows islands of any size, where k-means may cut a large one and join two small ones; k-means on the codes is what most papers do; a Gaussian mixture allows long and uneven clusters; spectral clustering cuts the graph of neighbours.",
    group: "Start",
    default: "umap-gmm",
    options: [
      { value: "umap-gmm", label: "UMAP, then Gaussian mixture" },
      { value: "umap-kmeans", label: "UMAP, then k-means" },
      { value: "kmeans", label: "k-means" },
      { value: "gmm", label: "Gaussian mixture" },
      { value: "spectral", label: "Spectral" },
    ],
  }),
  initNeighbours: integer({
    label: "Neighbours tied",
    help: "How many nearest codes, itself counted, each code is tied to before the first clusters are sought. Few may tear a cluster apart, many blur borders.",
    unit: "images",
    group: "Start",
    default: 20,
    min: 2,
    max: 200,
    when: { field: "init", is: ["umap-kmeans", "umap-gmm", "spectral"] },
  }),
  initMinDist: number({
    label: "Least distance",
    help: "How close codes may come in UMAP's layout. Zero packs clusters tightly, which suits clustering.",
    group: "Start",
    default: 0,
    min: 0,
    max: 0.99,
    when: { field: "init", is: ["umap-kmeans", "umap-gmm"] },
    advanced: true,
  }),
  restarts: integer({
    label: "Restarts",
    help: "How often k-means, or the Gaussian mixture, starts anew to find the first clusters; the tightest or likeliest result wins.",
    unit: "restarts",
    group: "Start",
    default: 20,
    min: 1,
    max: 200,
    advanced: true,
  }),
} as const;

/**
 * The same, where k-means divides the layout by default: of VaDE, VGDCN and the contrastive methods, on whose codes the two have
 * not been compared yet.
 */
export const kMeansPartitionHyperparameters = {
  ...initialPartitionHyperparameters,
  init: { ...initialPartitionHyperparameters.init, default: "umap-kmeans" },
} as const;

export type InitialPartitionValues = ValuesOf<typeof initialPartitionHyperparameters>;
