const reconstructions = "pictures reconstructions: Reconstructions";
const byOldDecoder = "pictures reconstructions: Reconstructions by the old decoder";
const centres = "pictures decoded-centres: Decoded centres";
const samples = "pictures samples: New images";
const graph = "graph graph: Neighbour graph";
const assignments = "histogram assignments: Soft assignments";
const pairs = "pairs neighbours: Neighbours and how they agree";
const confidence = "histogram confidence: Confidence";
const graphHeads = [
  graph,
  "histogram head-agreement: Agreement of the two networks",
  "pairs edges: Neighbours and how they agree",
] as const;
const ofViews = [
  "matrix clusters-of-views: Clusters of two views",
  "histogram same-cosines: Two views of one picture",
  "histogram other-cosines: Views of different pictures",
  reconstructions,
  centres,
] as const;

/**
 * What each method of ours shows at the end of a run under its defaults, "kind id: title", so that no view is lost unnoticed. A method
 * that is not here must show something if it has a network.
 */
export const expectedViews: Readonly<Record<string, readonly string[]>> = {
  agglomerative: [],
  "autoencoder-kmeans": [reconstructions, centres],
  cc: ofViews,
  dbscan: [],
  dcn: [reconstructions, centres],
  dec: [byOldDecoder, centres],
  decs: [assignments, byOldDecoder, centres],
  dkm: [reconstructions, centres],
  dscdan: [reconstructions, centres, "pairs neighbour-pairs: Neighbours and how they agree", "graph neighbours: Neighbour graph"],
  dynae: [reconstructions, centres, "histogram margins: Certainty"],
  gicc: ["matrix affinity: Affinities, by cluster", graph, reconstructions, centres],
  gmm: [],
  hdbscan: [],
  idec: [reconstructions, centres],
  iic: ofViews,
  kmeans: [],
  lsc: [],
  mfvc: [centres, reconstructions, samples, "histogram units: What the units say"],
  n2d: [reconstructions, centres],
  nmf: [],
  nnc: [assignments, pairs, byOldDecoder, centres],
  pica: ofViews,
  scan: [pairs, confidence],
  sdcn: [reconstructions, centres, ...graphHeads],
  "simclr-kmeans": [reconstructions, centres],
  simgcd: [confidence],
  spectral: [],
  spicc: [
    "histogram pair-similarity: How alike pairs of images are",
    "histogram answer-similarity: How alike the head's answers are",
  ],
  swav: ["histogram prototypes: Use of the prototypes", reconstructions],
  "umap-gmm": [],
  vade: [samples, reconstructions, centres],
  "vae-kmeans": [reconstructions, centres, samples],
  vgdcn: [samples, reconstructions, centres, ...graphHeads],
};
