import { factTitle } from "./facts";

/**
 * What loss terms are called. Methods share ids where terms are alike, so a title says what is asked for, not by which formula. A term
 * that is not here is shown by the words of its id.
 */
const titles: Readonly<Record<string, string>> = {
  augmentation: "Copies differ",
  balance: "Balance of clusters",
  categorical: "Cluster shares",
  centre: "Distance to centres",
  clustering: "Clustering",
  clusters: "Contrast of clusters",
  confidence: "Partition confidence",
  consistency: "Agreement with neighbours",
  contrast: "Contrast of views",
  critic: "Errors of the critic",
  distillation: "Self-distillation",
  dual: "Sharpened targets",
  elbo: "ELBO",
  entropy: "Entropy",
  fineConfidence: "Partition confidence, finer head",
  fineImbalance: "Imbalance, finer head",
  fineInformation: "Mutual information, finer head",
  fooling: "Signs of mixing that the critic sees",
  graph: "Graph network",
  imbalance: "Imbalance of clusters",
  inertia: "Inertia",
  information: "Mutual information",
  instances: "Contrast of images",
  kl: "KL divergence",
  kmeans: "Distance to k-means centres",
  labels: "Given labels",
  latent: "Codes to targets",
  layerReconstruction: "Layer reconstruction",
  mixture: "Gaussian mixture",
  negativeLogLikelihood: "Negative log-likelihood",
  neighbours: "Places of neighbours",
  noiseShare: "Share of noise",
  pictures: "Pictures to targets",
  prior: "Prior of codes",
  prototypes: "Prototypes of the other view",
  reconstruction: "Reconstruction",
  relation: "Relations of images",
  sameLabels: "Contrast by given labels",
  selfLabels: "Own sure labels",
  sparsity: "Sparsity",
  stability: "Stability",
  total: "Total",
  views: "Contrast of views",
};

export function lossTitle(id: string): string {
  return Object.hasOwn(titles, id) ? titles[id] : factTitle(id);
}
