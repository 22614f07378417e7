import type { Matrix } from "../../core/matrix";
import type { InParts } from "./kmeans-turns";
import type { MergingClusters } from "./linkage-chain";
import { fillInSpreadOrder } from "./spread-order";

/** Columns between two looks at the limit. */
const stretch = 16;

/**
 * Clusters under Ward's linkage, by their sizes and means in double precision: O(n d) memory, and no rounding adds up from merge
 * to merge as it does in the recurrence of Lance and Williams. The distance of two clusters is 2 a b / (a + b) ‖p − q‖² for
 * sizes a, b and means p, q: twice what merging them adds to the sum of squares. Its root is the height, as in SciPy and
 * scikit-learn.
 */
export class WardClusters implements MergingClusters {
  readonly count: number;
  readonly workOfPair: number;
  nearestDistance = 0;
  readonly #cols: number;
  readonly #means: Float64Array;
  readonly #sizes: Float64Array;

  /** `means` [count, cols] are the images at first. Kept and changed. */
  private constructor(count: number, cols: number, means: Float64Array) {
    this.count = count;
    this.#cols = cols;
    this.workOfPair = 16 + Math.min(cols, 4 * stretch);
    this.#sizes = new Float64Array(count).fill(1);
    this.#means = means;
  }

  /** Every row of `points` as a cluster of its own. */
  static *of(points: Matrix): InParts<WardClusters> {
    const means = new Float64Array(points.rows * points.cols);
    // Where the columns of greatest spread come first, most pairs are known to be too far after a few of them.
    yield* fillInSpreadOrder(points, means);
    return new WardClusters(points.rows, points.cols, means);
  }

  nearest(x: number, before: number, living: Int32Array): number {
    let best = before < 0 ? Number.POSITIVE_INFINITY : this.#distance(x, before, Number.POSITIVE_INFINITY);
    let found = before;
    for (const y of living) {
      if (y === x || y === before) continue;
      const distance = this.#distance(x, y, best);
      if (distance < best || found < 0) {
        best = distance;
        found = y;
      }
    }
    this.nearestDistance = best;
    return found;
  }

  merge(x: number, y: number): void {
    const means = this.#means;
    const sizes = this.#sizes;
    const sum = sizes[x] + sizes[y];
    const cols = this.#cols;
    for (let c = 0, p = x * cols, q = y * cols; c < cols; c++, p++, q++)
      means[q] = (sizes[x] * means[p] + sizes[y] * means[q]) / sum;
    sizes[y] = sum;
  }

  heightOf(distance: number): number {
    return Math.sqrt(distance);
  }

  /** Infinity may stand for any distance of `limit` or more. */
  #distance(x: number, y: number, limit: number): number {
    const a = this.#sizes[x];
    const b = this.#sizes[y];
    const factor = (2 * a * b) / (a + b);
    const most = limit / factor;
    const means = this.#means;
    const cols = this.#cols;
    let p = x * cols;
    let q = y * cols;
    let s0 = 0;
    let s1 = 0;
    let s2 = 0;
    let s3 = 0;
    const end = p + cols;
    for (const whole = p + (cols & ~3); p < whole; ) {
      for (const pause = Math.min(p + stretch, whole); p < pause; p += 4, q += 4) {
        const d0 = means[p] - means[q];
        const d1 = means[p + 1] - means[q + 1];
        const d2 = means[p + 2] - means[q + 2];
        const d3 = means[p + 3] - means[q + 3];
        s0 += d0 * d0;
        s1 += d1 * d1;
        s2 += d2 * d2;
        s3 += d3 * d3;
      }
      if (s0 + s1 + (s2 + s3) > most) return Number.POSITIVE_INFINITY;
    }
    for (; p < end; p++, q++) {
      const d = means[p] - means[q];
      s0 += d * d;
    }
    return factor * (s0 + s1 + (s2 + s3));
  }
}
