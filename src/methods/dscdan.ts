import { createDualAutoencoder } from "../nn/encoders/dual-autoencoder";
import { defineMethod } from "./method";
import { autoencoderHyperparameters, autoencoderOptionsOf } from "./parts/autoencoder-settings";
import { coloursDeparture } from "./parts/colours-seen";
import { dualHyperparameters, spectralHyperparameters } from "./parts/dual-settings";
import { pretrainDual, spectralTraining } from "./parts/dual-training";
import { type DeepState, setUpWorkbenchOf } from "./parts/workbench";

const hyperparameters = { ...autoencoderHyperparameters, ...dualHyperparameters, ...spectralHyperparameters } as const;

/** log σ² of every code before training: noise that the decoder can still see through. */
const logVarianceStart = -3;

/** Deep spectral clustering with a dual autoencoder: codes that hold against noise, cut by a learned spectral layer. */
export const dscdan = defineMethod<typeof hyperparameters, DeepState>({
  id: "dscdan",
  title: "DSCDAN: dual autoencoder, spectral layer",
  family: "autoencoder",
  summary:
    "Learns codes from which a picture can be redrawn even when noise is added to them, ties each picture to those with the nearest codes, and trains a second network that puts pictures with many ties into one place. Clusters may have any shape.",
  takeWhen:
    "Take it when clusters may have curved shapes; two networks learn one after the other, so it takes longer than most, and N2D is sooner done.",
  reference: {
    authors: "X. Yang, C. Deng, F. Zheng, J. Yan and W. Liu",
    title: "Deep spectral clustering using dual autoencoder network",
    venue: "CVPR",
    year: 2019,
  },
  departures: [
    "Network and spectral layer take turns: the layer learns at each look, with the codes held, and between looks the network is drawn to put each picture where its neighbours' mean was in the layer's space; the paper trains both by one gradient.",
    "Neighbours are exact and of the whole set, found anew at each look, where the published code takes those within a batch; a batch of the layer is made of pairs of them.",
    "Batches of the layer are made orthonormal on the host, in double precision and with a small ridge; all places together once more before k-means.",
    "The prior of the codes is one standard normal distribution, as in the paper, where the published code learns a centre for each cluster by a softmax head.",
    "The weight of the relation is that of the published code divided by its weight 5 on the summed reconstruction; those of the discriminators, 0.1, and of the prior, 0.2 where that code comes to 0.3, are ours.",
    "Pictures are redrawn from their clean codes and compared with those redrawn from disturbed ones; the published code compares the pictures with the latter.",
    "The networks are the house's; the local discriminator sees the last feature map of the encoder, and with the fully connected network its last hidden layer as a single place.",
    "By default training pictures are turned and shifted, pretraining takes some 150 passes over pictures of 16 x 16 and 45 over those of 28 x 28 or larger, not 100 (more over few pictures, fewer over many), and the spectral layer is 128-128 wide; the paper's recipe is one click away.",
    coloursDeparture,
  ],
  hyperparameters,
  recipes: [
    {
      id: "paper",
      title: "As in the paper",
      help: "Convolutions of 32 and 64 filters, codes of 120 values, no augmentation, 100 passes of pretraining, a spectral layer of 1024-1024-512 units with three neighbours, Adam 0.001.",
      values: {
        colours: "plain",
        network: "convolutional",
        filters: [32, 64],
        codeSize: 120,
        rotation: 0,
        shift: 0,
        zoom: 0,
        pretrainEpochs: 100,
        neighbours: 3,
        spectralWidths: [1024, 1024, 512],
        spectralBatch: 128,
        spectralWeight: 1,
      },
    },
  ],
  async *train(run) {
    const bench = await setUpWorkbenchOf(run, (shape, rng) =>
      createDualAutoencoder({ ...autoencoderOptionsOf(run.settings()), logVarianceStart }, shape, rng),
    );
    try {
      yield* pretrainDual(bench, run);
      return yield* spectralTraining(bench, run);
    } finally {
      bench.dispose();
    }
  },
});
