import { type Matrix, matrix } from "../../core/matrix";
import * as tf from "../../nn/tfjs";
import { readValues } from "../../nn/variables";
import { choleskyInverse } from "../../numerics/cholesky";
import { Pace } from "../../numerics/pace";

/** Rows that are multiplied at once. */
const rowsAtOnce = 1024;
/** Images whose table of pairs is held, in double precision, where features have more values than that. */
const exactUpTo = 3000;
/** Images that stand for all in the features of more. */
const landmarks = 1000;
/** Added to the diagonal of the landmarks' products, of features of length 1: two landmarks may be the same picture. */
const jitter = 1e-6;

/**
 * Self-expression in closed form: C [n, n] that makes ‖C‖² + ‖H − CH‖²/ρ least for features H [n, f], that is C = (G + ρI)⁻¹G with G = HHᵀ
 * (Ji et al. 2017, without their condition on the diagonal). Never n × n where f is smaller: C = H (HᵀH + ρI)⁻¹ Hᵀ as well. Exact where n
 * or f is at most `limits.exactUpTo`; beyond that H is seen in the span of `limits.landmarks` of its rows (`inSpanOfLandmarks`).
 *
 * Returns Y [n, min(n, f)] and a factor such that |C_ij| = factor · |y_i · y_j| for i ≠ j. min(n, f)³ multiply-adds in double precision.
 */
export async function selfExpression(
  given: Matrix,
  ridge: number,
  giveWay: () => Promise<void>,
  limits = { exactUpTo, landmarks },
): Promise<{ readonly rows: Matrix; readonly factor: number }> {
  const pace = new Pace(giveWay);
  const tooLarge = Math.min(given.rows, given.cols) > limits.exactUpTo;
  const features = tooLarge ? await inSpanOfLandmarks(given, limits.landmarks, pace, giveWay) : given;
  const { rows: n, cols: f } = features;
  const small = Math.min(n, f);
  const gram = n <= f ? await productsOfRows(features, pace) : await productsOfColumns(features, pace);
  for (let i = 0; i < small; i++) gram[i * small + i] += ridge;
  const found = await choleskyInverse(gram, small, pace);
  if (!found) throw new Error("self-expression: the features are not finite, or the ridge is not positive.");
  const inverse = Float32Array.from(found.inverse);
  // (G + ρI)⁻¹ = L⁻ᵀL⁻¹ and C = I − ρ(G + ρI)⁻¹: column i of L⁻¹ is what expresses image i.
  if (n <= f) return { rows: transposed(inverse, n), factor: ridge };
  return { rows: await timesTransposed(features, [matrix(inverse, f, f)], giveWay), factor: 1 };
}

/**
 * H [n, f] as rows of m values whose products are those of H's projections on the span of m of its rows, evenly spread: G_nm G_mm⁻¹ G_mn, the
 * approximation of Nyström (Williams and Seeger 2001). Exact where these rows span all others.
 */
async function inSpanOfLandmarks(features: Matrix, m: number, pace: Pace, giveWay: () => Promise<void>): Promise<Matrix> {
  const { rows: n, cols: f, data } = features;
  const chosen = matrix(new Float32Array(m * f), m, f);
  for (let l = 0; l < m; l++) {
    const i = Math.floor(((l + 0.5) * n) / m);
    chosen.data.set(data.subarray(i * f, (i + 1) * f), l * f);
  }
  const gram = await productsOfRows(chosen, pace);
  for (let l = 0; l < m; l++) gram[l * m + l] += jitter;
  const found = await choleskyInverse(gram, m, pace);
  if (!found) throw new Error("self-expression: the features are not finite.");
  return timesTransposed(features, [chosen, matrix(Float32Array.from(found.inverse), m, m)], giveWay);
}

/** x Aᵀ Bᵀ … of x [n, f] and A [p, f], B [q, p] …, in blocks of rows. */
async function timesTransposed(x: Matrix, factors: readonly Matrix[], giveWay: () => Promise<void>): Promise<Matrix> {
  const cols = factors.at(-1)?.rows ?? x.cols;
  const product = matrix(new Float32Array(x.rows * cols), x.rows, cols);
  const tensors = factors.map((factor) => tf.tensor2d(factor.data, [factor.rows, factor.cols]));
  try {
    for (let from = 0; from < x.rows; from += rowsAtOnce) {
      const part = x.data.slice(from * x.cols, (from + rowsAtOnce) * x.cols);
      const made = tf.tidy(() =>
        tensors.reduce(
          (left, right) => tf.matMul(left, right, false, true) as tf.Tensor2D,
          tf.tensor2d(part, [part.length / x.cols, x.cols]),
        ),
      );
      product.data.set(await readValues(made), from * cols);
      made.dispose();
      await giveWay();
    }
  } finally {
    tf.dispose(tensors);
  }
  return product;
}

/** HHᵀ [n, n], its lower half. */
async function productsOfRows({ rows: n, cols: f, data }: Matrix, pace: Pace): Promise<Float64Array> {
  const products = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = 0;
      for (let c = 0, p = i * f, q = j * f; c < f; c++) sum += data[p++] * data[q++];
      products[i * n + j] = sum;
    }
    if (pace.spend(i * f)) await pace.turn();
  }
  return products;
}

/** HᵀH [f, f], its lower half: row by row as they lie in memory, leaving out the zeros of a ReLU. */
async function productsOfColumns({ rows: n, cols: f, data }: Matrix, pace: Pace): Promise<Float64Array> {
  const products = new Float64Array(f * f);
  for (let i = 0; i < n; i++) {
    const row = data.subarray(i * f, (i + 1) * f);
    for (let a = 0; a < f; a++) {
      const value = row[a];
      if (value === 0) continue;
      for (let b = 0, at = a * f; b <= a; b++) products[at++] += value * row[b];
    }
    if (pace.spend((f * f) / 2)) await pace.turn();
  }
  return products;
}

function transposed(values: Float32Array, size: number): Matrix {
  const out = new Float32Array(size * size);
  for (let i = 0; i < size; i++) for (let j = 0; j < size; j++) out[j * size + i] = values[i * size + j];
  return matrix(out, size, size);
}
