import type { Recipe } from "../method";

/**
 * ConvDEC-DA and ConvIDEC-DA with the constants of their publication (Guo et al. 2018, ACML; the authors' code DEC-DA), which are one
 * but for what `more` adds: 5-5-3 convolutions of 32, 64 and 128 channels, Adam 0.001 in both phases, batches of 256, k-means of 20
 * starts. The interval is the code's for USPS and MNIST's test set; of MNIST and Fashion-MNIST, 70,000 pictures, it is 140.
 */
export function convDaRecipe(title: string, help: string, more: Recipe["values"] = {}): Recipe {
  return {
    id: "conv-da",
    title,
    help,
    values: {
      colours: "plain",
      network: "convolutional",
      filters: [32, 64, 128],
      codeSize: 10,
      batchSize: 256,
      rotation: 10,
      shift: 0.1,
      zoom: 0,
      pretrainEpochs: 500,
      pretrainLearningRate: 1e-3,
      init: "kmeans",
      restarts: 20,
      alpha: 1,
      optimizer: "adam",
      learningRate: 1e-3,
      updateInterval: 30,
      tolerance: 1e-3,
      maxIterations: 20000,
      ...more,
    },
  };
}

/** Where `conv-da` departs from what was published. */
export const convDaDeparture =
  "The recipe of Guo et al. (2018) renews targets every 30 steps as they do for ten thousand pictures, where for seventy thousand they take 140; its convolutions keep the picture's border at every size, where theirs cut it at sides that 8 does not divide; and the last pictures of a pass of pretraining are not left out.";
