import { number } from "../core/hyperparameters";
import { defineMethod } from "./method";
import { autoencoderHyperparameters } from "./parts/autoencoder-settings";
import { coloursDeparture } from "./parts/colours-seen";
import { convDaDeparture, convDaRecipe } from "./parts/conv-da-recipe";
import { correctedEndRecipe, correctionDepartures, correctionRecipes } from "./parts/correction-recipes";
import { correctedLabelsHyperparameters, correctionHyperparameters } from "./parts/correction-settings";
import { deepEmbeddedClustering } from "./parts/deep-embedded-clustering";
import { initialPartitionHyperparameters } from "./parts/initial-partition-settings";
import { selfTrainingHyperparameters } from "./parts/self-training-settings";
import type { DeepState } from "./parts/workbench";

const hyperparameters = {
  ...autoencoderHyperparameters,
  ...initialPartitionHyperparameters,
  ...selfTrainingHyperparameters,
  ...correctionHyperparameters,
  ...correctedLabelsHyperparameters,
  gamma: number({
    label: "Clustering weight",
    symbol: "γ",
    help: "Weight of the clustering loss; the reconstruction loss has weight 1. Too large and the codes forget the pictures, as in DEC; too small and the clusters never tighten.",
    group: "Clustering",
    default: 0.1,
    min: 0,
    max: 100,
    live: true,
  }),
} as const;

/** Improved DEC: the same self-training with the decoder kept. */
export const idec = defineMethod<typeof hyperparameters, DeepState>({
  id: "idec",
  title: "IDEC: DEC that keeps its decoder",
  family: "autoencoder",
  summary:
    "Learns to squeeze each picture into a few numbers, finds k groups among them, then tightens the groups while still having to redraw the pictures. That keeps similar pictures together. A good first choice.",
  takeWhen:
    "Take it for a first try on any pictures: minutes of training, settings left alone, few surprises; for the best result take NNC or DEC.",
  reference: {
    authors: "X. Guo, L. Gao, X. Liu and J. Yin",
    title: "Improved deep embedded clustering with local structure preservation",
    venue: "IJCAI",
    year: 2017,
  },
  departures: [
    "The autoencoder is pretrained end to end with Adam, not layer by layer.",
    "By default the network is convolutional and training pictures are turned and shifted (as in ConvIDEC-DA, Guo et al. 2018, but further and zoomed too); the paper's recipe and that of ConvIDEC-DA are one click away.",
    "By default the first partition is that of UMAP of the codes and a Gaussian mixture in it, which starts far better than k-means on the codes; the paper's recipe takes the latter.",
    "While clusters form, what has to be redrawn is the picture as it was moved, as in pretraining and in the code of ConvIDEC-DA.",
    "The paper's recipe has the constants that it gives for MNIST: Adam 0.001 and targets every 140 steps; for USPS the published code takes SGD 0.1 and targets every 30.",
    "Batches are drawn from a shuffled order, where the published code walks the data in its order.",
    convDaDeparture,
    ...correctionDepartures,
    coloursDeparture,
  ],
  hyperparameters,
  recipes: [
    {
      id: "paper",
      title: "As in the paper",
      help: "Fully connected 500-500-2000-10, no augmentation, γ 0.1, Adam 0.001, targets every 140 steps, tolerance 0.1 %.",
      values: {
        colours: "plain",
        network: "dense",
        rotation: 0,
        shift: 0,
        zoom: 0,
        pretrainEpochs: 50,
        init: "kmeans",
        updateInterval: 140,
        maxIterations: 20000,
      },
    },
    convDaRecipe(
      "ConvIDEC-DA, as published",
      "Guo et al. 2018: convolutions of 32, 64 and 128 channels, 500 passes of pretraining on pictures turned by 10 degrees and shifted by a tenth of their side at most, k-means start, γ 0.1, Adam 0.001, targets every 30 steps, tolerance 0.1 %.",
      { gamma: 0.1 },
    ),
    ...correctionRecipes,
    correctedEndRecipe,
  ],
  train: (run) => deepEmbeddedClustering(run, ({ gamma }) => ({ clustering: gamma, reconstruction: 1 })),
});
