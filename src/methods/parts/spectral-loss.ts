import { type Matrix, matrix } from "../../core/matrix";
import { choleskyInverse } from "../../numerics/cholesky";
import type { Pace } from "../../numerics/pace";

/** Pairs of rows of a batch and how alike they are. */
export interface Affinities {
  /** [m] row of one, and of its partner. */
  readonly from: Int32Array;
  readonly to: Int32Array;
  /** [m] w > 0 */
  readonly weights: Float32Array;
}

/** Added to the diagonal of HᵀH, times its mean: keeps a direction that the outputs don't use from dividing by zero. */
const ridge = 1e-6;

/**
 * What makes the columns of outputs H [b, k] orthonormal: R [k, k] such that Y = H R has YᵀY = b I; R = √b L⁻ᵀ with HᵀH = L Lᵀ
 * (Shaham et al. 2018, section 3.2.1). Where an output is the same for all images it still is finite, owing to a small ridge.
 */
export async function orthonormaliser(outputs: Matrix, pace: Pace): Promise<Float64Array> {
  const { rows: b, cols: k } = outputs;
  const factor = await choleskyInverse(gram(outputs), k, pace);
  if (!factor) throw new Error("The spectral layer's outputs are not finite numbers any more; try a lower learning rate.");
  const r = new Float64Array(k * k);
  for (let i = 0; i < k; i++) for (let j = 0; j < k; j++) r[i * k + j] = Math.sqrt(b) * factor.inverse[j * k + i];
  return r;
}

/** H R: outputs [n, k] by an orthonormaliser [k, k]. */
export function orthonormalised({ data, rows, cols: k }: Matrix, r: Float64Array): Matrix {
  const out = new Float32Array(rows * k);
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < k; j++) {
      let sum = 0;
      for (let a = 0; a < k; a++) sum += data[i * k + a] * r[a * k + j];
      out[i * k + j] = sum;
    }
  return matrix(out, rows, k);
}

/**
 * The spectral layer's loss (Yang et al. 2019, eq. 10; Shaham et al. 2018, eq. 4): Σ w ‖y_i − y_j‖² over the given pairs, divided by the
 * sum of the weights, where Y is the batch's outputs H [b, k] made orthonormal; and its gradient to H [b, k].
 *
 * With D the sum of w (e_i − e_j)(e_i − e_j)ᵀ and C = HᵀH the loss is b / Σw · tr(C⁻¹ Hᵀ D H), however H is made orthonormal, and its
 * gradient 2 b / Σw (D H − H C⁻¹ HᵀDH) C⁻¹. On the host in double precision: C⁻¹ loses digits as columns become alike.
 */
export async function spectralLoss(
  outputs: Matrix,
  { from, to, weights }: Affinities,
  pace: Pace,
): Promise<{ readonly value: number; readonly gradient: Float32Array }> {
  const { data: h, rows: b, cols: k } = outputs;
  const factor = await choleskyInverse(gram(outputs), k, pace);
  if (!factor) throw new Error("The spectral layer's outputs are not finite numbers any more; try a lower learning rate.");
  const inverse = gramOf(factor.inverse, k);
  const pulled = new Float64Array(b * k);
  let total = 0;
  for (let e = 0; e < from.length; e++) {
    const [p, q, w] = [from[e] * k, to[e] * k, weights[e]];
    total += w;
    for (let a = 0; a < k; a++) {
      const difference = w * (h[p + a] - h[q + a]);
      pulled[p + a] += difference;
      pulled[q + a] -= difference;
    }
  }
  const scale = total > 0 ? b / total : 0;
  const inner = new Float64Array(k * k);
  for (let i = 0; i < b; i++)
    for (let a = 0; a < k; a++) for (let c = 0; c < k; c++) inner[a * k + c] += h[i * k + a] * pulled[i * k + c];
  let value = 0;
  for (let a = 0; a < k; a++) for (let c = 0; c < k; c++) value += scale * inverse[a * k + c] * inner[c * k + a];
  const shrink = multiplied(inverse, inner, k);
  const gradient = new Float32Array(b * k);
  const row = new Float64Array(k);
  for (let i = 0; i < b; i++) {
    for (let c = 0; c < k; c++) {
      let sum = pulled[i * k + c];
      for (let a = 0; a < k; a++) sum -= h[i * k + a] * shrink[a * k + c];
      row[c] = sum;
    }
    for (let c = 0; c < k; c++) {
      let sum = 0;
      for (let a = 0; a < k; a++) sum += row[a] * inverse[a * k + c];
      gradient[i * k + c] = 2 * scale * sum;
    }
  }
  return { value, gradient };
}

/** HᵀH [k, k] with its ridge. */
function gram({ data, rows, cols: k }: Matrix): Float64Array {
  const c = new Float64Array(k * k);
  for (let i = 0; i < rows; i++)
    for (let a = 0; a < k; a++) for (let b = 0; b < k; b++) c[a * k + b] += data[i * k + a] * data[i * k + b];
  let trace = 0;
  for (let a = 0; a < k; a++) trace += c[a * k + a];
  const added = (ridge * trace) / k;
  for (let a = 0; a < k; a++) c[a * k + a] += Math.max(added, 1e-30);
  return c;
}

/** C⁻¹ = L⁻ᵀ L⁻¹ from L⁻¹. */
function gramOf(l: Float64Array, k: number): Float64Array {
  const out = new Float64Array(k * k);
  for (let i = 0; i < k; i++)
    for (let j = 0; j < k; j++) for (let a = Math.max(i, j); a < k; a++) out[i * k + j] += l[a * k + i] * l[a * k + j];
  return out;
}

function multiplied(a: Float64Array, b: Float64Array, k: number): Float64Array {
  const out = new Float64Array(k * k);
  for (let i = 0; i < k; i++)
    for (let c = 0; c < k; c++) for (let j = 0; j < k; j++) out[i * k + j] += a[i * k + c] * b[c * k + j];
  return out;
}
