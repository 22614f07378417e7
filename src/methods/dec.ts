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
} as const;

/** Deep embedded clustering: pretrain, then sharpen the soft assignment with the encoder alone. */
export const dec = defineMethod<typeof hyperparameters, DeepState>({
  id: "dec",
  title: "DEC: deep embedded clustering",
  family: "autoencoder",
  summary:
    "Starts from an autoencoder and first clusters of its codes, then throws the decoder away and trains the encoder to make its own confident guesses more confident. Clusters tighten quickly, but nothing keeps the codes faithful to the pictures.",
  takeWhen:
    "Take it for one of the best results in minutes: of digits 98 % right, of leaves in colour 52 %; its codes lose touch with the pictures, where IDEC's don't.",
  reference: {
    authors: "J. Xie, R. Girshick and A. Farhadi",
    title: "Unsupervised deep embedding for clustering analysis",
    venue: "ICML",
    year: 2016,
  },
  departures: [
    "The autoencoder is trained end to end with Adam, not layer by layer with dropout.",
    "By default the network is convolutional, training pictures are turned and shifted (as in ConvDEC-DA, Guo et al. 2018, but further and zoomed too) and Adam takes the steps; the paper's recipe and that of ConvDEC-DA are one click away.",
    "By default the first partition is that of UMAP of the codes and a Gaussian mixture in it, which starts far better than k-means on the codes; the paper's recipe takes the latter.",
    "The paper's recipe renews targets every 140 steps, which is for MNIST; for USPS the published code does so every 30.",
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
      help: "Fully connected 500-500-2000-10, no augmentation, SGD 0.01 with momentum 0.9, targets every 140 steps, tolerance 0.1 %.",
      values: {
        colours: "plain",
        network: "dense",
        rotation: 0,
        shift: 0,
        zoom: 0,
        pretrainEpochs: 50,
        init: "kmeans",
        optimizer: "sgd",
        learningRate: 0.01,
        momentum: 0.9,
        updateInterval: 140,
        maxIterations: 20000,
      },
    },
    convDaRecipe(
      "ConvDEC-DA, as published",
      "Guo et al. 2018: convolutions of 32, 64 and 128 channels, 500 passes of pretraining on pictures turned by 10 degrees and shifted by a tenth of their side at most, k-means start, Adam 0.001, targets every 30 steps, tolerance 0.1 %.",
    ),
    ...correctionRecipes,
    correctedEndRecipe,
  ],
  train: (run) => deepEmbeddedClustering(run, () => ({ clustering: 1, reconstruction: 0 })),
});
