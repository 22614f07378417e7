import { type Matrix, matrix } from "../core/matrix";
import type { Pace } from "../numerics/pace";
import { workAtOnce } from "./abortable-pace";
import { fourDistances, takeFour } from "./four-distances";

/**
 * The class that most of the `k` nearest of `known` have, by Euclidean distances, for each row of `asked`: [asked] in [0, classes). Of
 * classes with as many votes it is the first, as in scikit-learn's KNeighborsClassifier; of rows as far the one that stands first.
 */
export async function neighbourVotes(
  points: Matrix,
  known: Int32Array,
  targets: Int32Array,
  asked: Int32Array,
  { k, classes, pace }: { readonly k: number; readonly classes: number; readonly pace: Pace },
): Promise<Int32Array> {
  const { cols } = points;
  const packed = new Float32Array(known.length * cols);
  for (const [at, row] of known.entries()) packed.set(points.data.subarray(row * cols, (row + 1) * cols), at * cols);
  const references = matrix(packed, known.length, cols);
  const nearest = Math.min(k, known.length);
  const found = new Int32Array(asked.length);
  const four = new Float64Array(4 * cols);
  const step = Math.max(2, Math.min(known.length, Math.floor(workAtOnce / (4 * cols))));
  const distances = new Float64Array(4 * step);
  for (let tile = 0; tile < asked.length; tile += 4) {
    const lanes = Math.min(4, asked.length - tile);
    const lists = Array.from({ length: lanes }, () => new NearestList(nearest));
    takeFour(points, (lane) => asked[tile + Math.min(lane, lanes - 1)], four);
    for (let from = 0; from < known.length; from += step) {
      const to = Math.min(known.length, from + step);
      fourDistances(four, references, from, to, distances);
      for (let row = from; row < to; row++)
        for (const [lane, list] of lists.entries()) list.offer(distances[(row - from) * 4 + lane], row);
      if (pace.spend((to - from) * 4 * (cols + 4))) await pace.turn();
    }
    for (const [lane, { rows }] of lists.entries()) {
      const votes = new Int32Array(classes);
      for (const row of rows) votes[targets[row]] += 1;
      found[tile + lane] = votes.indexOf(Math.max(...votes));
    }
  }
  return found;
}

/** The nearest rows that were offered. */
class NearestList {
  readonly #distances: Float64Array;
  readonly rows: Int32Array;

  constructor(size: number) {
    this.#distances = new Float64Array(size).fill(Number.POSITIVE_INFINITY);
    this.rows = new Int32Array(size);
  }

  offer(distance: number, row: number): void {
    const distances = this.#distances;
    let at = distances.length - 1;
    if (!(distance < distances[at])) return;
    for (; at > 0 && distances[at - 1] > distance; at--) {
      distances[at] = distances[at - 1];
      this.rows[at] = this.rows[at - 1];
    }
    distances[at] = distance;
    this.rows[at] = row;
  }
}
