import { integer, number } from "../core/hyperparameters";
import type { Coder } from "../nn/encoders/coder";
import { mlpHead } from "../nn/encoders/head";
import { invariantInformation, jointAssignment } from "../nn/losses/invariant-information";
import * as tf from "../nn/tfjs";
import { defineMethod } from "./method";
import { coloursDeparture } from "./parts/colours-seen";
import { viewAugmentationDepartures } from "./parts/view-augmentation-settings";
import { viewHeadMethod } from "./parts/view-head-method";
import { fromScratch, overclusteringHyperparameters, viewHeadHyperparameters } from "./parts/view-head-settings";
import type { DeepState } from "./parts/workbench";

const hyperparameters = {
  ...viewHeadHyperparameters,
  maxIterations: { ...viewHeadHyperparameters.maxIterations, default: 2400 },
  ...overclusteringHyperparameters,
  subHeads: integer({
    label: "Heads",
    help: "Of each kind, started from different weights. The one with the lowest loss tells the clusters, which needs no labels: a single one depends much on luck.",
    unit: "heads",
    group: "Heads",
    default: 5,
    min: 1,
    max: 20,
  }),
  evenness: number({
    label: "Evenness",
    symbol: "λ",
    help: "How much even sizes of clusters count. One is mutual information as it is; more holds clusters back from dying.",
    group: "Contrast",
    default: 1,
    min: 0.5,
    max: 4,
    live: true,
  }),
} as const;

/** Invariant information clustering: what the cluster of one view tells of that of the other. */
export const iic = defineMethod<typeof hyperparameters, DeepState>({
  id: "iic",
  title: "IIC: invariant information",
  family: "contrastive",
  summary:
    "Puts two moved copies of each picture into clusters so that the cluster of one tells as much as possible of the cluster of the other: copies must agree, and clusters must stay even. Several heads try at once. It was made for tens of thousands of steps; from an autoencoder and in minutes it ends near k-means on the codes, above or below, often with two or three clusters all but unused, and from random weights, as in the paper, it needs thousands of steps and then does better.",
  takeWhen:
    "Take it to see what shared information alone can do: an advanced, slow method. Of 3,000 digits 80 % were right, 85 % by the paper's recipe in 13 minutes.",
  reference: {
    authors: "X. Ji, J. F. Henriques and A. Vedaldi",
    title: "Invariant information clustering for unsupervised image classification and segmentation",
    venue: "ICCV",
    year: 2019,
  },
  departures: [
    "By default it starts from a pretrained autoencoder and goes on redrawing pictures; from random weights, as in the paper, it takes thousands of passes.",
    "Both copies are moved, where the paper compares the picture itself with several moved copies in batches of some 700.",
    "Heads of both kinds learn at once, where the paper trains one kind for a pass and then the other.",
    "Heads have a hidden layer behind codes of ten values, which are brought to one scale; the paper's are linear behind hundreds of features.",
    "No edge filter is laid over the pictures.",
    "Heads are ranked by their loss on some pictures that are moved in the same way every time, and another takes over only when it is clearly better.",
    "Training may end before its last step once clusters have settled.",
    coloursDeparture,
    ...viewAugmentationDepartures,
  ],
  hyperparameters,
  recipes: [
    {
      id: "paper",
      title: "As in the paper",
      help: "From random weights, without redrawing, codes of 128 values, fine clusters, five heads of each kind, turns of up to 25 degrees, batches of 700, Adam 0.0001. It needs thousands of steps; 3,000 took 13 minutes for 3,000 digits.",
      values: {
        ...fromScratch,
        batchSize: 700,
        rotation: 25,
        learningRate: 1e-4,
        maxIterations: 20000,
      },
    },
    {
      id: "one-kind",
      title: "Without fine clusters",
      help: "The paper's ablation: no second kind of head.",
      values: { overclusters: 0 },
    },
    {
      id: "one-head",
      title: "One head",
      help: "The paper's ablation: a single head of each kind.",
      values: { subHeads: 1 },
    },
  ],
  train: (run) =>
    viewHeadMethod(run, ({ codeSize, clusters, rng, start }) => {
      const { subHeads, headWidths, overclusters } = start;
      const heads: Record<string, Coder> = {};
      const some = (kind: string, outputs: number) =>
        Array.from({ length: outputs > 0 ? subHeads : 0 }, (_, i) => {
          const name = `${kind}${i + 1}`;
          heads[name] = mlpHead([codeSize, ...headWidths, outputs], rng.fork(name));
          return name;
        });
      const telling = some("clusters", clusters);
      const fine = some("fine", overclusters);
      return {
        heads,
        telling,
        loss(_, assignments, { evenness }) {
          const mean = (names: readonly string[]) =>
            tf.div(tf.addN(names.map((name) => invariantInformation(...assignments(name), evenness))), names.length) as tf.Scalar;
          const information = mean(telling);
          if (fine.length === 0) return { total: information, terms: { information } };
          const fineInformation = mean(fine);
          return { total: tf.add(information, fineInformation) as tf.Scalar, terms: { information, fineInformation } };
        },
        rank: (p, moved, { evenness }) => invariantInformation(p, moved, evenness),
        table: jointAssignment,
        tableHelp:
          "How often a moved copy of a picture goes to one cluster and another copy of it to another. Training wants all on the diagonal, and evenly; an empty row is a cluster that died.",
      };
    }),
});
