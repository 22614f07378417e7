import { defineMethod } from "./method";
import { coloursDeparture } from "./parts/colours-seen";
import { pretrain } from "./parts/pretrain";
import { centreStage } from "./parts/spicc-centres";
import { contrastStage } from "./parts/spicc-contrast";
import { spiccHyperparameters } from "./parts/spicc-settings";
import { viewAugmentationDepartures } from "./parts/view-augmentation-settings";
import { type DeepState, setUpWorkbench } from "./parts/workbench";

/** Self-paced instance-level contrastive clustering: easy pictures to their centres, then pairs that are sure. */
export const spicc = defineMethod<typeof spiccHyperparameters, DeepState>({
  id: "spicc",
  title: "SPICC: self-paced contrast of pairs",
  family: "contrastive",
  summary:
    "Finds k groups among the codes of an autoencoder and draws the easy pictures to the middle of theirs. Then a small network learns to name the group of a picture from pairs alone: pairs that are surely alike must get the same name, pairs that surely differ another, and doubtful pairs wait until they are sure.",
  takeWhen:
    "Take it for digits and the like when you can wait: 88 % of 3,000 were right; it learns from its first clusters, so a weak start stays weak.",
  reference: {
    authors: "R. Xing",
    title: "Research on deep clustering algorithm based on contrastive learning, chapter 3",
    venue: "Master's thesis, Shanxi University of Finance and Economics",
    year: 2023,
  },
  departures: [
    "Equation 3.1 is printed as a similarity to be made small; it is meant to be large, so one minus the cosine is made small.",
    "The first stage also redraws its pictures, with the error summed over the pixels; without it, as printed, all codes shrink to one point.",
    "By default a picture is drawn to its nearest centre alone; the soft weights as printed draw every picture to the middle of all.",
    "By default centres are renewed by k-means from where they are; the weighted mean of equation 3.4 lets them drift together.",
    "By default the first partition is that of UMAP of the codes and k-means in it; the thesis takes k-means on the codes.",
    "The similarity of a pair is the cosine about the mean code; with the product as printed nearly every pair is above the upper threshold.",
    "Pairs are formed within a batch from codes that are kept for the whole set, and never for all images at once.",
    "A positive pair is weighed against all sure pairs of its image; the thesis names the negative ones alone. Images without a positive or without a negative in their batch are left out of the mean.",
    "The head starts from the clusters of the first stage, which it is taught in a few passes, where the thesis starts from chance.",
    "A balance term keeps all clusters in use, and the second stage trains on moved pictures, too.",
    "The thesis renews centres in the second stage, which uses none; here the pairs are decided anew instead.",
    "The first stage is 20 passes at a learning rate of 0.0001, the second 20, where the thesis takes 100 at 0.00001 and 50; the encoder learns at a tenth of the head's rate, for which the thesis gives no number, and the second stage slows down towards its end.",
    "Colour pictures go through the same autoencoder, without a pretrained residual network before it.",
    coloursDeparture,
    ...viewAugmentationDepartures,
  ],
  hyperparameters: spiccHyperparameters,
  recipes: [
    {
      id: "paper",
      title: "As in the thesis",
      help: "Equations and constants as printed, no reconstruction in the first stage, no balance, products as similarities, k-means start. Expect a collapse.",
      values: {
        colours: "plain",
        init: "kmeans",
        centreEpochs: 100,
        centreUpdate: "soft",
        sharpening: "none",
        reconstructionWeight: 0,
        centreLearningRate: 1e-5,
        pairEpochs: 50,
        similarity: "product",
        against: "negatives",
        balanceWeight: 0,
        headStart: "random",
        slowsDown: false,
        movesPictures: false,
        encoderShare: 0.01,
      },
    },
    {
      id: "no-augmentation",
      title: "Without the augmentation loss",
      help: "The thesis' ablation, under the robust settings: in the first stage the centre loss draws alone, and pictures are not moved.",
      values: { augmentationWeight: 0 },
    },
    {
      id: "easy-first",
      title: "Easy first",
      help: "The first stage draws the surest half of the pictures at the beginning and all of them in the end, as self-paced learning has it.",
      values: { sharpening: "easy" },
    },
    {
      id: "kmeans-start",
      title: "From a weak start",
      help: "k-means on the codes and a head that starts from chance, as in the thesis, everything else robust.",
      values: { init: "kmeans", headStart: "random" },
    },
  ],
  async *train(run) {
    const bench = await setUpWorkbench(run);
    try {
      yield* pretrain(bench, run);
      // A run that resumes in the second stage has had its first.
      const first = run.resumeFrom?.phase === "contrast" ? null : yield* centreStage(bench, run);
      return yield* contrastStage(bench, run, first?.labels ?? null);
    } finally {
      bench.dispose();
    }
  },
});
