import { boolean, choice, integer, integers, number, type Values, type ValuesOf } from "../../core/hyperparameters";
import type { ResidualVariationalOptions } from "../../nn/encoders/residual-variational";
import { autoencoderHyperparameters } from "./autoencoder-settings";

const { colours, batchSize, pretrainEpochs, pretrainLearningRate, rotation, shift, zoom } = autoencoderHyperparameters;

const networkHyperparameters = {
  attention: choice({
    label: "Attention",
    help: "How a block weighs its own features. SimAM brightens what differs from the rest of the picture and has no weights of its own; CBAM learns a gate for each channel and each pixel.",
    group: "Network",
    options: [
      { value: "simam", label: "SimAM" },
      { value: "cbam", label: "CBAM" },
      { value: "none", label: "None" },
    ],
    default: "simam",
  }),
  residual: boolean({
    label: "Residual connections",
    help: "Whether what goes into a block is also led past its convolutions and added to what comes out.",
    group: "Network",
    default: true,
  }),
  inputSide: choice({
    label: "Picture size",
    help: "The size at which the network sees the pictures. The paper brings all to 32 x 32, which costs four times as much for pictures of 16 x 16, and saves as much for large ones.",
    group: "Network",
    options: [
      { value: "own", label: "As they are" },
      { value: "32", label: "32 x 32" },
    ],
    default: "own",
  }),
  filters: integers({
    label: "Block widths",
    help: "Channels of each block; behind each the picture's sides are halved. Blocks that a small picture has no pixels left for are left out.",
    group: "Network",
    default: [16, 32, 64, 128, 256],
    min: 1,
    max: 512,
    minLength: 1,
    maxLength: 6,
    advanced: true,
  }),
  codeSize: integer({
    label: "Code size",
    symbol: "d",
    help: "Numbers that stand for one picture. The paper does not give it, but needs more than there are clusters; units that are not needed fall silent.",
    unit: "values",
    group: "Network",
    default: 64,
    min: 2,
    max: 256,
    advanced: true,
  }),
  colours: { ...colours, group: "Network" },
} as const;

const trainingHyperparameters = {
  beta: number({
    label: "Weight of the prior",
    symbol: "β",
    help: "How strongly codes are drawn to one common Gaussian, beside the squared error of the redrawn picture. Above 1 codes fall silent and clusters blur; near 0 it is a plain autoencoder.",
    group: "Pretraining",
    default: 0.1,
    min: 0,
    max: 8,
    live: true,
  }),
  batchSize: { ...batchSize, group: "Pretraining", default: 64 },
  pretrainEpochs: {
    ...pretrainEpochs,
    help: "Passes over all pictures before UMAP; more of it seldom hurts. Zero chooses 150 passes, but at least 1,500 steps and at most 6,000 (39 passes over 10,000 pictures in batches of 64).",
  },
  pretrainLearningRate: {
    ...pretrainLearningRate,
    help: "Largest step size of AdamW while the network learns to redraw the pictures; it falls along a cosine to 0. The paper's 0.005 is bold: lower it when the loss jumps.",
    default: 2e-3,
  },
  clipping: number({
    label: "Gradient limit",
    help: "Gradients are scaled so that their common length is at most this: one strange batch cannot throw the network off. Zero switches it off.",
    group: "Pretraining",
    default: 5,
    min: 0,
    max: 1000,
    advanced: true,
  }),
  rotation,
  shift,
  zoom,
} as const;

const clusteringHyperparameters = {
  features: choice({
    label: "Features",
    help: "What is laid out: the mean of each code, or the features of all blocks that the code is computed from, each brought to a spread of 1.",
    group: "Manifold",
    options: [
      { value: "mu", label: "Mean codes (μ)" },
      { value: "fused", label: "Fused features" },
    ],
    default: "mu",
  }),
  reduction: choice({
    label: "Reduction",
    help: "How the features are brought to few dimensions. UMAP pulls neighbours together and groups apart; Isomap keeps the ways between images; without either the features are clustered as they are.",
    group: "Manifold",
    options: [
      { value: "umap", label: "UMAP" },
      { value: "isomap", label: "Isomap" },
      { value: "none", label: "None" },
    ],
    default: "umap",
  }),
  nNeighbours: integer({
    label: "Neighbours",
    help: "How many nearest images each image is tied to; UMAP counts itself among them. Few may tear a group apart, many blur borders.",
    unit: "images",
    group: "Manifold",
    default: 27,
    min: 2,
    max: 200,
    when: { field: "reduction", is: ["umap", "isomap"] },
  }),
  minDist: number({
    label: "Least distance",
    help: "How close images may come in UMAP's layout. Zero packs groups tightly, which suits clustering.",
    group: "Manifold",
    default: 0,
    min: 0,
    max: 0.99,
    when: { field: "reduction", is: ["umap"] },
  }),
  dimensions: integer({
    label: "Dimensions",
    help: "Columns of the layout that is clustered. Zero takes as many as there are clusters, as in the paper.",
    unit: "columns, 0 chooses",
    group: "Manifold",
    default: 0,
    min: 0,
    max: 128,
    when: { field: "reduction", is: ["umap", "isomap"] },
    advanced: true,
  }),
  clusterer: choice({
    label: "Clusters by",
    help: "k-means is the paper's. A Gaussian mixture allows long and uneven clusters but hangs on its start. DBSCAN finds the number of clusters by itself and leaves lonely images out.",
    group: "Clustering",
    options: [
      { value: "kmeans", label: "k-means" },
      { value: "gmm", label: "Gaussian mixture" },
      { value: "dbscan", label: "DBSCAN" },
    ],
    default: "kmeans",
  }),
  restarts: integer({
    label: "Restarts",
    help: "How often k-means or the mixture starts anew; the tightest or likeliest result wins.",
    unit: "restarts",
    group: "Clustering",
    default: 20,
    min: 1,
    max: 200,
    live: true,
    when: { field: "clusterer", is: ["kmeans", "gmm"] },
  }),
  eps: number({
    label: "Radius",
    symbol: "ε",
    help: "Images at most this far apart in the layout are neighbours. 0 finds it at the bend of the distances to each image's neighbour.",
    unit: "distance",
    group: "Clustering",
    default: 0,
    min: 0,
    max: 1e6,
    when: { field: "clusterer", is: ["dbscan"] },
  }),
  minPoints: integer({
    label: "Core from",
    symbol: "minPts",
    help: "An image with so many images within the radius, itself counted, is the core of a cluster.",
    unit: "images",
    group: "Clustering",
    default: 20,
    min: 1,
    max: 1000,
    when: { field: "clusterer", is: ["dbscan"] },
  }),
} as const;

export const mfvcHyperparameters = {
  ...networkHyperparameters,
  ...trainingHyperparameters,
  ...clusteringHyperparameters,
} as const;

export type MfvcValues = ValuesOf<typeof mfvcHyperparameters>;

export function networkOptionsOf({ attention, residual, inputSide, filters, codeSize }: MfvcValues): ResidualVariationalOptions {
  return { attention, residual, widths: filters, codeSize, side: inputSide === "32" ? 32 : null };
}

/** What the trained network depends on, for the work cache: not how its features are clustered. */
export function mfvcKey(values: MfvcValues): Values {
  const settings = [...Object.keys(networkHyperparameters), ...Object.keys(trainingHyperparameters)] as (keyof MfvcValues)[];
  return { kind: "residual variational autoencoder", ...Object.fromEntries(settings.map((name) => [name, values[name]])) };
}
