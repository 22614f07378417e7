import type { Rng } from "../../core/rng";
import type { ResidentSparse } from "../kernels/sparse-product";
import { type GraphConvolution, graphConvolution } from "../layers/graph-convolution";
import * as tf from "../tfjs";
import { disposeVariables } from "../variables";
import { prefixed } from "./coder";

/** How much of an autoencoder's own layers a tower takes in. */
export interface Mixing {
  /** ε in [0, 1] of (1 − ε) Z + ε H: 0 ignores the autoencoder, 1 the tower's own previous layer. */
  readonly epsilon: number;
  /** Whether the last layer mixes too, as published code does; eq. 3.12 of VGDCN, read literally, does not. True unless given. */
  readonly last?: boolean;
}

/**
 * Graph convolutions beside an encoder, layer for layer, which take in what the encoder found (SDCN, Bo et al. 2020, eq. 6-9; the
 * "delivery operator" of VGDCN, eq. 3.9-3.12): Z₁ = ReLU(A X W₀), Z_l₊₁ = ReLU(A ((1 − ε) Z_l + ε H_l) W_l), and a last linear layer
 * to K logits; softmax is the caller's.
 *
 * `apply` is the whole pass as one expression with a gradient, for small graphs. For thousands of nodes use passGraph
 * (graph-pass.ts), which computes the same in turns and keeps less.
 */
export interface GraphTower {
  /** [inputs, H_1, …, H_L]: columns of X and of each layer of the encoder, the code the last. */
  readonly sizes: readonly number[];
  /** K */
  readonly clusters: number;
  /** Multiply-adds of one node's pass, those with the adjacency left out. */
  readonly work: number;
  /** L + 1 convolutions; layer l takes in H_l, and layer 0 X alone. */
  readonly layers: readonly GraphConvolution[];
  /** "0/weights" [inputs, H_1] to "L/weights" [H_L, K]. */
  readonly variables: Readonly<Record<string, tf.Variable>>;
  /** X [n, inputs], H_1 … H_L [n, sizes[l]], A [n, n] → logits [n, K] */
  apply(features: tf.Tensor2D, hidden: readonly tf.Tensor2D[], adjacency: ResidentSparse, mixing: Mixing): tf.Tensor2D;
  dispose(): void;
}

/** A tower for an encoder with the layers `sizes` [inputs, H_1, …, H_L], L at least 1, started from `rng`. The caller disposes it. */
export function graphTower(sizes: readonly number[], clusters: number, rng: Rng): GraphTower {
  if (sizes.length < 2) throw new Error("graphTower: a tower needs the columns of the images and of at least one layer.");
  const layers = [...sizes.keys()].map((l) =>
    graphConvolution(sizes[l], sizes[l + 1] ?? clusters, l === sizes.length - 1 ? "linear" : "relu", rng.fork(String(l))),
  );
  const variables = Object.assign({}, ...layers.map((layer, l) => prefixed(String(l), layer.variables)));
  return {
    sizes: [...sizes],
    clusters,
    work: layers.reduce((sum, layer) => sum + layer.work, 0),
    layers,
    variables,
    apply(features, hidden, adjacency, mixing) {
      if (hidden.length !== sizes.length - 1) {
        throw new Error(`graphTower: ${sizes.length - 1} layers of the encoder are to be taken in, got ${hidden.length}.`);
      }
      return layers.reduce((z, layer, l) => {
        const input = l === 0 ? features : mixed(z, hidden[l - 1], epsilonOf(mixing, l, layers.length));
        return layer.apply(adjacency, input);
      }, features);
    },
    dispose: () => disposeVariables(variables),
  };
}

/** ε of layer `l` of `layers`; layer 0 has nothing to mix. */
export function epsilonOf({ epsilon, last = true }: Mixing, l: number, layers: number): number {
  return l === layers - 1 && !last ? 0 : epsilon;
}

/** (1 − ε) z + ε h, of two tensors of one shape. */
export function mixed(z: tf.Tensor2D, h: tf.Tensor2D, epsilon: number): tf.Tensor2D {
  return tf.add(tf.mul(z, 1 - epsilon), tf.mul(h, epsilon));
}
