import type { Rng } from "../../core/rng";
import type { Partition } from "./kmeans-partition";
import { type InParts, rangesOf } from "./kmeans-turns";
import { squaredDistanceAt, squaredDistanceBelow } from "./squared-distance";

/**
 * Chooses the first centres of `partition` by greedy k-means++ (Arthur and Vassilvitskii, k-means++: the advantages of
 * careful seeding, SODA 2007, section 2.2 and its remark on several trials): each next centre is the best of
 * 2 + floor(log k) points drawn with probability proportional to their squared distance from the centres so far. As in
 * scikit-learn, best means the least sum of squared distances; the first drawn among equals.
 *
 * Leaves the partition assigned to the chosen centres, its bounds set. Yields after every centre the number chosen and
 * the sum of squared distances so far, and nothing where it may pause in between.
 */
export function* seedCentres(
  partition: Partition,
  rng: Rng,
): Generator<{ chosen: number; potential: number } | undefined, void, void> {
  const { points, centres, labels, upper, lower } = partition;
  const { rows: n, cols: d } = points;
  const k = centres.rows;
  const trials = 2 + Math.floor(Math.log(k));
  // [n] squared distance to the nearest centre so far.
  const closest = new Float64Array(n).fill(Number.POSITIVE_INFINITY);
  let trial = emptyTrial(n);
  let best = emptyTrial(n);
  let potential = Number.POSITIVE_INFINITY;
  for (let chosen = 0; chosen < k; chosen++) {
    // Once all points lie on centres any point does, and tied points stay with the earlier centre.
    const uniform = chosen === 0 || !(potential > 0);
    for (let t = 0; t < (uniform ? 1 : trials); t++) {
      yield* tryPoint(uniform ? rng.integer(n) : draw(closest, potential, rng), partition, chosen, closest, trial);
      if (t === 0 || trial.potential < best.potential) [trial, best] = [best, trial];
    }
    centres.data.set(points.data.subarray(best.index * d, (best.index + 1) * d), chosen * d);
    const { squared } = best;
    for (let i = 0; i < n; i++) {
      if (squared[i] < closest[i]) {
        closest[i] = squared[i];
        labels[i] = chosen;
      }
      if (lower !== null) lower[i * k + chosen] = Math.sqrt(squared[i]);
    }
    potential = best.potential;
    yield { chosen: chosen + 1, potential };
  }
  for (let i = 0; i < n; i++) upper[i] = Math.sqrt(closest[i]);
}

/** A candidate and what would follow from taking it. */
interface Trial {
  index: number;
  /** Sum over the points of the squared distance to the nearest centre. */
  potential: number;
  /** [n] squared distance to the candidate where that is less than to any centre so far, else something in between. */
  readonly squared: Float64Array;
}

function emptyTrial(n: number): Trial {
  return { index: 0, potential: 0, squared: new Float64Array(n) };
}

/** Fills `trial` with what would follow from taking point `index` as centre number `chosen`. */
function* tryPoint(index: number, partition: Partition, chosen: number, closest: Float64Array, trial: Trial): InParts<void> {
  const { points, centres } = partition;
  const { rows: n, cols: d, data } = points;
  // [chosen] a quarter of the squared distance from the candidate to each centre so far, less room for rounding.
  const quarter = new Float64Array(chosen);
  for (let j = 0; j < chosen; j++) quarter[j] = (squaredDistanceAt(data, index * d, centres.data, j * d, d) / 4) * (1 - 1e-9);
  trial.index = index;
  trial.potential = 0;
  for (const [from, to] of rangesOf(n, d)) {
    tryRange(from, to, partition, quarter, closest, trial);
    if (to < n) yield;
  }
}

function tryRange(
  from: number,
  to: number,
  { points, labels }: Partition,
  quarter: Float64Array,
  closest: Float64Array,
  trial: Trial,
): void {
  const { cols: d, data } = points;
  const { squared } = trial;
  const candidate = trial.index * d;
  let sum = trial.potential;
  for (let i = from; i < to; i++) {
    const limit = closest[i];
    // Beyond twice the distance to the own centre the candidate can't be nearer (triangle inequality).
    const value =
      quarter.length > 0 && quarter[labels[i]] > limit
        ? quarter[labels[i]]
        : squaredDistanceBelow(data, i * d, data, candidate, d, limit);
    squared[i] = value;
    sum += Math.min(value, limit);
  }
  trial.potential = sum;
}

/** Index drawn with probability proportional to its weight; `total` is the weights' sum, in their order. */
function draw(weights: Float64Array, total: number, rng: Rng): number {
  let rest = rng.uniform() * total;
  let last = 0;
  for (let i = 0; i < weights.length; i++) {
    if (weights[i] <= 0) continue;
    last = i;
    rest -= weights[i];
    if (rest < 0) return i;
  }
  return last;
}
