import { type Matrix, matrix } from "../../core/matrix";
import type { Rng } from "../../core/rng";
import { type GraphPass, passGraph } from "../../nn/encoders/graph-pass";
import { type GraphTower, graphTower, type Mixing } from "../../nn/encoders/graph-tower";
import { logSoftmaxRows } from "../../nn/kernels/log-softmax-rows";
import { type ResidentSparse, uploadSparse } from "../../nn/kernels/sparse-product";
import { klDivergence } from "../../nn/losses/kl";
import { adam, type OptimizerState } from "../../nn/optimizers";
import * as tf from "../../nn/tfjs";
import { giveUpThread } from "../../nn/turn-work";
import { readValues, restoreVariables, type SavedTensors, saveVariables } from "../../nn/variables";
import { type SparseMatrix, transpose } from "../../numerics/sparse-matrix";
import { averagesAmong, drawPart } from "./drawn-part";
import type { EncodedLayers } from "./encoded-layers";
import { gatherRows } from "./gather-rows";
import { type Normalisation, normalisedAdjacency } from "./neighbour-graph";

export const usualStep = { whole: 12_000, drawn: 1024 };

export interface GraphHeadOptions {
  /** A [n, n], symmetric, its diagonal empty: nearestNeighbourGraph. */
  readonly graph: SparseMatrix;
  readonly normalisation: Normalisation;
  /** [inputs, H_1, …, H_L]: layerSizes. */
  readonly sizes: readonly number[];
  /** K */
  readonly clusters: number;
  /** For the weights' start. */
  readonly rng: Rng;
  readonly signal: AbortSignal;
  /**
   * Nodes that a step takes in at most, which is the whole graph where it has no more, and how many it draws to learn from beyond that:
   * 12,000 and 1,024 unless given.
   */
  readonly stepNodes?: { readonly whole: number; readonly drawn: number };
}

export interface GraphStep {
  readonly layers: EncodedLayers;
  /** P [n, K], rows that sum to 1. */
  readonly target: Matrix;
  readonly mixing: Mixing;
  /** Of KL(P‖Z) in the loss. */
  readonly weight: number;
}

/** Gradients of weight · KL(P‖Z), waiting to be applied. The caller disposes what `hidden` holds. */
export interface GraphSlopes {
  /** KL(P‖Z) */
  readonly divergence: number;
  readonly variables: Readonly<Record<string, tf.Tensor>>;
  /** To H_1 … H_L [n, H_l], where they were asked for. */
  readonly hidden: readonly tf.Tensor2D[];
}

export type SavedGraphHead = { readonly tower: SavedTensors; readonly optimizer: OptimizerState };

/**
 * A graph tower with its graph on the device and an Adam of its own: the second head of SDCN and VGDCN, whose output Z is taught by a
 * target P that another head makes. Everything happens in turns of some 25 ms.
 *
 * A round of training is usually: `encodeLayers`, `assignments`, then some `step`s with the same layers.
 */
export class GraphHead {
  readonly tower: GraphTower;
  readonly #graph: SparseMatrix;
  /** D̃^-½ Ã D̃^-½ or D̃^-1 Ã, on the host and on the device. */
  readonly #weights: SparseMatrix;
  readonly #adjacency: ResidentSparse;
  readonly #optimizer: ReturnType<typeof adam>;
  readonly #signal: AbortSignal;

  readonly #stepNodes: { readonly whole: number; readonly drawn: number };

  constructor({ graph, normalisation, sizes, clusters, rng, signal, stepNodes = usualStep }: GraphHeadOptions) {
    this.#stepNodes = stepNodes;
    this.#graph = graph;
    this.#weights = normalisedAdjacency(graph, normalisation);
    this.#signal = signal;
    this.tower = graphTower(sizes, clusters, rng);
    this.#adjacency = uploadSparse(this.#weights, normalisation === "symmetric" ? this.#weights : transpose(this.#weights));
    this.#optimizer = adam(this.tower.variables);
  }

  /** Z [n, K]: softmax of the logits of every node. */
  async assignments(layers: EncodedLayers, mixing: Mixing): Promise<Matrix> {
    const pass = await this.#pass(this.#adjacency, null, layers, mixing);
    try {
      return await softmaxOf(pass);
    } finally {
      pass.dispose();
    }
  }

  /** Z as it is now and, for a later `apply`, the gradients over the whole graph, those to the encoder's layers included. */
  async slopes({ layers, target, mixing, weight }: GraphStep): Promise<{ assignments: Matrix; slopes: GraphSlopes }> {
    const pass = await this.#pass(this.#adjacency, null, layers, mixing);
    try {
      return { assignments: await softmaxOf(pass), slopes: await slopesOf(pass, target, weight, true) };
    } finally {
      pass.dispose();
    }
  }

