import { number } from "../core/hyperparameters";
import { mlpHead } from "../nn/encoders/head";
import { missingEntropy } from "../nn/losses/cluster-contrast";
import { partitionConfidence, partitionUncertainty } from "../nn/losses/partition-confidence";
import * as tf from "../nn/tfjs";
import { defineMethod } from "./method";
import { coloursDeparture } from "./parts/colours-seen";
import { viewAugmentationDepartures } from "./parts/view-augmentation-settings";
import { viewHeadMethod } from "./parts/view-head-method";
import { fromScratch, overclusteringHyperparameters, viewHeadHyperparameters } from "./parts/view-head-settings";
import type { DeepState } from "./parts/workbench";

const hyperparameters = {
  ...viewHeadHyperparameters,
  ...overclusteringHyperparameters,
  balanceWeight: number({
    label: "Balance weight",
    symbol: "λ",
    help: "Weight of a term that keeps all clusters in use, and makes them of one size. The paper has 2, which costs accuracy on small sets; without it clusters die.",
    group: "Contrast",
    default: 1,
    min: 0,
    max: 10,
    live: true,
  }),
} as const;

/** Partition confidence maximisation: clusters that share no picture, in whichever way pictures are moved. */
export const pica = defineMethod<typeof hyperparameters, DeepState>({
  id: "pica",
  title: "PICA: partition confidence",
  family: "contrastive",
  summary:
    "Among all ways to divide pictures it seeks the most confident one: each cluster has the same members in two moved copies of the pictures, and no two clusters have members in common. Made for a large network and hundreds of passes on photographs; in minutes on small pictures it ends below most methods here, from random weights, as in the paper, only after thousands of steps.",
  takeWhen:
    "Take it to see what confidence alone can do: an advanced, slow method. Of 3,000 digits 76 % were right, 78 % by the paper's recipe in 14 minutes.",
  reference: {
    authors: "J. Huang, S. Gong and X. Zhu",
    title: "Deep semantic clustering by partition confidence maximisation",
    venue: "CVPR",
    year: 2020,
  },
  departures: [
    "By default it starts from a pretrained autoencoder, goes on redrawing pictures and balances with weight 1; from random weights, as in the paper, it needs thousands of steps.",
    "Both copies are moved and their mean imbalance is taken, where the published code balances the first alone.",
    "The head has a hidden layer behind codes of ten values, which are brought to one scale, and the network is a small one; the paper's is a ResNet-34, with an edge filter over the pictures.",
    "Batches see each picture once a pass; the published code repeats it three times.",
    "Training may end before its last step once clusters have settled.",
    coloursDeparture,
    ...viewAugmentationDepartures,
  ],
  hyperparameters,
  recipes: [
    {
      id: "paper",
      title: "As in the paper",
      help: "From random weights, without redrawing, codes of 128 values, 70 fine clusters, balance 2, Adam 0.0001. The paper trains for 200 passes over tens of thousands of photographs.",
      values: {
        ...fromScratch,
        views: "photos",
        overclusters: 70,
        balanceWeight: 2,
        learningRate: 1e-4,
        maxIterations: 20000,
      },
    },
    {
      id: "no-balance",
      title: "Without balance",
      help: "Shows what the balance term is for: watch clusters die.",
      values: { balanceWeight: 0 },
    },
  ],
  train: (run) =>
    viewHeadMethod(run, ({ codeSize, clusters, rng, start }) => {
      const headOf = (name: string, outputs: number) => mlpHead([codeSize, ...start.headWidths, outputs], rng.fork(name));
      const { overclusters } = start;
      const names = overclusters > 0 ? (["clusters", "fine"] as const) : (["clusters"] as const);
      return {
        heads: { clusters: headOf("clusters", clusters), ...(overclusters > 0 ? { fine: headOf("fine", overclusters) } : {}) },
        telling: ["clusters"],
        loss(_, assignments, { balanceWeight }) {
          const terms: Record<string, tf.Scalar> = {};
          const parts = names.flatMap((name) => {
            const [p, moved] = assignments(name);
            const confidence = partitionConfidence(p, moved);
            const imbalance = tf.div(tf.add(missingEntropy(p), missingEntropy(moved)), 2) as tf.Scalar;
            terms[name === "fine" ? "fineConfidence" : "confidence"] = confidence;
            terms[name === "fine" ? "fineImbalance" : "imbalance"] = imbalance;
            return [confidence, tf.mul(imbalance, balanceWeight)];
          });
          return { total: tf.addN(parts) as tf.Scalar, terms };
        },
        rank: partitionConfidence,
        table: partitionUncertainty,
        tableHelp:
          "How far clusters have the same members in two moved copies of the pictures, as cosines: the partition uncertainty index. Training wants the diagonal dark and the rest light; a light spot on the diagonal is a cluster that died.",
      };
    }),
});
