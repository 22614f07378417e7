import { type Matrix, matrix } from "../../core/matrix";
import * as tf from "../../nn/tfjs";
import { readValues } from "../../nn/variables";
import { choleskyInverse } from "../../numerics/cholesky";
import { Pace } from "../../numerics/pace";

/** Rows that are multiplied at once. */
const rowsAtOnce = 1024;

/**
 * Self-expression in closed form: C [n, n] that makes ‖C‖² + ‖H − CH‖²/ρ least for features H [n, f], that is C = (G + ρI)⁻¹G with G = HHᵀ
 * (Ji et al. 2017, without their condition on the diagonal). Never n × n where f is smaller: C = H (HᵀH + ρI)⁻¹ Hᵀ as well.
 *
 * Returns Y [n, min(n, f)] and a factor such that |C_ij| = factor · |y_i · y_j| for i ≠ j. min(n, f)³ multiply-adds in double precision.
 */
export async function selfExpression(
  features: Matrix,
  ridge: number,
  giveWay: () => Promise<void>,
): Promise<{ readonly rows: Matrix; readonly factor: number }> {
  const { rows: n, cols: f, data } = features;
  const small = Math.min(n, f);
  const pace = new Pace(giveWay);
  const gram = n <= f ? await productsOfRows(features, pace) : await productsOfColumns(features, pace);
  for (let i = 0; i < small; i++) gram[i * small + i] += ridge;
  const found = await choleskyInverse(gram, small, pace);
  if (!found) throw new Error("self-expression: the features are not finite, or the ridge is not positive.");
  const inverse = Float32Array.from(found.inverse);
  // (G + ρI)⁻¹ = L⁻ᵀL⁻¹ and C = I − ρ(G + ρI)⁻¹: column i of L⁻¹ is what expresses image i.
  if (n <= f) return { rows: transposed(inverse, n), factor: ridge };
  const rows = matrix(new Float32Array(n * small), n, small);
  for (let from = 0; from < n; from += rowsAtOnce) {
    const part = data.slice(from * f, (from + rowsAtOnce) * f);
    const made = tf.tidy(() => tf.matMul(tf.tensor2d(part, [part.length / f, f]), tf.tensor2d(inverse, [f, f]), false, true));
    rows.data.set(await readValues(made), from * f);
    made.dispose();
    await giveWay();
  }
  return { rows, factor: 1 };
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
