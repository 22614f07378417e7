import { defineMethod, heed } from "./method";
import { batchCorrectionDepartures, tellSmallBatches } from "./parts/batch-correction";
import { coloursDeparture } from "./parts/colours-seen";
import { correctionRecipes } from "./parts/correction-recipes";
import { pretrain } from "./parts/pretrain";
import { swavHyperparameters, swavRefusal } from "./parts/swav-settings";
import { swavTraining } from "./parts/swav-training";
import { viewAugmentationDepartures } from "./parts/view-augmentation-settings";
import { type DeepState, setUpWorkbench } from "./parts/workbench";

/** Swapping assignments between views. */
export const swav = defineMethod<typeof swavHyperparameters, DeepState>({
  id: "swav",
  title: "SwAV: prototypes foretold from another view",
  family: "contrastive",
  summary:
    "Learns to describe each picture by a few numbers, then to foretell from one moved copy of a picture which of some dozens of prototypes another copy is assigned to, where all prototypes are used equally often. In the end the codes are clustered by k-means. A method to learn features; to find clusters others are better.",
  takeWhen:
    "Take it to learn features from thousands of photos when hours do not matter; to find clusters, others are better and sooner done.",
  reference: {
    authors: "M. Caron, I. Misra, J. Mairal, P. Goyal, P. Bojanowski and A. Joulin",
    title: "Unsupervised learning of visual features by contrasting cluster assignments",
    venue: "NeurIPS",
    year: 2020,
  },
  departures: [
    "The network is the house's, pretrained as an autoencoder, and goes on redrawing its pictures with much more weight than the prototypes have; the paper trains a ResNet-50 from random weights by prototypes alone.",
    "There are three prototypes for each cluster, where the paper has 3,000 for ImageNet.",
    "Extra views are parts of the picture stretched to its size; the paper's are small pictures, and cheaper. In the paper's recipe too they are of any size from 5 % up, where the paper's hold little of the picture.",
    "Adam with a constant rate takes the place of SGD with LARS and a cosine schedule, and there is no weight decay and no batch normalisation in the projection.",
    "The paper learns features and judges them by a classifier trained with labels; here the features are clustered by k-means into as many clusters as asked for, and no label is read.",
    ...batchCorrectionDepartures,
    coloursDeparture,
    ...viewAugmentationDepartures,
  ],
  hyperparameters: swavHyperparameters,
  recipes: [
    {
      id: "paper",
      title: "As in the paper",
      help: "Prototypes alone, without redrawing, two extra views, projection 2048-128, and clusters among the projected codes. Expect little on small sets of pictures.",
      values: {
        colours: "plain",
        views: "photos",
        swapWeight: 1,
        reconstructionWeight: 0,
        extraViews: 2,
        extraArea: 0.05,
        projectionWidths: [2048, 128],
        queueSize: 3840,
        queuePasses: 15,
        swavPasses: 100,
        clusterBy: "features",
      },
    },
    {
      id: "no-queue",
      title: "Without the queue",
      help: "The assignment of a batch by itself, as at the start of training in the paper.",
      values: { queueSize: 0 },
    },
    {
      id: "direct",
      title: "Prototypes as clusters",
      help: "Clusters are groups of prototypes, and each picture goes with its prototype.",
      values: { clusterBy: "prototypes" },
    },
    ...correctionRecipes,
  ],
  refuses: ({ clusters, values }) => swavRefusal(values, clusters),
  async *train(run) {
    heed(swavRefusal(run.settings(), run.clusters));
    const bench = await setUpWorkbench(run);
    try {
      yield* pretrain(bench, run);
      const { prototypes, batchSize } = run.settings();
      yield* tellSmallBatches(
        run.settings(),
        bench.images.shape.count,
        batchSize,
        prototypes > 0 ? prototypes : 3 * run.clusters,
      );
      return yield* swavTraining(bench, run);
    } finally {
      bench.dispose();
    }
  },
});
