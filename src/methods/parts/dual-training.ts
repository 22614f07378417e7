import type { ValuesOf } from "../../core/hyperparameters";
import { imageSize } from "../../core/images";
import type { GraphView, LiveView, PairsView, PicturesView } from "../../core/live-view";
import { type Matrix, matrix } from "../../core/matrix";
import type { Rng } from "../../core/rng";
import type { DualAutoencoder } from "../../nn/encoders/dual-autoencoder";
import type { Loss } from "../../nn/fit";
import { standardNormalKl } from "../../nn/losses/mixture-elbo";
import { summedReconstructionError } from "../../nn/losses/summed-reconstruction";
import { type NearestNeighbours, nearestNeighbours } from "../../nn/nearest-neighbours";
import type { ResidentImages } from "../../nn/resident-images";
import * as tf from "../../nn/tfjs";
import { giveUpThread } from "../../nn/turn-work";
import type { Run, Training, TrainingEvent } from "../method";
import { type AutoencoderValues, augmentationOf, autoencoderKey, pretrainEpochsOf } from "./autoencoder-settings";
import { clusterMeans } from "./cluster-means";
import type { dualHyperparameters, spectralHyperparameters } from "./dual-settings";
import { gatherRows } from "./gather-rows";
import { expectation } from "./gaussian-mixture-expectation";
import { jointTraining } from "./joint-training";
import { jointOptimizer } from "./joint-training-settings";
import { type KMeansResult, kmeans } from "./kmeans";
import { neighbourPlaces } from "./neighbour-places";
import { decodedCentresView, reconstructionView } from "./picture-views";
import { pretrainNetwork } from "./pretrain";
import { SpectralLayer, type SpectralState } from "./spectral-layer";
import { agreementOf, neighboursView } from "./stability-look";
import { type DeepState, encodeAll, type Workbench } from "./workbench";

export type DualValues = ValuesOf<typeof dualHyperparameters> & ValuesOf<typeof spectralHyperparameters> & AutoencoderValues;

/** Of the places in a cluster that is a point. */
const leastVariance = 1e-12;

/** Multiply-adds of a pass over one image with which pretraining goes on as long as that of other methods. */
const freeWork = 3.7e6;

/** How much of that length pretraining takes, by what a pass over one image costs: three tenths at least. */
export function pretrainShare(work: number): number {
  return Math.min(1, Math.max(0.3, freeWork / work));
}

type Bench = Workbench<DualAutoencoder>;

/** Pretraining of the dual autoencoder alone. */
export function pretrainDual(
  bench: Bench,
  run: Run<DualValues, DeepState>,
): AsyncGenerator<TrainingEvent<DeepState>, void, void> {
  const { network, images } = bench;
  return pretrainNetwork(bench, run, {
    work: network.passWork,
    normalises: network.normalises,
    epochs: (values, count) => pretrainEpochsOf(values, count, pretrainShare(network.passWork)),
    loss(batch, values) {
      const { total, terms } = dualLoss(bench, batch, values).loss;
      return { total: perPixel(total, images), terms };
    },
    encodeAll: () => encodeAll(bench),
    views: async () => [await dualView(network, images, run.rng)],
    key: (values) => {
      const { relationWeight, informationWeight, priorWeight } = values;
      return { ...autoencoderKey(values), kind: "dual-autoencoder", relationWeight, informationWeight, priorWeight };
    },
  });
}

/** What the method remembers from look to look. */
type DualMemory = { readonly layer: SpectralState | null; readonly labels: Int32Array | null };

/**
 * The second phase of DSCDAN: at each look the spectral layer learns the graph of neighbours of the codes as they are, and k-means
 * divides its space; between two looks the network goes on as before and is drawn to put each picture where its neighbours were.
 */
export async function* spectralTraining(bench: Bench, run: Run<DualValues, DeepState>): Training<DeepState> {
  const { network, images, signal } = bench;
  const k = run.clusters;
  const { spectralWidths } = run.settings();
  const layer = new SpectralLayer(network.codeSize, spectralWidths, k, run.rng.fork("spectral layer"));
  let memory: DualMemory = { layer: null, labels: null };
  let targets: Matrix = { data: new Float32Array(0), rows: 0, cols: k };
  try {
    return yield* jointTraining(bench, run, {
      variables: {},
      trained: network.variables,
      work: network.passWork + layer.work,
      normalises: network.normalises,
      encodeAll: () => encodeAll(bench),
      optimizer: (variables) => jointOptimizer(run.settings(), variables),
      async *begin() {},
      async look(codes, values) {
        const neighbours = await nearestNeighbours(codes, values.neighbours, { metric: "euclidean", signal });
        const loss = await layer.train(codes, {
          neighbours,
          steps: memory.layer ? values.spectralSteps : 4 * values.spectralSteps,
          pairs: values.spectralBatch,
          learningRate: 1e-3,
          rng: bench.rng.fork("pairs"),
          signal,
        });
        const places = await layer.place(codes, signal);
        const rng = bench.rng.fork("clusters");
        const start = memory.labels ? { start: clusterMeans(places, memory.labels, k) } : {};
        const found = await divided(places, { clusters: k, restarts: values.restarts, rng, signal, ...start });
        targets = neighbourPlaces(places, neighbours);
        memory = { layer: await layer.save(), labels: found.labels };
        const centres = clusterMeans(codes, found.labels, k);
        return {
          labels: found.labels,
          confidence: found.confidence,
          centres,
          facts: { spectral: loss },
          views: async (): Promise<LiveView[]> => [
            await dualView(network, images, run.rng),
            await decodedCentresView(centres, network.decoder, images),
            await pairsView(places, found, neighbours),
            graphView(neighbours, codes.rows),
          ],
        };
      },
      loss(rows, values) {
        const batch = images.batch(rows, augmentationOf(values), bench.rng);
        const { loss, codes } = dualLoss(bench, batch, values);
        const wanted = tf.tensor2d(gatherRows(targets, rows), [rows.length, k]);
        // Places have variance 1: the mean over them is on the scale of the other losses whatever k is.
        const neighbours = tf.mean(tf.squaredDifference(layer.apply(codes), wanted)) as tf.Scalar;
        const total = tf.add(loss.total, tf.mul(neighbours, values.spectralWeight)) as tf.Scalar;
        return { total: perPixel(total, images), terms: { ...loss.terms, neighbours } };
      },
      memory: {
        save: () => memory,
        restore(state) {
          memory = state as DualMemory;
          if (memory.layer) layer.restore(memory.layer);
        },
      },
    });
  } finally {
    layer.dispose();
  }
}

