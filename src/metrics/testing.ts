import { type Matrix, matrix } from "../core/matrix";
import { openTurns } from "../core/turns";
import type { Turns } from "./abortable-pace";

/** For tests only: turns that are counted, and a signal that is aborted at turn `stopAt`. */
export function countedTurns(stopAt = Number.POSITIVE_INFINITY): Turns & { readonly signal: AbortSignal; count(): number } {
  const stop = new AbortController();
  const turns = openTurns();
  let count = 0;
  return {
    signal: stop.signal,
    count: () => count,
    async giveWay() {
      count++;
      if (count === stopAt) stop.abort(new Error(`stopped at turn ${stopAt}`));
      await turns.next();
    },
  };
}

/** Small generator that is the same in Python (scripts/golden/scores.py). */
export function draws(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    return state >> 16;
  };
}

/** Clusters and classes of a few hundred images, noise (-1) among the clusters of every third seed: labelling() of scores.py. */
export function labelling(seed: number): { labels: Int32Array; truth: Int32Array } {
  const next = draws(seed);
  const k = 2 + (next() % 39);
  const c = 2 + (next() % 24);
  const n = 100 + (next() % 900);
  const truth = Int32Array.from({ length: n }, () => next() % c);
  const labels = truth.map((code) => (next() % 100 < 10 * (seed - 1) ? (code * 7 + seed) % k : next() % k));
  return { labels: seed % 3 === 0 ? labels.map((label) => (next() % 8 === 0 ? -1 : label)) : labels, truth };
}

/** The first moments of the ink of 16 x 16 pictures: `layout` [n, 2] of scores.py. */
export function momentsOf({ data, rows }: Matrix): Matrix {
  const layout = new Float32Array(rows * 2);
  for (let row = 0; row < rows; row++) {
    let x = 0;
    let y = 0;
    for (let p = 0; p < 256; p++) {
      x += data[row * 256 + p] * (p % 16);
      y += data[row * 256 + p] * Math.floor(p / 16);
    }
    layout.set([x, y], row * 2);
  }
  return matrix(layout, rows, 2);
}
