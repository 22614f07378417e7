import { type Matrix, matrix } from "../../core/matrix";
import type { Rng } from "../../core/rng";
import { checkFinite, checkShape, idleStep, type KMeansResult, type KMeansStep, pausing } from "./kmeans";
import { Partition } from "./kmeans-partition";
import { seedCentres } from "./kmeans-seeding";
import { separationOf } from "./kmeans-separation";
import { type InParts, rangesOf } from "./kmeans-turns";
import { squaredDistanceAt, squaredDistanceBelow } from "./squared-distance";

export interface MiniBatchOptions {
  /** k, from 1 to the number of points. */
  readonly clusters: number;
  /** Does not advance. */
  readonly rng: Rng;
  /** b, points drawn for a step, or all where there are fewer. Default 1,024. */
  readonly batchSize?: number;
  /** At most this many times n points are drawn. Default 100. */
  readonly maxPasses?: number;
  readonly signal?: AbortSignal;
}

/** Batches in a row without a better smoothed inertia, after which it ends. */
const patience = 10;
/** A centre with fewer points than this share of the fullest one's is put somewhere else. */
const reassignShare = 0.01;

/**
 * One run of mini-batch k-means on `points` [n, d] (Sculley, Web-scale k-means clustering, WWW 2010, algorithm 1), from greedy
 * k-means++ centres in a sample of 3 b points: each of the b points drawn moves its nearest centre to the mean of all points
 * that it was ever given. Stops, and puts starved centres on points of the batch, as scikit-learn's MiniBatchKMeans does:
 * once the inertia a point, smoothed over some n / 2 points, has not improved in ten batches. Then every point goes to its
 * nearest centre. Throws as kmeans does.
 */
export function* miniBatchKMeans(points: Matrix, options: MiniBatchOptions): Generator<KMeansStep, KMeansResult, void> {
  const { clusters, rng, signal } = options;
  const { rows: n } = points;
  checkShape(points, clusters);
  const before = idleStep(points, clusters);
  yield* pausing(checkFinite(points, "image"), () => before, signal);
  const size = Math.min(n, Math.max(1, options.batchSize ?? 1024));
  const { centres, labels } = before;
  const sample = rowsAt(
    points,
    rng
      .fork("seeds")
      .permutation(n)
      .subarray(0, Math.min(n, Math.max(3 * size, 3 * clusters))),
  );
  for (const seed of seedCentres(new Partition(sample, centres, 1), rng.fork("seeding"))) {
    yield { ...before, stage: seed ? "seed" : "part" };
    signal?.throwIfAborted();
  }
  const batch = new Batch(points, centres, size, rng.fork("batches"));
  const most = Math.max(1, Math.floor(((options.maxPasses ?? 100) * n) / size));
  const watch = new PlateauWatch(Math.min(1, (2 * size) / (n + 1)));
  let iteration = 0;
  let inertia = 0;
  const part = (): KMeansStep => ({ stage: "part", restart: 0, iteration, inertia, labels, centres });
  while (iteration < most) {
    const mean = (yield* pausing(batch.step(), part, signal)) / size;
    iteration++;
    inertia = mean * n;
    yield { ...part(), stage: "batch" };
    signal?.throwIfAborted();
    if (watch.stalled(mean)) break;
  }
  const partition = new Partition(points, centres, 0);
  yield* pausing(partition.assignInParts(), part, signal);
  inertia = yield* pausing(partition.inertiaInParts(), part, signal);
  const separation = yield* pausing(separationOf(points, centres, partition.labels), part, signal);
  yield { stage: "done", restart: 0, iteration, inertia, labels: partition.labels, centres };
  signal?.throwIfAborted();
  return { labels: partition.labels, centres, inertia, iterations: iteration, restart: 0, ...separation };
}

/** Draws points and moves the centres towards them. */
class Batch {
  /** [k] how many points each centre is the mean of. */
  readonly #weights: Float64Array;
  readonly #chosen: Int32Array;
  readonly #labels: Int32Array;

