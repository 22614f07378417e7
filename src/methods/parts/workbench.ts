import { copyMatrix, type Matrix } from "../../core/matrix";
import { Rng, type RngState } from "../../core/rng";
import type { Snapshot } from "../../core/saved-state";
import { mapImages } from "../../nn/batches";
import { type Autoencoder, createAutoencoder } from "../../nn/encoders/autoencoder";
import type { OptimizerState } from "../../nn/optimizers";
import { type ResidentImages, uploadImages } from "../../nn/resident-images";
import { restoreVariables, type SavedTensors, saveVariables } from "../../nn/variables";
import type { Run } from "../method";
import { type AutoencoderValues, autoencoderOptionsOf } from "./autoencoder-settings";

/** A run of an autoencoder method between two epochs. */
export type DeepState = {
  readonly phase: "pretrain" | "cluster";
  /** Epochs done in all, and in this phase. */
  readonly epoch: number;
  readonly phaseEpoch: number;
  readonly network: SavedTensors;
  readonly optimizer: OptimizerState;
  readonly rng: RngState;
  readonly clustering: ClusteringState | null;
};

/** What the clustering phase adds. */
export type ClusteringState = {
  /** [k, d] under "centres". */
  readonly centres: SavedTensors;
  /** [n] of the last update of the targets, and the share that it changed (null at the first). */
  readonly labels: Int32Array;
  readonly changed: number | null;
  readonly iteration: number;
};

/** What the phases of an autoencoder method share: the network, the stream of random numbers and the count of epochs. */
export interface Workbench {
  readonly images: ResidentImages;
  readonly network: Autoencoder;
  readonly rng: Rng;
  readonly signal: AbortSignal;
  /** Epochs done so far, over all phases. */
  epoch: number;
  /** Gives back what the network and the images hold. */
  dispose(): void;
}

/** Uploads the images and sets up the network, from the start or from where `run.resumeFrom` left it. The caller disposes it. */
export async function setUpWorkbench(run: Run<AutoencoderValues, DeepState>): Promise<Workbench> {
  const saved = run.resumeFrom;
  const network = createAutoencoder(autoencoderOptionsOf(run.settings()), run.images.shape, run.rng.fork("weights"));
  let images: ResidentImages;
  try {
    if (saved) restoreVariables(network.variables, saved.network);
    images = await uploadImages(run.images, run.signal);
  } catch (error) {
    network.dispose();
    throw error;
  }
  return {
    images,
    network,
    rng: saved ? Rng.fromState(saved.rng) : run.rng.fork("training"),
    signal: run.signal,
    epoch: saved?.epoch ?? 0,
    dispose() {
      network.dispose();
      images.dispose();
    },
  };
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
  confidence: Float32Array,
  centres: Matrix,
): Snapshot & { labels: Int32Array } {
  return { codes: copyMatrix(codes), labels: labels.slice(), confidence: confidence.slice(), centres: copyMatrix(centres) };
}

/** The parts of a saved state that every phase has. */
export async function saveBench(bench: Workbench): Promise<Pick<DeepState, "epoch" | "network" | "rng">> {
  return { epoch: bench.epoch, network: await saveVariables(bench.network.variables), rng: bench.rng.state() };
}
