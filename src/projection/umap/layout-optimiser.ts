import type { Rng } from "../../core/rng";
import type { Curve } from "./curve";
import { attraction, forceAt, repulsion } from "./force-table";
import type { Schedule } from "./schedule";

export interface OptimiserOptions {
  readonly curve: Curve;
  /** Over which the learning rate falls: those of the schedule. */
  readonly epochs: number;
  /** Strangers that an end of an edge is pushed away from, each time the edge is drawn. */
  readonly negatives: number;
  /** Factor of the push. */
  readonly strength: number;
  /** Length of the first epoch's steps; falls evenly to 0. */
  readonly rate: number;
  /** Draws the strangers; forked, so it does not advance. */
  readonly rng: Rng;
}

const greatestStep = 4;
/** A draw is worth so many visits of an edge, and each stranger as much again. */
const drawWork = 4;

/**
 * Stochastic gradient descent on the cross entropy between the edges' weights and the similarities in the layout, with negative samples
 * (McInnes, Healy & Melville 2018, section 4.2, algorithm 5; umap-learn's optimize_layout_euclidean). An edge is drawn
 * once in (greatest weight / weight) epochs; each coordinate of a step is clipped to ±4 times the learning rate.
 *
 * Departs from umap-learn in two small ways: every draw takes `negatives` strangers, where umap-learn keeps a schedule of them that
 * comes to the same in the mean; and points at the very same place don't push each other, as they do there, all in one direction.
 */
export class LayoutOptimiser {
  /** Epochs that have ended. */
  epoch = 0;
  readonly #n: number;
  readonly #dimensions: number;
  readonly #layout: Float32Array;
  readonly #starts: Int32Array;
  readonly #ends: Int32Array;
  readonly #periods: Float32Array;
  /** The epoch in which each edge is drawn next; epochs count from 1. */
  readonly #next: Float32Array;
  readonly #pull: Float32Array;
  readonly #push: Float32Array;
  readonly #epochs: number;
  readonly #negatives: number;
  readonly #rate: number;
  /** First row that this epoch hasn't come to. */
  #row = 0;
  /** xorshift32 (Marsaglia 2003): never 0. */
  #random: number;

  /** Moves `layout` [n, dimensions] in place. */
  constructor({ starts, ends, periods }: Schedule, layout: Float32Array, dimensions: number, options: OptimiserOptions) {
    this.#n = starts.length - 1;
    this.#dimensions = dimensions;
    this.#layout = layout;
    this.#starts = starts;
    this.#ends = ends;
    this.#periods = periods;
    this.#next = periods.slice();
    this.#pull = attraction(options.curve);
    this.#push = repulsion(options.curve, options.strength);
    this.#epochs = options.epochs;
    this.#negatives = options.negatives;
    this.#rate = options.rate;
    this.#random = options.rng.fork("strangers").uint32() | 1;
  }

  /** Goes on with the epoch until about `budget` edges' visits worth of work are done, or the epoch ends; says how much was. */
  work(budget: number): number {
    const alpha = this.#rate * (1 - this.epoch / this.#epochs);
    const spent = this.#dimensions === 2 ? this.#workInPlane(alpha, budget) : this.#workInSpace(alpha, budget);
    if (this.#row === this.#n) {
      this.#row = 0;
      this.epoch++;
    }
    return spent;
  }

  /** As #workInSpace, with coordinates in variables that the processor keeps in registers. */
  #workInPlane(alpha: number, budget: number): number {
    const n = this.#n;
    const layout = this.#layout;
    const starts = this.#starts;
    const ends = this.#ends;
    const periods = this.#periods;
    const next = this.#next;
    const pull = this.#pull;
    const push = this.#push;
    const negatives = this.#negatives;
    const epoch = this.epoch + 1;
    const perDraw = drawWork * (1 + negatives);
    const scale = n / 2 ** 32;
    let random = this.#random;
    let spent = 0;
    let row = this.#row;
    for (; row < n && spent < budget; row++) {
      let x = layout[2 * row];
      let y = layout[2 * row + 1];
      const last = starts[row + 1];
      spent += last - starts[row] + 1;
      for (let e = starts[row]; e < last; e++) {
        if (next[e] > epoch) continue;
        next[e] += periods[e];
        spent += perDraw;
        const other = 2 * ends[e];
        const dx = x - layout[other];
        const dy = y - layout[other + 1];
        const d2 = dx * dx + dy * dy;
        if (d2 > 0) {
          const force = -forceAt(pull, d2);
          const sx = clipped(force * dx) * alpha;
          const sy = clipped(force * dy) * alpha;
          x += sx;
          y += sy;
          layout[other] -= sx;
          layout[other + 1] -= sy;
        }
        for (let s = 0; s < negatives; s++) {
          random ^= random << 13;
          random ^= random >>> 17;
          random ^= random << 5;
          const stranger = ((random >>> 0) * scale) | 0;
          if (stranger === row) continue;
          const ax = x - layout[2 * stranger];
          const ay = y - layout[2 * stranger + 1];
          const a2 = ax * ax + ay * ay;
          if (a2 === 0) continue;
          const force = forceAt(push, a2);
          x += clipped(force * ax) * alpha;
          y += clipped(force * ay) * alpha;
        }
      }
      layout[2 * row] = x;
      layout[2 * row + 1] = y;
    }
    this.#row = row;
    this.#random = random;
    return spent;
  }

  #workInSpace(alpha: number, budget: number): number {
    const n = this.#n;
    const width = this.#dimensions;
    const layout = this.#layout;
    const starts = this.#starts;
    const ends = this.#ends;
    const next = this.#next;
    const negatives = this.#negatives;
    const epoch = this.epoch + 1;
    const perDraw = drawWork * (1 + negatives) * (width / 2);
    const scale = n / 2 ** 32;
    let random = this.#random;
    let spent = 0;
    let row = this.#row;
    for (; row < n && spent < budget; row++) {
      const mine = row * width;
      const last = starts[row + 1];
      spent += last - starts[row] + 1;
      for (let e = starts[row]; e < last; e++) {
        if (next[e] > epoch) continue;
        next[e] += this.#periods[e];
        spent += perDraw;
        const other = ends[e] * width;
        const d2 = squaredDistance(layout, mine, other, width);
        if (d2 > 0) {
          const force = -forceAt(this.#pull, d2);
          for (let c = 0; c < width; c++) {
            const step = clipped(force * (layout[mine + c] - layout[other + c])) * alpha;
            layout[mine + c] += step;
            layout[other + c] -= step;
          }
        }
        for (let s = 0; s < negatives; s++) {
          random ^= random << 13;
          random ^= random >>> 17;
          random ^= random << 5;
          const stranger = (((random >>> 0) * scale) | 0) * width;
          const apart = squaredDistance(layout, mine, stranger, width);
          // Oneself, or a point at the very same place, from which there is no way that is away.
          if (apart === 0) continue;
          const force = forceAt(this.#push, apart);
          for (let c = 0; c < width; c++) layout[mine + c] += clipped(force * (layout[mine + c] - layout[stranger + c])) * alpha;
        }
      }
    }
    this.#row = row;
    this.#random = random;
    return spent;
  }
}

function clipped(step: number): number {
  return step > greatestStep ? greatestStep : step < -greatestStep ? -greatestStep : step;
}

function squaredDistance(layout: Float32Array, p: number, q: number, width: number): number {
  let sum = 0;
  for (let c = 0; c < width; c++) {
    const apart = layout[p + c] - layout[q + c];
    sum += apart * apart;
  }
  return sum;
}