  constructor(
    private readonly points: Matrix,
    private readonly centres: Matrix,
    size: number,
    private readonly rng: Rng,
  ) {
    this.#weights = new Float64Array(centres.rows);
    this.#chosen = new Int32Array(size);
    this.#labels = new Int32Array(size);
  }

  /** One batch; gives the sum of its squared distances to the centres as they were. */
  *step(): InParts<number> {
    const { points, rng } = this;
    const size = this.#chosen.length;
    for (let b = 0; b < size; b++) this.#chosen[b] = rng.integer(points.rows);
    let inertia = 0;
    for (const [from, to] of rangesOf(size, this.centres.rows * points.cols)) {
      inertia += this.#assign(from, to);
      if (to < size) yield;
    }
    this.#move();
    this.#reassign();
    return inertia;
  }

  #assign(from: number, to: number): number {
    const { points, centres } = this;
    const d = points.cols;
    let sum = 0;
    for (let b = from; b < to; b++) {
      const at = this.#chosen[b] * d;
      let [own, least] = [0, squaredDistanceAt(points.data, at, centres.data, 0, d)];
      for (let j = 1; j < centres.rows; j++) {
        const squared = squaredDistanceBelow(points.data, at, centres.data, j * d, d, least);
        if (squared < least) [own, least] = [j, squared];
      }
      this.#labels[b] = own;
      sum += least;
    }
    return sum;
  }

  #move(): void {
    const { points, centres } = this;
    const { rows: k, cols: d } = centres;
    const sums = new Float64Array(k * d);
    const counts = new Int32Array(k);
    this.#labels.forEach((own, b) => {
      counts[own]++;
      for (let p = this.#chosen[b] * d, q = own * d, end = q + d; q < end; p++, q++) sums[q] += points.data[p];
    });
    for (let j = 0; j < k; j++) {
      if (counts[j] === 0) continue;
      const weight = this.#weights[j];
      this.#weights[j] += counts[j];
      for (let q = j * d, end = q + d; q < end; q++) centres.data[q] = (centres.data[q] * weight + sums[q]) / this.#weights[j];
    }
  }

  /** Starved centres, at most half a batch of them and the most starved first, go to different points of the batch. */
  #reassign(): void {
    const weights = this.#weights;
    const least = reassignShare * Math.max(...weights);
    const starved = Array.from(weights.keys())
      .filter((j) => weights[j] < least)
      .sort((a, b) => weights[a] - weights[b] || a - b)
      .slice(0, Math.floor(this.#chosen.length / 2));
    if (starved.length === 0) return;
    const places = this.rng.permutation(this.#chosen.length);
    const others = weights.filter((_, j) => !starved.includes(j));
    const d = this.centres.cols;
    starved.forEach((j, s) => {
      const at = this.#chosen[places[s]] * d;
      this.centres.data.set(this.points.data.subarray(at, at + d), j * d);
      // Enough not to be starved again at once, little enough to move.
      weights[j] = Math.min(...others);
    });
  }
}

/** Tells when an exponentially smoothed figure has not fallen for `patience` batches. The first batch, at the seeds, says nothing. */
class PlateauWatch {
  #batches = 0;
  #smoothed: number | null = null;
  #least = Number.POSITIVE_INFINITY;
  #since = 0;

  constructor(private readonly weight: number) {}

  stalled(figure: number): boolean {
    if (this.#batches++ === 0) return false;
    this.#smoothed = this.#smoothed === null ? figure : this.#smoothed * (1 - this.weight) + figure * this.weight;
    this.#since = this.#smoothed < this.#least ? 0 : this.#since + 1;
    this.#least = Math.min(this.#least, this.#smoothed);
    return this.#since >= patience;
  }
}

function rowsAt({ data, cols }: Matrix, rows: Int32Array): Matrix {
  const out = new Float32Array(rows.length * cols);
  rows.forEach((row, i) => {
    out.set(data.subarray(row * cols, (row + 1) * cols), i * cols);
  });
  return matrix(out, rows.length, cols);
}
