import { type Matrix, matrix } from "../../core/matrix";
import type { Rng } from "../../core/rng";
import { chain } from "../../nn/encoders/chain";
import { trainStep } from "../../nn/fit";
import { dense } from "../../nn/layers/dense";
import type { NearestNeighbours } from "../../nn/nearest-neighbours";
import { adam, type OptimizerState } from "../../nn/optimizers";
import * as tf from "../../nn/tfjs";
import { giveUpThread } from "../../nn/turn-work";
import { disposeVariables, readValues, restoreVariables, type SavedTensors, saveVariables } from "../../nn/variables";
import { Pace } from "../../numerics/pace";
import { gatherRows } from "./gather-rows";
import { type Affinities, orthonormalised, orthonormaliser, spectralLoss } from "./spectral-loss";

/** The layer between two looks. */
export type SpectralState = { readonly variables: SavedTensors; readonly optimizer: OptimizerState };

export interface SpectralTraining {
  /** Of all codes, with their distances. */
  readonly neighbours: NearestNeighbours;
  readonly steps: number;
  /** Pairs in a step. */
  readonly pairs: number;
  readonly learningRate: number;
  readonly rng: Rng;
  readonly signal: AbortSignal;
}

/** Of the neighbours, the one whose median distance is the scale of affinity: two of three (Shaham et al. 2018, appendix). */
const scaleAt = 2 / 3;
/** Codes that pass at once when all are placed. */
const rowsAtOnce = 2048;

/**
 * SpectralNet's map from codes to the leading eigenvectors of their graph of neighbours (Shaham et al. 2018): a network
 * d-…-k with ReLU and a tanh end, whose outputs are made orthonormal by Cholesky's factor, on the batch in training and on all codes for use.
 */
export class SpectralLayer {
  readonly #network;
  readonly #optimizer;
  readonly #k: number;
  readonly work: number;
  /** [k, k] of the last `place`. */
  #orthonormaliser: tf.Tensor2D;

  constructor(codeSize: number, widths: readonly number[], k: number, rng: Rng) {
    const sizes = [codeSize, ...widths, k];
    const last = sizes.length - 2;
    const layers = sizes
      .slice(1)
      .map((outputs, i) => dense(sizes[i], outputs, i === last ? "linear" : "relu", rng.fork(`layer ${i}`)));
    this.#network = chain(layers);
    this.#optimizer = adam(this.#network.variables);
    this.#orthonormaliser = tf.tidy(() => tf.eye(k));
    this.#k = k;
    this.work = this.#network.work;
  }

  /** Codes [b, d] → their places [b, k], with a gradient to the codes. Call within tidy. */
  apply(codes: tf.Tensor2D): tf.Tensor2D {
    return tf.matMul(this.#outputs(codes), this.#orthonormaliser);
  }

  /** Takes `steps` steps on pairs of neighbours; the mean loss. Gives up the thread after each. */
  async train(codes: Matrix, { neighbours, steps, pairs, learningRate, rng, signal }: SpectralTraining): Promise<number> {
    const { k: degree, indices, distances } = neighbours;
    if (degree === 0) return 0;
    const scale = medianAt(neighbours, Math.max(1, Math.ceil(scaleAt * degree)) - 1);
    const pace = new Pace(giveUpThread);
    const edges: Affinities = {
      from: Int32Array.from({ length: pairs }, (_, e) => 2 * e),
      to: Int32Array.from({ length: pairs }, (_, e) => 2 * e + 1),
      weights: new Float32Array(pairs),
    };
    const rows = new Int32Array(2 * pairs);
    let sum = 0;
    for (let step = 0; step < steps; step++) {
      signal.throwIfAborted();
      for (let e = 0; e < pairs; e++) {
        const i = rng.integer(codes.rows);
        const at = i * degree + rng.integer(degree);
        rows[2 * e] = i;
        rows[2 * e + 1] = indices[at];
        edges.weights[e] = Math.max(1e-6, Math.exp(-(distances[at] ** 2) / (2 * scale * scale)));
      }
      const values = gatherRows(codes, rows);
      const input = () => tf.tensor2d(values, [rows.length, codes.cols]);
      const { value, gradient } = await spectralLoss(await this.#outputsOf(input), edges, pace);
      sum += value;
      // A loss with the gradient that was found on the host.
      const surrogate = () => {
        const pull = tf.tensor2d(gradient, [rows.length, this.#k]);
        return { total: tf.sum(tf.mul(this.#outputs(input()), pull)) as tf.Scalar, terms: {} };
      };
      const made = await trainStep(this.#network.variables, this.#optimizer, learningRate, surrogate);
      await made.losses();
      await giveUpThread();
    }
    return sum / Math.max(1, steps);
  }

  /** The places [n, k] of all codes [n, d], their columns orthonormal: YᵀY = n I. `apply` goes by the same factor from now on. */
  async place(codes: Matrix, signal: AbortSignal): Promise<Matrix> {
    const outputs = matrix(new Float32Array(codes.rows * this.#k), codes.rows, this.#k);
    for (let from = 0; from < codes.rows; from += rowsAtOnce) {
      signal.throwIfAborted();
      const part = codes.data.slice(from * codes.cols, (from + rowsAtOnce) * codes.cols);
      const { data } = await this.#outputsOf(() => tf.tensor2d(part, [part.length / codes.cols, codes.cols]));
      outputs.data.set(data, from * this.#k);
      await giveUpThread();
    }
    const r = await orthonormaliser(outputs, new Pace(giveUpThread));
    this.#orthonormaliser.dispose();
    this.#orthonormaliser = tf.tensor2d(Float32Array.from(r), [this.#k, this.#k]);
    return orthonormalised(outputs, r);
  }

  async save(): Promise<SpectralState> {
    return { variables: await saveVariables(this.#network.variables), optimizer: await this.#optimizer.save() };
  }

  restore({ variables, optimizer }: SpectralState): void {
    restoreVariables(this.#network.variables, variables);
    this.#optimizer.restore(optimizer);
  }

  dispose(): void {
    disposeVariables(this.#network.variables);
    this.#optimizer.dispose();
    this.#orthonormaliser.dispose();
  }

  #outputs(codes: tf.Tensor): tf.Tensor2D {
    return tf.tanh(this.#network.apply(codes)) as tf.Tensor2D;
  }

  async #outputsOf(codes: () => tf.Tensor): Promise<Matrix> {
    const outputs = tf.tidy(() => this.#outputs(codes()));
    try {
      return matrix(await readValues(outputs), outputs.shape[0], this.#k);
    } finally {
      outputs.dispose();
    }
  }
}

/** The median over the images of the distance to neighbour `rank`; 1 where all are duplicates. */
function medianAt({ k, distances }: NearestNeighbours, rank: number): number {
  const found = Float32Array.from({ length: distances.length / k }, (_, i) => distances[i * k + rank]).sort();
  return found[found.length >> 1] || 1;
}