/** The losses of the dual autoencoder (Yang et al. 2019, eq. 2 and 8), and the clean codes that they come of. */
function dualLoss(
  { network, rng }: Bench,
  batch: tf.Tensor4D,
  { relationWeight, informationWeight, priorWeight }: DualValues,
): { readonly loss: Loss; readonly codes: tf.Tensor2D } {
  const pass = network.pass(batch, rng, "training");
  const reconstruction = summedReconstructionError(batch, pass.redrawn);
  const relation = summedReconstructionError(pass.redrawn, pass.redrawnDisturbed);
  const information = tf.add(pass.globalInformation, pass.localInformation) as tf.Scalar;
  const prior = standardNormalKl(pass.posterior);
  const total = tf.addN([
    reconstruction,
    tf.mul(relation, relationWeight),
    tf.mul(information, informationWeight),
    tf.mul(prior, priorWeight),
  ]) as tf.Scalar;
  return { loss: { total, terms: { reconstruction, relation, information, prior } }, codes: pass.posterior.mean };
}

/** Divided by the values of a picture: what Adam does not notice, and what keeps plain gradient steps from growing with its size. */
function perPixel(total: tf.Scalar, images: ResidentImages): tf.Scalar {
  return tf.div(total, imageSize(images.shape)) as tf.Scalar;
}

/** k-means that gives up the thread now and then. */
async function divided(places: Matrix, options: Parameters<typeof kmeans>[1]): Promise<KMeansResult> {
  const steps = kmeans(places, options);
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
    await giveUpThread();
  }
}

/** Some images, redrawn from their clean codes and from disturbed ones. */
async function dualView(network: DualAutoencoder, images: ResidentImages, rng: Rng): Promise<PicturesView> {
  const clean = await reconstructionView(images, (batch) => network.decoder.apply(network.encoder.apply(batch)));
  const noise = rng.fork("disturbance shown");
  const disturbed = await reconstructionView(images, (batch) => network.pass(batch, noise).redrawnDisturbed);
  return {
    ...clean,
    help: "Images, how the network redraws them from their codes, and from codes with noise. Where the last two differ much, codes are not sure of what they hold.",
    rows: [...clean.rows, { title: "Redrawn with noise", pixels: disturbed.rows[1].pixels }],
  };
}

/**
 * Images beside the nearest of their codes. The clusters of k-means in the layer's space are taken for round clouds of one width, whose
 * shares in each image are what agrees or not.
 */
async function pairsView(
  places: Matrix,
  { centres, inertia }: KMeansResult,
  { k: degree, indices }: NearestNeighbours,
): Promise<PairsView> {
  const k = centres.rows;
  const variance = Math.max(leastVariance, inertia / places.data.length);
  const { responsibilities } = await expectation(
    places,
    {
      kind: "spherical",
      weights: new Float64Array(k).fill(1 / k),
      means: Float64Array.from(centres.data),
      covariances: new Float64Array(k).fill(variance),
    },
    giveUpThread,
  );
  const neighbourOf = (i: number) => (degree === 0 ? i : indices[i * degree]);
  const agreement = agreementOf(matrix(Float32Array.from(responsibilities), places.rows, k), neighbourOf);
  return {
    ...neighboursView(agreement, neighbourOf),
    id: "neighbour-pairs",
    help: "Images beside those whose codes are nearest, from the pair that agrees least to the one that agrees most: to such pairs the spectral layer gives one place. Pairs of different kinds that agree are what misleads it.",
  };
}

function graphView({ k, indices }: NearestNeighbours, images: number): GraphView {
  return {
    kind: "graph",
    id: "neighbours",
    title: "Neighbour graph",
    help: "Which pictures the spectral layer takes for alike: the nearest codes of each. It can only part what few of these ties join.",
    starts: Int32Array.from({ length: images + 1 }, (_, i) => i * k),
    columns: indices.slice(),
  };
}
