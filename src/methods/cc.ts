import { number } from "../core/hyperparameters";
import { mlpHead } from "../nn/encoders/head";
import { clusterContrast, missingEntropy } from "../nn/losses/cluster-contrast";
import { instanceContrast } from "../nn/losses/instance-contrast";
import { partitionUncertainty } from "../nn/losses/partition-confidence";
import * as tf from "../nn/tfjs";
import { defineMethod } from "./method";
import { coloursDeparture } from "./parts/colours-seen";
import { projectionHyperparameters } from "./parts/contrastive-settings";
import { viewAugmentationDepartures } from "./parts/view-augmentation-settings";
import { viewHeadMethod } from "./parts/view-head-method";
import { fromScratch, viewHeadHyperparameters } from "./parts/view-head-settings";
import type { DeepState } from "./parts/workbench";

const hyperparameters = {
  ...viewHeadHyperparameters,
  ...projectionHyperparameters,
  temperature: { ...projectionHyperparameters.temperature, symbol: "τ_I" },
  instanceWeight: number({
    label: "Instance weight",
    help: "Weight of telling pictures from each other. Zero leaves only clusters to be told.",
    group: "Contrast",
    default: 1,
    min: 0,
    max: 10,
    live: true,
  }),
  clusterWeight: number({
    label: "Cluster weight",
    help: "Weight of telling clusters from each other by who is in them. Zero leaves the cluster head without a teacher but for its even sizes.",
    group: "Contrast",
    default: 1,
    min: 0,
    max: 10,
    live: true,
  }),
  clusterTemperature: number({
    label: "Temperature of clusters",
    symbol: "τ_C",
    help: "As the temperature, where clusters are told from each other. At the paper's 1 the loss can hardly fall and teaches slowly.",
    group: "Contrast",
    default: 0.5,
    min: 0.01,
    max: 10,
    scale: "log",
    live: true,
  }),
  entropyWeight: number({
    label: "Balance weight",
    help: "Weight of a term for each view that keeps all clusters in use, and makes them of one size. Without it clusters die.",
    group: "Contrast",
    default: 1,
    min: 0,
    max: 10,
    live: true,
  }),
} as const;

/** Contrastive clustering: instances and clusters are told from each other, in rows and in columns of one table. */
export const cc = defineMethod<typeof hyperparameters, DeepState>({
  id: "cc",
  title: "CC: contrastive clustering",
  family: "contrastive",
  summary:
    "Of each picture two moved copies: one head must find the partner among all copies of a batch, another puts copies into clusters so that a cluster has the same members in both views and no two clusters share any. Made for a large network and a thousand passes on photographs; in minutes, from a pretrained autoencoder, it ends near k-means on the codes. From random weights, as in the paper, it needs thousands of steps and then does better.",
  takeWhen:
    "Take it to see how clusters come of contrast: an advanced, slow method. Of 3,000 digits 70 % were right, 86 % by the paper's recipe in 18 minutes.",
  reference: {
    authors: "Y. Li, P. Hu, Z. Liu, D. Peng, J. T. Zhou and X. Peng",
    title: "Contrastive clustering",
    venue: "AAAI",
    year: 2021,
  },
  departures: [
    "By default it starts from a pretrained autoencoder and goes on redrawing pictures, with the temperature of clusters at 0.5; from random weights, as in the paper, it needs thousands of steps.",
    "The network is a small one of the house's, its code of ten values brought to one scale before the heads, where the paper has a ResNet-34 and pictures of 224 pixels.",
    "Heads learn at the learning rate and the network, which has learnt already, at a tenth of it.",
    "The last batch of a pass may be smaller; the published code drops it.",
    "Training may end before its last step once clusters have settled.",
    coloursDeparture,
    ...viewAugmentationDepartures,
  ],
  hyperparameters,
  recipes: [
    {
      id: "paper",
      title: "As in the paper",
      help: "From random weights, without redrawing, τ 0.5 and 1, heads behind codes of 128 values, Adam 0.0003. The paper trains for 1,000 passes; expect little before that.",
      values: {
        ...fromScratch,
        views: "photos",
        clusterTemperature: 1,
        learningRate: 3e-4,
        maxIterations: 8000,
      },
    },
    {
      id: "cluster-only",
      title: "Clusters only",
      help: "The paper's ablation without instances, under the robust settings.",
      values: { instanceWeight: 0 },
    },
    {
      id: "no-balance",
      title: "Without balance",
      help: "Shows what the balance term is for: watch clusters die.",
      values: { entropyWeight: 0 },
    },
  ],
  train: (run) =>
    viewHeadMethod(run, ({ codeSize, clusters, rng, start }) => ({
      heads: {
        instances: mlpHead([codeSize, ...start.projectionWidths], rng.fork("instances")),
        clusters: mlpHead([codeSize, ...start.headWidths, clusters], rng.fork("clusters")),
      },
      telling: ["clusters"],
      compared: "instances",
      loss(outputs, assignments, values) {
        const [p, moved] = assignments("clusters");
        const instances = instanceContrast(...outputs("instances"), values.temperature);
        const contrast = clusterContrast(p, moved, values.clusterTemperature);
        const imbalance = tf.add(missingEntropy(p), missingEntropy(moved)) as tf.Scalar;
        const total = tf.addN([
          tf.mul(instances, values.instanceWeight),
          tf.mul(contrast, values.clusterWeight),
          tf.mul(imbalance, values.entropyWeight),
        ]) as tf.Scalar;
        return { total, terms: { instances, clusters: contrast, imbalance } };
      },
      rank: (p, moved, values) => clusterContrast(p, moved, values.clusterTemperature),
      table: partitionUncertainty,
      tableHelp:
        "How far clusters have the same members in two moved copies of the pictures, as cosines. Training wants the diagonal dark and the rest light; a dark spot beside it joins two clusters that share pictures, and a light spot on it is a cluster that died.",
    })),
});
