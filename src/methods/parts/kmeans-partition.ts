import type { Matrix } from "../../core/matrix";
import { atOnce, type InParts, rangesOf } from "./kmeans-turns";
import { squaredDistanceAt } from "./squared-distance";

/** Relative and absolute room left for rounding before a bound may rule a centre out; so ties are always computed. */
const relativeRoom = 1 + 1e-9;
const absoluteRoom = 1e-10;
/** Above this many (point, centre) pairs the lower bounds are not kept (128 MB); the result is the same, only slower. */
const mostBounds = 1 << 24;
/** Sums are taken anew, not amended, once more than this share of the points changed cluster. */
const amendShare = 0.25;

/**
 * A partition of points among k centres and what Lloyd's two steps need.
 *
 * `assign` gives every point to its nearest centre (the lowest index among equals) and skips the distances that triangle
 * inequalities rule out (Elkan, Using the triangle inequality to accelerate k-means, ICML 2003). The bounds are kept
 * relative to the way each centre has come, `drift`, so that a moved centre costs nothing per point. Labels are those of
 * plain Lloyd exactly: a centre is skipped only when it is farther beyond all rounding.
 *
 * Centres are float32 means of float64 sums, so that they do not depend on the order in which points were added, and
 * a run can go on from saved centres.
 *
 * Its steps are generators that yield between parts of 5 to 10 ms; cutting them changes no bit.
 */
export class Partition {
  /** [n] */
  readonly labels: Int32Array;
  /** [n] distance to the own centre is at most `upper[i] + drift[labels[i]]`. */
  readonly upper: Float64Array;
  /** [n, k] distance to centre j is at least `lower[i * k + j] - drift[j]`; null where it would take too much memory. */
  readonly lower: Float64Array | null;
  /** [k] */
  readonly counts: Int32Array;
  /** [k, d] */
  readonly sums: Float64Array;
  readonly #drift: Float64Array;
  readonly #changed: Int32Array;
  readonly #changedFrom: Int32Array;
  #changedCount = 0;
  #summed = false;

  /** `spread` is the root of the total variance, the data's own unit of length. */
  constructor(
    readonly points: Matrix,
    readonly centres: Matrix,
    readonly spread: number,
  ) {
    const n = points.rows;
    const k = centres.rows;
    this.labels = new Int32Array(n);
    this.upper = new Float64Array(n).fill(Number.POSITIVE_INFINITY);
    this.lower = n * k <= mostBounds ? new Float64Array(n * k) : null;
    this.counts = new Int32Array(k);
    this.sums = new Float64Array(k * points.cols);
    this.#drift = new Float64Array(k);
    this.#changed = new Int32Array(n);
    this.#changedFrom = new Int32Array(n);
  }

  /** Gives every point to its nearest centre; returns how many changed. */
  assign(): number {
    return atOnce(this.assignInParts());
  }

  *assignInParts(): InParts<number> {
    const { rows: n, cols: d } = this.points;
    const between = halfDistances(this.centres);
    this.#changedCount = 0;
    for (const [from, to] of rangesOf(n, this.centres.rows * d)) {
      this.#assignRange(from, to, between);
      if (to < n) yield;
    }
    return this.#changedCount;
  }

