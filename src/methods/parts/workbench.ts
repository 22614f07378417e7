import type { ImageShape } from "../../core/images";
import { copyMatrix, type Matrix } from "../../core/matrix";
import { Rng, type RngState } from "../../core/rng";
import type { SavedState, Snapshot } from "../../core/saved-state";
import { mapImages } from "../../nn/batches";
import { type Autoencoder, createAutoencoder } from "../../nn/encoders/autoencoder";
import type { OptimizerState } from "../../nn/optimizers";
import type { ResidentImages } from "../../nn/resident-images";
import type * as tf from "../../nn/tfjs";
import { restoreVariables, type SavedTensors, saveVariables } from "../../nn/variables";
import type { Run } from "../method";
import { type AutoencoderValues, autoencoderOptionsOf } from "./autoencoder-settings";
import { type ColourValues, seenImages } from "./colours-seen";

/** A run of a method with a network, between two epochs. */
export type DeepState = {
  /** "pretrain", or the phase after it. */
  readonly phase: string;
  /** Epochs done in all, and in this phase. */
  readonly epoch: number;
  readonly phaseEpoch: number;
  readonly network: SavedTensors;
  readonly optimizer: OptimizerState;
  readonly rng: RngState;
  /** Of the phase that trains network and clusters together. */
  readonly joint: JointState | null;
};

/** What joint training adds. */
export type JointState = {
  /** Variables beside the network's, such as the centres. */
  readonly variables: SavedTensors;
  /** [n] of the last look at the whole set, and the share that it changed (null at the first). */
  readonly labels: Int32Array;
  readonly changed: number | null;
  /** Looks in a row that changed less than the tolerance. */
  readonly calm: number;
  readonly iteration: number;
  /** Of the codes before the first step. */
  readonly firstSpread: number;
  /** What the method itself remembers. */
  readonly memory: SavedState;
};

/** A network of any kind: what training changes, and what it remembers besides. */
export interface Network {
  readonly variables: Readonly<Record<string, tf.Variable>>;
  readonly statistics: Readonly<Record<string, tf.Variable>>;
  dispose(): void;
}

/** What the phases of a method with a network share: the network, the stream of random numbers and the count of epochs. */
export interface Workbench<N extends Network = Autoencoder> {
  /** As the network sees them: their colours may be evened out. */
  readonly images: ResidentImages;
  /** All pixels [n, h * w * c] as the network sees them. */
  pixelsSeen(): Promise<Matrix>;
  readonly network: N;
  readonly signal: AbortSignal;
  rng: Rng;
  /** Epochs done so far, over all phases. */
  epoch: number;
  /** Gives back what the network and the images hold. */
  dispose(): void;
}

/** setUpWorkbenchOf with the autoencoder that the settings describe. */
export function setUpWorkbench(run: Run<AutoencoderValues, DeepState>): Promise<Workbench> {
  return setUpWorkbenchOf(run, (shape, rng) => createAutoencoder(autoencoderOptionsOf(run.settings()), shape, rng));
}

/** Uploads the images and sets up a network, from the start or from where `run.resumeFrom` left it. The caller disposes it. */
export async function setUpWorkbenchOf<V extends ColourValues, N extends Network>(
  run: Run<V, DeepState>,
  create: (shape: ImageShape, rng: Rng) => N,
): Promise<Workbench<N>> {
  const saved = run.resumeFrom;
  const network = create(run.images.shape, run.rng.fork("weights"));
  let seen: Awaited<ReturnType<typeof seenImages>>;
  try {
    if (saved) restoreVariables(everyVariable(network), saved.network);
    seen = await seenImages(run.images, run.settings(), run.signal);
  } catch (error) {
    network.dispose();
    throw error;
  }
  return {
    ...seen,
    network,
    rng: saved ? Rng.fromState(saved.rng) : run.rng.fork("training"),
    signal: run.signal,
    epoch: saved?.epoch ?? 0,
    dispose() {
      network.dispose();
      seen.images.dispose();
    },
  };
}

/** What a checkpoint of a network holds. */
export function everyVariable(network: Network): Record<string, tf.Variable> {
  return { ...network.variables, ...network.statistics };
}

/** Codes of all images, unaugmented: [n, d]. */
export function encodeAll(bench: Workbench): Promise<Matrix> {
  const { encoder, codeSize } = bench.network;
  return mapImages(bench.images, (batch) => encoder.apply(batch), codeSize, encoder.work, bench.signal);
}

/** What the map shows; everything is copied. */
export function snapshotOf(
  codes: Matrix,
  labels: Int32Array,
  confidence: Float32Array | null,
  centres: Matrix | null,
): Snapshot & { labels: Int32Array } {
  return {
    codes: copyMatrix(codes),
    labels: labels.slice(),
    confidence: confidence?.slice() ?? null,
    centres: centres && copyMatrix(centres),
  };
}

/** The parts of a saved state that every phase has. */
export async function saveBench(bench: Workbench<Network>): Promise<Pick<DeepState, "epoch" | "network" | "rng">> {
  return { epoch: bench.epoch, network: await saveVariables(everyVariable(bench.network)), rng: bench.rng.state() };
}

/** The encoder's part of an autoencoder's variables. */
export function encoderVariables(variables: Readonly<Record<string, tf.Variable>>): Record<string, tf.Variable> {
  return Object.fromEntries(Object.entries(variables).filter(([name]) => name.startsWith("encoder/")));
}