  /** One update by gradients, whose tensors are used up. */
  apply({ variables, hidden }: GraphSlopes, learningRate: number): void {
    this.#optimizer.apply(variables, learningRate);
    tf.dispose([variables, [...hidden]]);
  }

  /**
   * The gradients over part of the graph, and the mean of KL(P‖Z) over the nodes drawn from `rng` to learn from. What is within two
   * edges of these is taken in too, at most `stepNodes.whole` nodes in all, but only feeds them: its own neighbours are not all at hand.
   */
  async drawnSlopes({ layers, target, mixing, weight }: GraphStep, rng: Rng): Promise<GraphSlopes> {
    const { whole, drawn } = this.#stepNodes;
    const part = drawPart(this.#graph, { drawn, most: whole }, rng);
    const { nodes } = part;
    await giveUpThread();
    const averages = averagesAmong(this.#weights, nodes);
    const adjacency = uploadSparse(averages, transpose(averages));
    try {
      const pass = await this.#pass(adjacency, nodes, layers, mixing);
      try {
        const own = matrix(gatherRows(target, nodes), nodes.length, target.cols);
        return await slopesOf(pass, own, weight, false, part.drawn);
      } finally {
        pass.dispose();
      }
    } finally {
      adjacency.dispose();
    }
  }

  /**
   * One update against `target` with the encoder left alone; KL(P‖Z) before it. A graph of more than `stepNodes.whole` nodes is taken
   * in part.
   */
  async step(step: GraphStep, learningRate: number, rng: Rng): Promise<number> {
    const drawn = this.#graph.rows > this.#stepNodes.whole;
    const slopes = drawn ? await this.drawnSlopes(step, rng) : await this.#wholeSlopes(step);
    this.apply(slopes, learningRate);
    return slopes.divergence;
  }

  async #wholeSlopes({ layers, target, mixing, weight }: GraphStep): Promise<GraphSlopes> {
    const pass = await this.#pass(this.#adjacency, null, layers, mixing);
    try {
      return await slopesOf(pass, target, weight, false);
    } finally {
      pass.dispose();
    }
  }

  async save(): Promise<SavedGraphHead> {
    return { tower: await saveVariables(this.tower.variables), optimizer: await this.#optimizer.save() };
  }

  restore({ tower, optimizer }: SavedGraphHead): void {
    restoreVariables(this.tower.variables, tower);
    this.#optimizer.restore(optimizer);
  }

  dispose(): void {
    this.tower.dispose();
    this.#adjacency.dispose();
    this.#optimizer.dispose();
  }

  /** Of all nodes in their order, or of `nodes`. */
  #pass(adjacency: ResidentSparse, nodes: Int32Array | null, layers: EncodedLayers, mixing: Mixing): Promise<GraphPass> {
    const all = nodes ?? Int32Array.from({ length: adjacency.rows }, (_, i) => i);
    const rows = (layer: number, from: number, to: number) => layers.rows(layer, all.subarray(from, to));
    return passGraph(this.tower, { adjacency, rows, mixing, signal: this.#signal });
  }
}

async function softmaxOf({ logits }: GraphPass): Promise<Matrix> {
  const [rows, cols] = logits.shape;
  const z = tf.tidy(() => tf.exp(logSoftmaxRows(logits)));
  try {
    return matrix(await readValues(z), rows, cols);
  } finally {
    z.dispose();
  }
}

/** Of the mean over the first `counted` rows, all unless given. */
async function slopesOf(
  pass: GraphPass,
  target: Matrix,
  weight: number,
  toHidden: boolean,
  counted = target.rows,
): Promise<GraphSlopes> {
  const { rows } = target;
  const { value, grad } = tf.tidy(() => {
    const p = tf.tensor2d(target.data.slice(), [rows, target.cols]);
    const shares = tf.tensor1d(Float32Array.from({ length: rows }, (_, row) => (row < counted ? rows / counted : 0)));
    const loss = (logits: tf.Tensor) =>
      klDivergence(p, logSoftmaxRows(logits as tf.Tensor2D), counted < rows ? shares : undefined);
    const { value, grad } = tf.valueAndGrad(loss)(pass.logits);
    return { value, grad: tf.mul(grad, weight) as tf.Tensor2D };
  });
  try {
    const { variables, hidden } = await pass.gradients(grad, toHidden);
    const [divergence] = await value.data();
    return { divergence, variables, hidden };
  } finally {
    tf.dispose([value, grad]);
  }
}
