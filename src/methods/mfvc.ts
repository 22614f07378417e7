import { defineMethod } from "./method";
import { coloursDeparture } from "./parts/colours-seen";
import { clusterFeatures, type MfvcState } from "./parts/mfvc-clusters";
import { pretrainMfvc, setUpMfvcWorkbench } from "./parts/mfvc-network";
import { mfvcHyperparameters } from "./parts/mfvc-settings";

/** The paper's recipe; what it leaves out is at its default, as the paper does not say. */
const paper = {
  colours: "plain",
  inputSide: "32",
  filters: [16, 32, 64, 128, 256],
  beta: 1,
  batchSize: 64,
  pretrainEpochs: 200,
  pretrainLearningRate: 5e-3,
  rotation: 0,
  shift: 0,
  zoom: 0,
  features: "mu",
  reduction: "umap",
  nNeighbours: 27,
  minDist: 0,
  dimensions: 0,
  clusterer: "kmeans",
} as const;

/** MFVC: a residual β-VAE with attention, UMAP of its features, k-means. */
export const mfvc = defineMethod<typeof mfvcHyperparameters, MfvcState>({
  id: "mfvc",
  title: "MFVC: variational autoencoder and manifold features",
  family: "generative",
  summary:
    "First a network learns to redraw the pictures from codes that are kept close to one common cloud; its blocks attend to what stands out in a picture, and all of them contribute to the code. Then UMAP lays the codes out so that neighbours lie together, and k-means divides that layout.",
  takeWhen:
    "Take it for digits and other small grey pictures: 98 % were right, and UMAP's islands do not collapse; of leaves in colour 52 %.",
  reference: {
    authors: "J. Chen, J. Han, B. Xie and Z. Xie",
    title: "Clustering algorithm based on variational autoencoder and manifold features",
    venue: "Journal of Shanxi University (Natural Science Edition) 47(1)",
    year: 2024,
  },
  departures: [
    "By default pictures keep their size; the paper brings all to 32 x 32, which costs four times as much for pictures of 16 x 16.",
    "By default training pictures are turned, shifted and zoomed at random, fewer passes are made, the learning rate is lower, and β is 0.1; the paper's recipe is one click away.",
    "The paper does not describe its decoder: ours mirrors the encoder's sizes with transposed convolutions, without shortcuts and attention, and ends linearly.",
    "The paper does not give the code's size, β and the slope of its activations: 64, 1 and 0.2 are ours for its recipe.",
    "All blocks' outputs are averaged and joined before the code, the last one whole: the paper says both in different places.",
    "SimAM divides by one pixel less than there are, as its authors' code does, and leaves pictures of one pixel as they are.",
    "Gradients are limited to a common length of 5, since the paper's learning rate is bold on small sets.",
    "Blocks end where a picture has become one pixel: of the five, four remain for pictures of 16 x 16. AdamW's decay is for matrices and filters alone.",
    "Isomap, an ablation, takes 500 landmarks beyond 2,000 pictures.",
    "UMAP starts from the principal components, not from the graph's slowest vibrations, and has its published form where the paper's equations 3 and 5 slip.",
    "Batch normalisation takes the mean and variance of at most 64 images at a time, fewer where pictures are large.",
    "A run reports its last network, where the paper reports the best of several tunings.",
    coloursDeparture,
  ],
  hyperparameters: mfvcHyperparameters,
  recipes: [
    {
      id: "paper",
      title: "As in the paper",
      help: "Pictures at 32 x 32, no augmentation, β 1, 200 passes with AdamW at 0.005, UMAP of the mean codes to as many columns as clusters, k-means. Takes an hour and more on a processor for 9,298 images.",
      values: paper,
    },
    {
      id: "fused",
      title: "Fused features",
      help: "As by default, but UMAP lays out the features of all blocks in the place of the mean codes.",
      values: { features: "fused" },
    },
    {
      id: "gmm",
      title: "With a Gaussian mixture",
      help: "As by default, but the layout is divided by a Gaussian mixture, the likeliest of 20 restarts.",
      values: { clusterer: "gmm", restarts: 20 },
    },
    {
      id: "without-simam",
      title: "Ablation: without SimAM",
      help: "As by default, but blocks pay no attention. The paper reports a loss of 12 points on MNIST and 43 on USPS.",
      values: { attention: "none" },
    },
    {
      id: "without-residual",
      title: "Ablation: without residual connections",
      help: "As by default, but nothing goes past the convolutions. The paper reports a loss of 10 points on MNIST and 49 on USPS.",
      values: { residual: false },
    },
    {
      id: "cbam",
      title: "Ablation: CBAM for SimAM",
      help: "As by default, but with attention that has weights. The paper reports a loss of less than 1 point on MNIST and USPS.",
      values: { attention: "cbam" },
    },
    {
      id: "isomap",
      title: "Ablation: Isomap for UMAP",
      help: "As by default, but the features are laid out by Isomap. The paper's figures are at the level of chance, those of a failed run.",
      values: { reduction: "isomap" },
    },
    {
      id: "dbscan",
      title: "Ablation: DBSCAN for k-means",
      help: "As by default, but the layout is divided by density, so that the number of clusters is found and some images are left out.",
      values: { clusterer: "dbscan" },
    },
    {
      id: "vae-kmeans",
      title: "Ablation: β-VAE and k-means",
      help: "A plain β-VAE without shortcuts and attention, whose mean codes are divided by k-means without any layout.",
      values: { attention: "none", residual: false, reduction: "none", clusterer: "kmeans" },
    },
  ],
  async *train(run) {
    const bench = await setUpMfvcWorkbench(run);
    try {
      yield* pretrainMfvc(bench, run);
      return yield* clusterFeatures(bench, run);
    } finally {
      bench.dispose();
    }
  },
});
