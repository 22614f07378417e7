import type { Matrix } from "../../core/matrix";
import type { Rng } from "../../core/rng";
import type { GiveWay } from "../../core/turns";
import { leadingAxes } from "../../numerics/leading-axes";
import { Pace } from "../../numerics/pace";
import type { Factors } from "./nonnegative-factors";

export type FactorInit = "nndsvd" | "nndsvda" | "random";

/** Entries below it become 0, as in scikit-learn. */
const negligible = 1e-6;

/**
 * Where the factors of X [n, d] start, k of them: by non-negative double singular value decomposition (Boutsidis and Gallopoulos 2008), its
 * zeros left (`nndsvd`) or filled with the mean of X (`nndsvda`), or at random (`random`) around the root of mean / k. As scikit-learn does.
 * The decompositions need k up to min(n, d).
 */
export async function startFactors(points: Matrix, k: number, init: FactorInit, rng: Rng, giveWay?: GiveWay): Promise<Factors> {
  const pace = new Pace(giveWay);
  const { rows: n, cols: d } = points;
  const mean = await meanOf(points, pace);
  if (init === "random") {
    const around = Math.sqrt(mean / k);
    const stream = rng.fork("factors");
    const draw = () => Math.abs(around * stream.normal());
    const h = Float64Array.from({ length: k * d }, draw);
    return { h, w: Float64Array.from({ length: n * k }, draw) };
  }
  const { axes } = await leadingAxes(points, null, k, rng.fork("singular vectors"), giveWay);
  const factors = { w: await products(points, axes, k, pace), h: axes.slice() };
  for (let j = 0; j < k; j++) halve(factors, n, d, k, j);
  const fill = init === "nndsvda" ? mean : 0;
  for (const values of [factors.w, factors.h])
    for (let p = 0; p < values.length; p++) if (values[p] < negligible) values[p] = fill;
  return factors;
}

/**
 * Turns column j of W = X V = U S and row j of H = Vᵀ into a non-negative pair: the magnitudes of the first, of the others either the positive
 * halves of both or the negative ones, whichever weigh more.
 */
function halve({ w, h }: Factors, n: number, d: number, k: number, j: number): void {
  const u = (sign: 1 | -1, i: number) => Math.max(0, sign * w[i * k + j]);
  const v = (sign: 1 | -1, c: number) => Math.max(0, sign * h[j * d + c]);
  const length = (values: (index: number) => number, count: number) => {
    let sum = 0;
    for (let index = 0; index < count; index++) sum += values(index) ** 2;
    return Math.sqrt(sum);
  };
  const singular = length((i) => w[i * k + j], n);
  if (j === 0) {
    // Both of one sign but for rounding (Perron and Frobenius).
    const root = Math.sqrt(singular);
    for (let i = 0; i < n; i++) w[i * k] = singular > 0 ? Math.abs(w[i * k]) / root : 0;
    for (let c = 0; c < d; c++) h[c] = root * Math.abs(h[c]);
    return;
  }
  const lengths = (sign: 1 | -1) => [length((i) => u(sign, i), n), length((c) => v(sign, c), d)] as const;
  const [plus, minus] = [lengths(1), lengths(-1)];
  const sign = plus[0] * plus[1] > minus[0] * minus[1] ? 1 : -1;
  const [ofU, ofV] = sign === 1 ? plus : minus;
  // S_j times the share of the half, split evenly: the lengths of U's halves are those of W's over S_j.
  const root = Math.sqrt(ofU * ofV);
  for (let i = 0; i < n; i++) w[i * k + j] = ofU > 0 ? (root * u(sign, i)) / ofU : 0;
  for (let c = 0; c < d; c++) h[j * d + c] = ofV > 0 ? (root * v(sign, c)) / ofV : 0;
}

/** X Vᵀ [n, k] */
async function products({ data, rows, cols: d }: Matrix, axes: Float64Array, k: number, pace: Pace): Promise<Float64Array> {
  const out = new Float64Array(rows * k);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < k; j++) {
      let sum = 0;
      for (let c = 0, p = i * d, q = j * d; c < d; c++, p++, q++) sum += data[p] * axes[q];
      out[i * k + j] = sum;
    }
    if (pace.spend(k * d)) await pace.turn();
  }
  return out;
}

async function meanOf({ data, rows, cols }: Matrix, pace: Pace): Promise<number> {
  let sum = 0;
  for (let i = 0, p = 0; i < rows; i++) {
    for (const end = p + cols; p < end; p++) sum += data[p];
    if (pace.spend(cols)) await pace.turn();
  }
  return sum / data.length;
}
