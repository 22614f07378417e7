import { type Matrix, matrix } from "../../core/matrix";
import type { Rng } from "../../core/rng";
import { type GraphPass, passGraph } from "../../nn/encoders/graph-pass";
import { type GraphTower, graphTower, type Mixing } from "../../nn/encoders/graph-tower";
import { logSoftmaxRows } from "../../nn/kernels/log-softmax-rows";
import { type ResidentSparse, uploadSparse } from "../../nn/kernels/sparse-product";
import { klDivergence } from "../../nn/losses/kl";
import { adam, type OptimizerState } from "../../nn/optimizers";
import * as tf from "../../nn/tfjs";
import { readValues, restoreVariables, type SavedTensors, saveVariables } from "../../nn/variables";
import { type SparseMatrix, transpose } from "../../numerics/sparse-matrix";
import type { EncodedLayers } from "./encoded-layers";
import { gatherRows } from "./gather-rows";
import { drawNeighbourhood, type Normalisation, normalisedAdjacency, subgraph } from "./neighbour-graph";

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
  /** Nodes up to which a step takes the whole graph, and how many it draws, with their neighbours, beyond: 12,000 and 1,024 unless given. */
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
  readonly #normalisation: Normalisation;
  readonly #adjacency: ResidentSparse;
  readonly #optimizer: ReturnType<typeof adam>;
  readonly #signal: AbortSignal;

  readonly #stepNodes: { readonly whole: number; readonly drawn: number };

  constructor({ graph, normalisation, sizes, clusters, rng, signal, stepNodes = usualStep }: GraphHeadOptions) {
    this.#stepNodes = stepNodes;
    this.#graph = graph;
    this.#normalisation = normalisation;
    this.#signal = signal;
    this.tower = graphTower(sizes, clusters, rng);
    this.#adjacency = uploadGraph(graph, normalisation);
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
   * One update against `target` with the encoder left alone; KL(P‖Z) before it. A graph of more than `stepNodes.whole` nodes is taken
   * in part: nodes drawn from `rng`, their neighbours, and the edges among these, normalised anew.
   */
  async step({ layers, target, mixing, weight }: GraphStep, learningRate: number, rng: Rng): Promise<number> {
    const { whole, drawn } = this.#stepNodes;
    const nodes = this.#graph.rows <= whole ? null : drawNeighbourhood(this.#graph, drawn, rng);
    const adjacency = nodes ? uploadGraph(subgraph(this.#graph, nodes), this.#normalisation) : this.#adjacency;
    try {
      const pass = await this.#pass(adjacency, nodes, layers, mixing);
      try {
        const own = nodes ? matrix(gatherRows(target, nodes), nodes.length, target.cols) : target;
        const slopes = await slopesOf(pass, own, weight, false);
        this.apply(slopes, learningRate);
        return slopes.divergence;
      } finally {
        pass.dispose();
      }
    } finally {
      if (nodes) adjacency.dispose();
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

function uploadGraph(graph: SparseMatrix, normalisation: Normalisation): ResidentSparse {
  const adjacency = normalisedAdjacency(graph, normalisation);
  return uploadSparse(adjacency, normalisation === "symmetric" ? adjacency : transpose(adjacency));
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

async function slopesOf(pass: GraphPass, target: Matrix, weight: number, toHidden: boolean): Promise<GraphSlopes> {
  const { value, grad } = tf.tidy(() => {
    const p = tf.tensor2d(target.data.slice(), [target.rows, target.cols]);
    const loss = (logits: tf.Tensor) => klDivergence(p, logSoftmaxRows(logits as tf.Tensor2D));
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
