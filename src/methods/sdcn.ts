import { defineMethod } from "./method";
import { coloursDeparture } from "./parts/colours-seen";
import { pretrain } from "./parts/pretrain";
import { sdcnHyperparameters } from "./parts/sdcn-settings";
import { sdcnRefusal, sdcnTraining } from "./parts/sdcn-training";
import { type DeepState, setUpWorkbench } from "./parts/workbench";

/** Structural deep clustering: an autoencoder and a graph network beside its encoder, both taught by one sharpened target. */
export const sdcn = defineMethod<typeof sdcnHyperparameters, DeepState>({
  id: "sdcn",
  title: "SDCN: deep clustering with a neighbour graph",
  family: "autoencoder",
  summary:
    "Joins each picture with the few most like it, and trains two networks side by side: one that squeezes and redraws pictures, and one that averages over joined pictures what the first has found. Both learn from the same confident guesses; the second, which sees the neighbours, decides.",
  takeWhen:
    "Take it to see what a graph of neighbours adds to an autoencoder, in minutes of training: 97 % of the digits of USPS were right, and no fewer without the graph.",
  reference: {
    authors: "D. Bo, X. Wang, C. Shi, M. Zhu, E. Lu and P. Cui",
    title: "Structural deep clustering network",
    venue: "WWW",
    year: 2020,
  },
  departures: [
    "By default the network is convolutional, is pretrained far longer than 30 epochs with pictures turned and shifted (150 passes, but at least 1,500 steps and at most 6,000), and the first clusters come from UMAP and a Gaussian mixture; the paper's recipe is one click away.",
    "The graph network beside a convolutional encoder takes in its maps averaged over a grid of at most 4 x 4 cells, and beside any encoder pictures of more than 1,024 values averaged to that: laid flat they would be thousands of values wide.",
    "By default the autoencoder learns from batches, and the graph network from the whole set between them, with the encoder's layers as they are: no gradient goes from the graph into the encoder. A step of the paper's recipe takes everything at once.",
    "By default the graph network learns the first clusters before anything else, and ten times as fast as in the paper: it would mean nothing for the first hundred steps.",
    "By default neighbours are averaged with symmetric weights, D^-1/2 (A + I) D^-1/2, where the published code takes the plain mean.",
    "Neighbours are found exactly, by distance; the paper's heat kernel only ranks them, and ranks alike. The paper computes it for all pairs at once.",
    "Beyond 12,000 pictures a step of the graph network learns from 1,024 drawn ones, or fewer where each has very many neighbours; those within two edges of them are taken in too, 12,000 in all at most, for the drawn ones to average over, and are themselves not learnt from. Steps over all pictures at once are refused.",
    "Where all pictures are taken at once they are not moved at random, and the gradient that goes from the graph into a network with batch normalisation is taken where that network normalises by its running means, as it does in use.",
    "Adam's memory is one for the autoencoder and one for the graph network, which takes the same steps as one for both.",
    coloursDeparture,
  ],
  hyperparameters: sdcnHyperparameters,
  recipes: [
    {
      id: "paper",
      title: "As in the paper",
      help: "500-500-2000-10 pretrained for 30 epochs without augmentation, k-means start, 200 steps over all pictures at once with both networks together, M 3, plain mean of neighbours, ε 0.5, losses 1, 0.1 and 0.01.",
      values: {
        colours: "plain",
        network: "dense",
        batchSize: 256,
        pretrainEpochs: 30,
        rotation: 0,
        shift: 0,
        zoom: 0,
        init: "kmeans",
        restarts: 20,
        stepsOver: "all",
        maxIterations: 200,
        tolerance: 0,
        normalisation: "row",
        graphStart: 0,
        graphLearningRate: 1e-3,
      },
    },
    {
      id: "without-graph",
      title: "Without the graph",
      help: "The same autoencoder and centres, and no graph network: what the graph adds is the difference.",
      values: { decides: "centres" },
    },
  ],
  refuses: ({ points, values }) => sdcnRefusal(points.rows, values),
  async *train(run) {
    const bench = await setUpWorkbench(run);
    try {
      yield* pretrain(bench, run);
      return yield* sdcnTraining(bench, run);
    } finally {
      bench.dispose();
    }
  },
});
