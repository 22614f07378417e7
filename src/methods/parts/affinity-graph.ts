import type { Matrix } from "../../core/matrix";
import { packedSmallest } from "../../nn/kernels/top-k-rows";
import { nearestNeighbours } from "../../nn/nearest-neighbours";
import * as tf from "../../nn/tfjs";
import { giveUpThread } from "../../nn/turn-work";
import { type NeighbourLists, neighbourGraph, type SparseMatrix } from "../../numerics/sparse-matrix";
import { selfExpression } from "./self-expression";

export interface AffinityOptions {
  /** Nearest by cosine, or what best expresses an image by the others. */
  readonly by: "neighbours" | "self-expression";
  /** k: edges that each image chooses. */
  readonly neighbours: number;
  /** ρ of the self-expression. */
  readonly ridge: number;
  readonly signal: AbortSignal;
}

/** Whom each image is tied to most strongly, and a look at some of the affinities behind it. */
export interface AffinityGraph {
  /** k */
  readonly k: number;
  /** [n, k], strongest first. */
  readonly indices: Int32Array;
  /** [m, m] affinities among the images that were asked for, diagonal 0. */
  readonly sample: Float32Array;
}

/** Entries of a block of n columns that are made at once. */
const entriesAtOnce = 2 ** 21;

/**
 * The graph A = |C| + |Cᵀ| cut to the k strongest edges of each image, from features [n, f] of unit length: C holds each image's k nearest
 * by their cosines, or its self-expression (exact up to 3,000 images or values, see `selfExpression`). `sample` are the images whose affinities are shown.
 */
export async function affinityGraph(features: Matrix, sample: Int32Array, options: AffinityOptions): Promise<AffinityGraph> {
  const { by, neighbours, ridge, signal } = options;
  const n = features.rows;
  const k = Math.min(neighbours, n - 1);
  if (k <= 0) return { k: 0, indices: new Int32Array(0), sample: new Float32Array(sample.length ** 2) };
  const giveWay = async () => {
    await giveUpThread();
    signal.throwIfAborted();
  };
  if (by === "neighbours") {
    const found = await nearestNeighbours(features, k, { metric: "cosine", signal });
    const weights = found.distances.map((distance) => Math.max(0, 1 - distance));
    const graph = await neighbourGraph({ k: found.k, indices: found.indices, weights }, n, "mean", giveWay);
    return { k, indices: strongestOf(graph, k), sample: affinities(features, sample, 1) };
  }
  const { rows, factor } = await selfExpression(features, ridge, giveWay);
  return { k, indices: await strongestProducts(rows, k, giveWay), sample: affinities(rows, sample, factor) };
}

/** The edges of a graph in which either end's choice counts. */
export function edgesOf({ k, indices }: Pick<AffinityGraph, "k" | "indices">, n: number): Promise<SparseMatrix> {
  return neighbourGraph({ k, indices } satisfies NeighbourLists, n, "either");
}

/** The k columns of largest weight of each row, the lower one first among equals; every row has k. */
function strongestOf({ rows, starts, columns, values }: SparseMatrix, k: number): Int32Array {
  const indices = new Int32Array(rows * k);
  for (let r = 0; r < rows; r++) {
    const edges = Array.from({ length: starts[r + 1] - starts[r] }, (_, e) => starts[r] + e);
    edges.sort((a, b) => values[b] - values[a] || columns[a] - columns[b]);
    for (let e = 0; e < k; e++) indices[r * k + e] = columns[edges[e]];
  }
  return indices;
}

/** For each row of y [n, f] the k others with the largest |y_i · y_j|: [n, k], in blocks of rows. */
async function strongestProducts(
  { rows: n, cols: f, data }: Matrix,
  k: number,
  giveWay: () => Promise<void>,
): Promise<Int32Array> {
  const indices = new Int32Array(n * k);
  const all = tf.tensor2d(data, [n, f]);
  try {
    const size = Math.max(1, Math.floor(entriesAtOnce / n));
    for (let from = 0; from < n; from += size) {
      const count = Math.min(size, n - from);
      const packed = tf.tidy(() => {
        const products = tf.abs(tf.matMul(tf.slice(all, [from, 0], [count, f]), all, false, true));
        const own = tf.oneHot(tf.range(from, from + count, 1, "int32"), n);
        // Itself comes last.
        return packedSmallest(tf.sub(tf.mul(own, 1e30), products) as tf.Tensor2D, k);
      });
      const values = await packed.data();
      packed.dispose();
      for (let i = 0; i < count; i++) for (let e = 0; e < k; e++) indices[(from + i) * k + e] = values[i * 2 * k + k + e];
      await giveWay();
    }
  } finally {
    all.dispose();
  }
  return indices;
}

function affinities({ cols, data }: Matrix, sample: Int32Array, factor: number): Float32Array {
  const m = sample.length;
  const found = new Float32Array(m * m);
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < i; j++) {
      let sum = 0;
      for (let c = 0; c < cols; c++) sum += data[sample[i] * cols + c] * data[sample[j] * cols + c];
      found[i * m + j] = found[j * m + i] = factor * Math.abs(sum);
    }
  }
  return found;
}
