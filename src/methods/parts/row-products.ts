import type { Matrix } from "../../core/matrix";
import * as tf from "../../nn/tfjs";
import { imagesAtOnce } from "../../nn/turn-work";
import type { Pace } from "../../numerics/pace";

/** Rows of a block, at most: beyond, a product grows no faster, only the memory it takes. */
const mostRows = 2048;

/**
 * Hands out, block by block, the rows (x_i − m) Mᵀ of `points` [n, d] for a `matrix` M [d, d], multiplied by tfjs in single precision: `take`
 * gets a block's rows and the index of its first. Gives up the thread after each block.
 */
export async function transformRows(
  points: Matrix,
  mean: Float64Array,
  factor: Float64Array,
  pace: Pace,
  take: (rows: Float32Array, from: number) => void,
): Promise<void> {
  const { rows: n, cols: d, data } = points;
  const size = blockSize(d);
  const right = tf.tensor2d(Float32Array.from(factor), [d, d]);
  try {
    for (let from = 0; from < n; from += size) {
      const count = Math.min(size, n - from);
      const block = new Float32Array(count * d);
      for (let i = 0, p = 0, q = from * d; i < count; i++) for (let j = 0; j < d; j++) block[p++] = data[q++] - mean[j];
      take(await productOf(block, [count, d], (left) => tf.matMul(left, right, false, true)), from);
      await pace.turn();
    }
  } finally {
    right.dispose();
  }
}

/**
 * Σ w_i (x_i − m)(x_i − m)ᵀ [d, d] over the points whose weight counts, multiplied by tfjs in single precision in blocks of rows that are
 * added up in double. `weight(i)` of 0 leaves point i out, which is what makes it quick. Gives up the thread after each block.
 */
export async function weightedScatter(
  points: Matrix,
  mean: Float64Array,
  weight: (i: number) => number,
  pace: Pace,
): Promise<Float64Array> {
  const { rows: n, cols: d, data } = points;
  const size = Math.min(n, blockSize(d));
  const sum = new Float64Array(d * d);
  const block = new Float32Array(size * d);
  let count = 0;
  const flush = async () => {
    if (count === 0) return;
    const rows = block.slice(0, count * d);
    const product = await productOf(rows, [count, d], (left) => tf.matMul(left, left, true, false));
    for (let p = 0; p < sum.length; p++) sum[p] += product[p];
    count = 0;
    await pace.turn();
  };
  for (let i = 0; i < n; i++) {
    const root = Math.sqrt(weight(i));
    if (root === 0) continue;
    for (let j = 0, p = count * d, q = i * d; j < d; j++) block[p++] = root * (data[q++] - mean[j]);
    if (++count === size) await flush();
  }
  await flush();
  return sum;
}

function blockSize(d: number): number {
  return Math.min(mostRows, imagesAtOnce(d * d));
}

async function productOf(
  values: Float32Array,
  shape: [number, number],
  multiply: (left: tf.Tensor2D) => tf.Tensor,
): Promise<Float32Array> {
  const product = tf.tidy(() => multiply(tf.tensor2d(values, shape)));
  try {
    return (await product.data()) as Float32Array;
  } finally {
    product.dispose();
  }
}
