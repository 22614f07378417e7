import type { Pace } from "../../numerics/pace";
import type { Forces } from "./forces";

/** A pair's cost in turns, in multiply-adds: beside them it divides, and reads and writes sums; beyond the plane it takes a power. */
const workOfPlanePair = 20;
const workOfPair = 150;

/**
 * The forces of all pairs, for layouts of any dimension. The kernel's degrees of freedom are one less than the dimensions, as more
 * room needs lighter tails (van der Maaten, Learning a parametric embedding by preserving local structure, AISTATS 2009); 1 in the
 * plane. `joint` [n (n - 1) / 2] are the p_ij of the pairs (i, j > i) in order.
 */
export class ExactForces implements Forces {
  readonly attraction: Float64Array;
  readonly repulsion: Float64Array;
  readonly factor: number;
  readonly #joint: Float64Array;
  readonly #n: number;
  readonly #dimensions: number;

  constructor(joint: Float64Array, n: number, dimensions: number) {
    this.#joint = joint;
    this.#n = n;
    this.#dimensions = dimensions;
    this.attraction = new Float64Array(n * dimensions);
    this.repulsion = new Float64Array(n * dimensions);
    const freedom = degreesOfFreedom(dimensions);
    this.factor = (2 * (freedom + 1)) / freedom;
  }

  async measure(layout: Float64Array, pace: Pace): Promise<number> {
    this.attraction.fill(0);
    this.repulsion.fill(0);
    const cost = this.#dimensions === 2 ? workOfPlanePair : workOfPair;
    let sum = 0;
    for (let i = 0, pair = 0; i < this.#n; i++) {
      sum += this.#dimensions === 2 ? this.#planeRow(i, pair, layout) : this.#row(i, pair, layout);
      pair += this.#n - i - 1;
      if (pace.spend((this.#n - i) * cost)) await pace.turn();
    }
    return 2 * sum;
  }

  /** Pairs (i, j > i), the first of them number `pair`, in the plane. */
  #planeRow(i: number, pair: number, y: Float64Array): number {
    const { attraction, repulsion } = this;
    const joint = this.#joint;
    const x0 = y[2 * i];
    const x1 = y[2 * i + 1];
    let [a0, a1, r0, r1, sum] = [0, 0, 0, 0, 0];
    for (let q = 2 * i + 2, end = 2 * this.#n; q < end; q += 2, pair++) {
      const d0 = x0 - y[q];
      const d1 = x1 - y[q + 1];
      const w = 1 / (1 + d0 * d0 + d1 * d1);
      sum += w;
      const a = joint[pair] * w;
      const r = w * w;
      a0 += a * d0;
      a1 += a * d1;
      r0 += r * d0;
      r1 += r * d1;
      attraction[q] -= a * d0;
      attraction[q + 1] -= a * d1;
      repulsion[q] -= r * d0;
      repulsion[q + 1] -= r * d1;
    }
    attraction[2 * i] += a0;
    attraction[2 * i + 1] += a1;
    repulsion[2 * i] += r0;
    repulsion[2 * i + 1] += r1;
    return sum;
  }

  /** The same in any number of dimensions. */
  #row(i: number, pair: number, y: Float64Array): number {
    const { attraction, repulsion } = this;
    const dimensions = this.#dimensions;
    const freedom = degreesOfFreedom(dimensions);
    const own = i * dimensions;
    let sum = 0;
    for (let j = i + 1; j < this.#n; j++, pair++) {
      const other = j * dimensions;
      let squared = 0;
      for (let c = 0; c < dimensions; c++) squared += (y[own + c] - y[other + c]) ** 2;
      const w = 1 / (1 + squared / freedom);
      const q = w ** ((freedom + 1) / 2);
      sum += q;
      for (let c = 0; c < dimensions; c++) {
        const along = w * (y[own + c] - y[other + c]);
        attraction[own + c] += this.#joint[pair] * along;
        attraction[other + c] -= this.#joint[pair] * along;
        repulsion[own + c] += q * along;
        repulsion[other + c] -= q * along;
      }
    }
    return sum;
  }
}

function degreesOfFreedom(dimensions: number): number {
  return Math.max(1, dimensions - 1);
}