  #assignRange(from: number, to: number, { half, nearest }: ReturnType<typeof halfDistances>): void {
    const { points, centres, labels, upper, lower } = this;
    const { cols: d, data } = points;
    const { rows: k, data: centre } = centres;
    const drift = this.#drift;
    const room = absoluteRoom * this.spread;
    let count = this.#changedCount;
    for (let i = from; i < to; i++) {
      const before = labels[i];
      let own = before;
      let reach = upper[i] + drift[own];
      if (reach * relativeRoom + room < nearest[own]) continue;
      let ownSquared = -1;
      for (let j = 0; j < k; j++) {
        if (j === own) continue;
        const known = lower === null ? 0 : lower[i * k + j] - drift[j];
        const bound = Math.max(known, half[own * k + j]);
        if (reach * relativeRoom + room < bound) continue;
        if (ownSquared < 0) {
          ownSquared = squaredDistanceAt(data, i * d, centre, own * d, d);
          reach = Math.sqrt(ownSquared);
          if (lower !== null) lower[i * k + own] = reach + drift[own];
          if (reach * relativeRoom + room < bound) continue;
        }
        const squared = squaredDistanceAt(data, i * d, centre, j * d, d);
        const distance = Math.sqrt(squared);
        if (lower !== null) lower[i * k + j] = distance + drift[j];
        if (squared < ownSquared || (squared === ownSquared && j < own)) {
          own = j;
          ownSquared = squared;
          reach = distance;
        }
      }
      if (ownSquared >= 0) upper[i] = reach - drift[own];
      if (own !== before) {
        labels[i] = own;
        this.#changed[count] = i;
        this.#changedFrom[count++] = before;
      }
    }
    this.#changedCount = count;
  }

  /**
   * Brings `sums` and `counts` up to date with the labels and fills empty clusters: each, by index, takes the point
   * farthest from its own centre (the lowest index among equals) out of those that leave company behind. One that
   * finds no such point, because all lie on their centres, stays empty. Returns the sum of squared shifts of the centres.
   */
  update(): number {
    return atOnce(this.updateInParts());
  }

  *updateInParts(): InParts<number> {
    yield* this.#sum();
    for (let j = 0; j < this.counts.length; j++) if (this.counts[j] === 0) yield* this.#fill(j);
    return this.#moveCentres();
  }

  /** Sum over the points of the squared distance to their own centre. */
  *inertiaInParts(): InParts<number> {
    const { points, centres, labels } = this;
    const { rows: n, cols: d } = points;
    let sum = 0;
    for (const [from, to] of rangesOf(n, d)) {
      for (let i = from; i < to; i++) sum += squaredDistanceAt(points.data, i * d, centres.data, labels[i] * d, d);
      if (to < n) yield;
    }
    return sum;
  }

  *#sum(): InParts<void> {
    const { labels, counts, sums } = this;
    const { rows: n, cols: d } = this.points;
    if (this.#summed && this.#changedCount <= amendShare * n) {
      for (const [from, to] of rangesOf(this.#changedCount, 2 * d)) {
        for (let c = from; c < to; c++) {
          const i = this.#changed[c];
          this.#add(i, this.#changedFrom[c], -1);
          this.#add(i, labels[i], 1);
        }
        if (to < this.#changedCount) yield;
      }
      return;
    }
    counts.fill(0);
    sums.fill(0);
    for (const [from, to] of rangesOf(n, d)) {
      for (let i = from; i < to; i++) this.#add(i, labels[i], 1);
      if (to < n) yield;
    }
    this.#summed = true;
  }

  #add(i: number, cluster: number, sign: 1 | -1): void {
    const { sums } = this;
    const { data, cols: d } = this.points;
    this.counts[cluster] += sign;
    for (let p = i * d, q = cluster * d, end = p + d; p < end; p++, q++) sums[q] += sign * data[p];
  }

  *#fill(empty: number): InParts<void> {
    const { labels, counts, points, centres } = this;
    const { rows: n, cols: d } = points;
    let farthest = -1;
    let most = 0;
    for (const [from, to] of rangesOf(n, d)) {
      for (let i = from; i < to; i++) {
        if (counts[labels[i]] < 2) continue;
        const squared = squaredDistanceAt(points.data, i * d, centres.data, labels[i] * d, d);
        if (squared > most) {
          most = squared;
          farthest = i;
        }
      }
      if (to < n) yield;
    }
    if (farthest < 0) return;
    this.#add(farthest, labels[farthest], -1);
    this.#add(farthest, empty, 1);
    labels[farthest] = empty;
    this.upper[farthest] = Number.POSITIVE_INFINITY;
  }

  #moveCentres(): number {
    const { counts, sums, centres } = this;
    const d = centres.cols;
    let total = 0;
    for (let j = 0; j < centres.rows; j++) {
      if (counts[j] === 0) continue;
      let shift = 0;
      for (let q = j * d, end = q + d; q < end; q++) {
        const before = centres.data[q];
        centres.data[q] = sums[q] / counts[j];
        const difference = centres.data[q] - before;
        shift += difference * difference;
      }
      this.#drift[j] += Math.sqrt(shift);
      total += shift;
    }
    return total;
  }
}

/** Half the distance between each two centres [k, k], and for each centre the least of them [k]. */
function halfDistances(centres: Matrix): { half: Float64Array; nearest: Float64Array } {
  const { rows: k, cols: d, data } = centres;
  const half = new Float64Array(k * k);
  const nearest = new Float64Array(k).fill(Number.POSITIVE_INFINITY);
  for (let a = 0; a < k; a++) {
    for (let b = a + 1; b < k; b++) {
      const distance = Math.sqrt(squaredDistanceAt(data, a * d, data, b * d, d)) / 2;
      half[a * k + b] = distance;
      half[b * k + a] = distance;
      nearest[a] = Math.min(nearest[a], distance);
      nearest[b] = Math.min(nearest[b], distance);
    }
  }
  return { half, nearest };
}
