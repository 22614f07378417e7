import type { Matrix } from "../../core/matrix";
import type { GiveWay } from "../../core/turns";
import { Pace } from "../../numerics/pace";
import { multiply, rowSums, type SparseMatrix } from "../../numerics/sparse-matrix";
import { type FactorRows, passOverRows, tiny } from "./nonnegative-rows";

/** X ≈ W H, nothing negative. */
export interface Factors {
  /** [n, k] */
  readonly w: Float64Array;
  /** [k, d] */
  readonly h: Float64Array;
}

export interface FactorFit extends Factors {
  /** ½ |X − W H|² (+ ½ λ tr Wᵀ L W), as it was after each iteration. */
  readonly losses: readonly number[];
  readonly converged: boolean;
}

export interface FactorOptions {
  /** `cd`: coordinate descent; `mu`: multiplicative updates, with a graph too. */
  readonly solver: "cd" | "mu";
  /** Symmetric [n, n]: the rows of W of joined points are drawn together. With `mu` only. */
  readonly graph?: { readonly edges: SparseMatrix; readonly lambda: number };
  readonly tolerance: number;
  readonly maxIterations: number;
  readonly giveWay?: GiveWay;
  /** Hears of every iteration. */
  readonly report?: (iterations: number) => void;
}

/**
 * Non-negative factors of X [n, d] for the Frobenius norm, from `start`, which is left as it is; W first, then H.
 *
 * `cd` minimises by one entry after another (Cichocki and Phan 2009, HALS) and ends once the projected gradient's magnitude fell to `tolerance`
 * times its first value. `mu` is Lee and Seung's rule, with a graph that of Cai et al. 2011 (GNMF, eqs. 14 and 15), under which the loss
 * never rises; it ends once ten iterations lower its root by less than `tolerance` times the root at the start. Both as
 * scikit-learn's NMF does. One pass through X an iteration, in double precision; no [n, d] matrix beside X.
 */
export async function factorise(points: Matrix, start: Factors, options: FactorOptions): Promise<FactorFit> {
  const { cols: d } = points;
  const { solver, graph, tolerance, maxIterations, report } = options;
  const k = start.h.length / d;
  const factors = { w: start.w.slice(), h: start.h.slice() };
  const pace = new Pace(options.giveWay);
  const smoother = graph ? new Smoother(graph.edges, graph.lambda, k) : null;
  const squares = await sumOfSquares(points, pace);
  const losses: number[] = [];
  let reference: number | null = null;
  let before = 0;
  for (let iteration = 1; iteration <= maxIterations; iteration++) {
    await smoother?.look(factors.w, pace);
    const atStart = solver === "mu" && reference === null;
    const startPenalty = atStart && smoother ? await smoother.penalty(factors.w, pace) : 0;
    const pass = await passOverRows(points, factors, solver, smoother, pace);
    if (atStart) {
      const startSquares = Math.max(0, squares + pass.startSquares);
      reference = Math.sqrt(startSquares);
      // Of the whole loss, which later ones are compared with.
      before = Math.sqrt(startSquares + 2 * startPenalty);
    }
    const violation = pass.violation + (solver === "cd" ? descend(factors.h, pass, k, d) : scaleUp(factors.h, pass, k, d));
    losses.push(lossOf(factors.h, pass, squares, k, d) + (smoother ? await smoother.penalty(factors.w, pace) : 0));
    report?.(iteration);
    if (solver === "cd") {
      reference ??= violation;
      if (reference === 0 || violation / reference <= tolerance) return { ...factors, losses, converged: true };
    } else if (iteration % 10 === 0 && tolerance > 0) {
      const now = Math.sqrt(2 * losses[losses.length - 1]);
      if ((before - now) / (reference ?? 1) < tolerance) return { ...factors, losses, converged: true };
      before = now;
    }
  }
  return { ...factors, losses, converged: false };
}

/** The pull of a graph on W: λ A W and λ D W. */
export class Smoother {
  /** [n, k] λ A W of the W that was looked at last. */
  readonly pull: Float64Array;
  /** [n] λ times the sums of A's rows. */
  readonly degrees: Float64Array;

  constructor(
    private readonly edges: SparseMatrix,
    private readonly lambda: number,
    private readonly k: number,
  ) {
    this.pull = new Float64Array(edges.rows * k);
    this.degrees = rowSums(edges).map((degree) => lambda * degree);
  }

  async look(w: Float64Array, pace: Pace): Promise<void> {
    const n = this.edges.rows;
    const column = new Float64Array(n);
    const image = new Float64Array(n);
    for (let j = 0; j < this.k; j++) {
      for (let i = 0; i < n; i++) column[i] = w[i * this.k + j];
      multiply(this.edges, column, image);
      for (let i = 0; i < n; i++) this.pull[i * this.k + j] = this.lambda * image[i];
      if (pace.spend(2 * this.edges.values.length + 2 * n)) await pace.turn();
    }
  }

  /** ½ λ tr Wᵀ (D − A) W */
  async penalty(w: Float64Array, pace: Pace): Promise<number> {
    await this.look(w, pace);
    let sum = 0;
    for (let p = 0; p < w.length; p++) sum += w[p] * (this.degrees[Math.floor(p / this.k)] * w[p] - this.pull[p]);
    return sum / 2;
  }
}

/** One round of coordinate descent over H [k, d]; gives the sum of magnitudes of the projected gradient that it met. */
function descend(h: Float64Array, { wx, ww }: FactorRows, k: number, d: number): number {
  let violation = 0;
  for (let t = 0; t < k; t++) {
    const curvature = ww[t * k + t];
    for (let c = 0; c < d; c++) {
      let gradient = -wx[t * d + c];
      for (let r = 0; r < k; r++) gradient += ww[t * k + r] * h[r * d + c];
      const now = h[t * d + c];
      violation += Math.abs(now === 0 ? Math.min(0, gradient) : gradient);
      if (curvature !== 0) h[t * d + c] = Math.max(0, now - gradient / curvature);
    }
  }
  return violation;
}

/** H ← H ∘ WᵀX / WᵀW H */
function scaleUp(h: Float64Array, { wx, ww }: FactorRows, k: number, d: number): number {
  const before = h.slice();
  for (let t = 0; t < k; t++) {
    for (let c = 0; c < d; c++) {
      let denominator = 0;
      for (let r = 0; r < k; r++) denominator += ww[t * k + r] * before[r * d + c];
      h[t * d + c] *= wx[t * d + c] / (denominator === 0 ? tiny : denominator);
    }
  }
  return 0;
}

/** ½ |X − W H|² = ½ (|X|² − 2 tr Hᵀ WᵀX + tr WᵀW HHᵀ) */
function lossOf(h: Float64Array, { wx, ww }: FactorRows, squares: number, k: number, d: number): number {
  let cross = 0;
  for (let p = 0; p < h.length; p++) cross += wx[p] * h[p];
  let product = 0;
  for (let s = 0; s < k; s++)
    for (let t = 0; t < k; t++) {
      let along = 0;
      for (let c = 0; c < d; c++) along += h[s * d + c] * h[t * d + c];
      product += ww[s * k + t] * along;
    }
  return Math.max(0, (squares - 2 * cross + product) / 2);
}

async function sumOfSquares({ data, rows, cols }: Matrix, pace: Pace): Promise<number> {
  let sum = 0;
  for (let i = 0, p = 0; i < rows; i++) {
    for (const end = p + cols; p < end; p++) sum += data[p] * data[p];
    if (pace.spend(cols)) await pace.turn();
  }
  return sum;
}
