import { defineMethod } from "./method";
import { coloursDeparture } from "./parts/colours-seen";
import { giccHyperparameters } from "./parts/gicc-settings";
import { giccRefusal, graphContrast } from "./parts/gicc-training";
import { pretrain } from "./parts/pretrain";
import { viewAugmentationDepartures } from "./parts/view-augmentation-settings";
import { type DeepState, setUpWorkbench } from "./parts/workbench";

/** Graph-based contrast of instances and clusters. */
export const gicc = defineMethod<typeof giccHyperparameters, DeepState>({
  id: "gicc",
  title: "GICC: contrast along a graph",
  family: "contrastive",
  summary:
    "Ties each picture to those most like it by what an autoencoder sees in them, then trains two small networks on pairs of tied pictures: one places them near each other and away from all others, the other puts both into one of k clusters. The graph is made anew as the features improve.",
  takeWhen:
    "Take it for digits and the like when you can wait: 92 % of 3,000 were right; it learns from nearest neighbours, so wrong ones mislead it.",
  reference: {
    authors: "R. Xing",
    title: "Research on deep clustering algorithm based on contrastive learning, chapter 4",
    venue: "Master's thesis, Shanxi University of Finance and Economics",
    year: 2023,
  },
  departures: [
    "By default the graph joins nearest neighbours, which on digits are right more often than self-expression; the thesis' self-expression is a choice.",
    "The self-expression is computed in closed form, where the thesis learns a table of all pairs as the weights of a layer: exactly up to 3,000 pictures or values to compare them by, beyond that as seen from 1,000 landmark pictures. It reaches the network through the graph alone, and its own two terms are left out of the loss.",
    "The graph compares feature maps, averaged over a coarse grid, and not the short code, in which self-expression is wrong about every third neighbour; both heads see the code.",
    "Coefficients of either sign count as ties, and each picture keeps its k strongest always: two thirds of all printed coefficients are above zero.",
    "A batch holds pictures each beside a neighbour, since neighbours seldom meet in a batch by chance; by default the neighbour is drawn among the k, where the thesis takes the strongest in the contrast of clusters.",
    "A term keeps all clusters in use, without which some die; the contrast of clusters goes both ways, at temperature 0.5 and not 1.",
    "A picture and its neighbour are weighed against all others of the batch; the thesis names those alone that are no neighbours.",
    "The cluster head starts from a first partition of the codes, that of UMAP and k-means, which it is taught in a few passes; the thesis starts it from chance.",
    "The graph is made anew every 10 passes and stands still in the last third; there are 40 passes and not 150.",
    "The heads learn at a rate of 0.001 and the autoencoder at a tenth of it, and both slow down towards the end, where the thesis has 0.0001 for both throughout.",
    "Training pictures are turned, shifted and resized, for which the thesis gives no recipe.",
    coloursDeparture,
    ...viewAugmentationDepartures,
  ],
  hyperparameters: giccHyperparameters,
  recipes: [
    {
      id: "paper",
      title: "As in the thesis",
      help: "Self-expression of the feature maps, in closed form and without its two terms in the loss, the strongest neighbour, no balance, cluster temperature 1, heads from chance, Adam 0.0001 for everything, 150 passes. Expect clusters to die.",
      values: {
        colours: "plain",
        graphBy: "self-expression",
        graphRefresh: 1,
        graphEpochs: 150,
        partner: "strongest",
        clusterTemperature: 1,
        against: "negatives",
        direction: "one",
        balanceWeight: 0,
        headStart: "random",
        slowsDown: false,
        learningRate: 1e-4,
        encoderShare: 1,
      },
    },
    {
      id: "instance-only",
      title: "Instances only",
      help: "The thesis' ablation without the cluster head, under the robust settings: k-means divides the codes.",
      values: { clusterWeight: 0 },
    },
    {
      id: "cluster-only",
      title: "Clusters only",
      help: "The thesis' ablation without the instance head, under the robust settings.",
      values: { instanceWeight: 0 },
    },
    {
      id: "chance",
      title: "Heads from chance",
      help: "Robust settings without a first partition: the cluster head finds all groups by itself, in 150 passes.",
      values: { headStart: "random", graphEpochs: 150, balanceWeight: 1 },
    },
    {
      id: "self-expression",
      title: "Graph by self-expression",
      help: "The thesis' graph under the robust settings.",
      values: { graphBy: "self-expression" },
    },
  ],
  refuses: ({ values }) => giccRefusal(values),
  async *train(run) {
    const bench = await setUpWorkbench(run);
    try {
      yield* pretrain(bench, run);
      return yield* graphContrast(bench, run);
    } finally {
      bench.dispose();
    }
  },
});
