import { defineMethod } from "./method";
import { coloursDeparture } from "./parts/colours-seen";
import { jointTraining } from "./parts/joint-training";
import { fittedMixtureDeparture, vadeHyperparameters } from "./parts/vade-settings";
import { vadeTraining } from "./parts/vade-training";
import { pretrainVae, setUpVaeWorkbench } from "./parts/vae-workbench";
import type { DeepState } from "./parts/workbench";

/** Variational deep embedding: a variational autoencoder whose prior is a mixture of k Gaussians. */
export const vade = defineMethod<typeof vadeHyperparameters, DeepState>({
  id: "vade",
  title: "VaDE: variational deep embedding",
  family: "generative",
  summary:
    "Imagines how each picture was made: first a cluster was chosen, then a code near the cluster's middle, then the picture was drawn from the code. It learns all three steps backwards from the pictures, and can therefore draw new pictures of every cluster.",
  takeWhen:
    "Take it for digits and the like, to draw new pictures of each cluster: 94 % of USPS were right; training takes many minutes, and what it draws is blurred.",
  reference: {
    authors: "Z. Jiang, Y. Zheng, H. Tan, B. Tang and H. Zhou",
    title: "Variational deep embedding: an unsupervised and generative approach to clustering",
    venue: "IJCAI",
    year: 2017,
  },
  departures: [
    "The autoencoder is pretrained end to end through the mean codes, with the same pixel loss as later, not layer by layer.",
    "By default the network is convolutional and training pictures are turned and shifted; the paper's recipe is one click away.",
    "By default the mixture starts from UMAP and k-means with one variance for all clusters; the paper fits a Gaussian mixture, which loses clusters more easily.",
    "By default every image stays in its first cluster for 20 passes, while network and mixture learn to tell these clusters apart; without that the codes' plain distances undo part of what UMAP has found.",
    "The pull of the mixture grows over the first 20 passes; the paper has it in full from the start.",
    "By default Adam starts from steps of 0.001 and keeps 0.95 of them every ten passes, in batches of 128; the paper has 0.002, 0.9 and 100, and so has its recipe.",
    fittedMixtureDeparture,
    "Adam's small constant is the house's 1e-7 and not 0.0001, and the learning rate has no floor.",
    "Memberships are computed in logarithms with weights that add up to 1, where the published code sums the weights' logarithm over the code's axes.",
    "An image's cluster is that of its mean code, not of one random sample.",
    coloursDeparture,
  ],
  hyperparameters: vadeHyperparameters,
  recipes: [
    {
      id: "paper",
      title: "As in the paper",
      help: "Fully connected 500-500-2000-10, no augmentation, a fitted Gaussian mixture as the start, Adam 0.002 times 0.9 every ten passes, batches of 100, no warm-up. About 200 passes for 9,298 images.",
      values: {
        colours: "plain",
        network: "dense",
        rotation: 0,
        shift: 0,
        zoom: 0,
        batchSize: 100,
        pretrainEpochs: 50,
        init: "gmm",
        firstVariances: "fitted",
        holdStart: 0,
        klWarmup: 0,
        learningRate: 2e-3,
        learningRateDecay: 0.9,
        maxIterations: 18600,
      },
    },
    {
      id: "vae-gmm",
      title: "VAE+GMM of the VGDCN thesis",
      help: "The first half of VGDCN alone: fully connected 500-500-2000-10, no augmentation, a fitted Gaussian mixture as the start, Adam 0.001 times 0.9 every ten passes.",
      values: {
        colours: "plain",
        network: "dense",
        rotation: 0,
        shift: 0,
        zoom: 0,
        pretrainEpochs: 30,
        init: "gmm",
        firstVariances: "fitted",
        holdStart: 0,
        klWarmup: 0,
        learningRateDecay: 0.9,
        maxIterations: 14600,
      },
    },
    {
      id: "dense",
      title: "Fully connected, robust start",
      help: "A fully connected 256-256-512-10 network without augmentation, started from k-means with one variance for all clusters: the plain method without the help of convolutions and UMAP.",
      values: {
        network: "dense",
        widths: [256, 256, 512],
        rotation: 0,
        shift: 0,
        zoom: 0,
        init: "kmeans",
        holdStart: 0,
        pretrainEpochs: 100,
        maxIterations: 3000,
      },
    },
  ],
  async *train(run) {
    const bench = await setUpVaeWorkbench(run);
    try {
      yield* pretrainVae(bench, run);
      return yield* jointTraining(bench, run, vadeTraining(bench, run));
    } finally {
      bench.dispose();
    }
  },
});
