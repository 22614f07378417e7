import { copyMatrix, type Matrix, matrix } from "../../core/matrix";
import type { Rng } from "../../core/rng";
import { Partition } from "./kmeans-partition";
import { seedCentres } from "./kmeans-seeding";
import { type Separation, separationOf } from "./kmeans-separation";
import { type InParts, rangesOf } from "./kmeans-turns";

export interface KMeansOptions {
  /** k, from 1 to the number of points. */
  readonly clusters: number;
  /** Does not advance: restart r draws from the fork "restart r", so that equal generators give equal results. */
  readonly rng: Rng;
  /** Independent starts, of which the one of least inertia wins (the first among equals). Default 20. */
  readonly restarts?: number;
  /** At most this many Lloyd iterations a restart. Default 300. */
  readonly maxIterations?: number;
  /** A restart ends when the centres' squared shifts add up to at most this times the features' mean variance. Default 1e-4. */
  readonly tolerance?: number;
  /** [k, d] centres to start from instead of k-means++; there is one restart then. */
  readonly start?: Matrix;
  /** Once aborted, the next step throws its reason. */
  readonly signal?: AbortSignal;
}

/** A place to pause. `labels` and `centres` are the LIVE arrays of the restart: copy what you keep. */
export interface KMeansStep {
  /**
   * `seed` comes once a chosen centre (k times a restart), `lloyd` once an iteration, `batch` once a batch, `done` once a restart, and
   * `part` wherever one of them, or what goes before and after, takes longer than 10 ms or so.
   */
  readonly stage: "seed" | "lloyd" | "batch" | "done" | "part";
  /** From 0. */
  readonly restart: number;
  /** Lloyd iterations, or batches, done in this restart: 0 while seeding. */
  readonly iteration: number;
  /** Sum of squared distances of the points to their own centres, as far as those are chosen. */
  readonly inertia: number;
  /** [n] live. */
  readonly labels: Int32Array;
  /** [k, d] live; rows not chosen yet are 0. */
  readonly centres: Matrix;
}

export interface KMeansResult extends Separation {
  /** [n] in [0, k): the nearest centre, the lowest index among equals. */
  readonly labels: Int32Array;
  /** [k, d] */
  readonly centres: Matrix;
  /** Sum over the points of the squared distance to their own centre. */
  readonly inertia: number;
  /** Lloyd iterations, or batches, of the restart that won. */
  readonly iterations: number;
  /** Which restart won. */
  readonly restart: number;
}

/**
 * k-means of `points` [n, d] by Lloyd's iterations from greedy k-means++ starts, yielding wherever a caller may pause.
 *
 * Stops as scikit-learn does: labels unchanged, or shifts within the tolerance, or `maxIterations`. A cluster that runs
 * empty takes the point farthest from its own centre; with fewer distinct points than clusters the surplus clusters stay
 * empty. Throws a sentence where k does not suit the data or a value is not a finite number.
 */
export function* kmeans(points: Matrix, options: KMeansOptions): Generator<KMeansStep, KMeansResult, void> {
  const { clusters, rng, start, signal } = options;
  checkShape(points, clusters, start);
  const restarts = start ? 1 : Math.max(1, options.restarts ?? 20);
  const maxIterations = Math.max(1, options.maxIterations ?? 300);
  const before = idleStep(points, clusters);
  yield* pausing(checkFinite(points, "image"), () => before, signal);
  if (start) yield* pausing(checkFinite(start, "start centre"), () => before, signal);
  const { mean, total } = yield* pausing(varianceOf(points), () => before, signal);
  const tolerance = ((options.tolerance ?? 1e-4) * total) / (points.rows * points.cols);
  let best: { labels: Int32Array; centres: Matrix; inertia: number; iterations: number; restart: number } | null = null;
  for (let restart = 0; restart < restarts; restart++) {
    const centres = start ? copyMatrix(start) : matrix(new Float32Array(clusters * points.cols), clusters, points.cols);
    const partition = new Partition(points, centres, Math.sqrt(total / points.rows));
    const { labels } = partition;
    let iteration = 0;
    let inertia = total;
    const part = (): KMeansStep => ({ stage: "part", restart, iteration, inertia, labels, centres });
    if (!start) {
      for (const seed of seedCentres(partition, rng.fork(`restart ${restart}`))) {
        if (seed) inertia = seed.potential;
        yield seed ? { stage: "seed", restart, iteration, inertia, labels, centres } : part();
        signal?.throwIfAborted();
      }
    }
    let settled = false;
    while (iteration < maxIterations && !settled) {
      const changed = yield* pausing(partition.assignInParts(), part, signal);
      // Seeding has assigned the points already, so nothing may change in the first round.
      if (changed === 0 && iteration > 0) break;
      settled = (yield* pausing(partition.updateInParts(), part, signal)) <= tolerance;
      iteration++;
      inertia = inertiaOf(partition, mean, total);
      yield { stage: "lloyd", restart, iteration, inertia, labels, centres };
      signal?.throwIfAborted();
      // With the last centres known, the labels follow them.
      if (settled || iteration === maxIterations) yield* pausing(partition.assignInParts(), part, signal);
    }
    inertia = yield* pausing(partition.inertiaInParts(), part, signal);
    if (best === null || inertia < best.inertia) best = { labels, centres, inertia, iterations: iteration, restart };
    yield { stage: "done", restart, iteration, inertia, labels, centres };
    signal?.throwIfAborted();
  }
  if (best === null) throw new Error("k-means ended without a restart.");
  const { labels, centres } = best;
  const last: KMeansStep = { ...best, stage: "part", iteration: best.iterations };
  return { ...best, ...(yield* pausing(separationOf(points, centres, labels), () => last, signal)) };
}

/** Runs kmeans to its end. */
export function runKMeans(points: Matrix, options: KMeansOptions): KMeansResult {
  const steps = kmeans(points, options);
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

/** Work that yields `step()` wherever it may pause, and throws there once `signal` is aborted. */
export function* pausing<Result>(
  work: InParts<Result>,
  step: () => KMeansStep,
  signal: AbortSignal | undefined,
): Generator<KMeansStep, Result, void> {
  for (;;) {
    const part = work.next();
    if (part.done) return part.value;
    yield step();
    signal?.throwIfAborted();
  }
}

/** What a step tells before there is anything to tell. */
export function idleStep({ rows, cols }: Matrix, clusters: number): KMeansStep {
  const centres = matrix(new Float32Array(clusters * cols), clusters, cols);
  return { stage: "part", restart: 0, iteration: 0, inertia: 0, labels: new Int32Array(rows), centres };
}

/** Throws a sentence where k, the data and the start centres do not suit each other. */
export function checkShape({ rows, cols }: Matrix, clusters: number, start?: Matrix): void {
  if (!Number.isInteger(clusters) || clusters < 1)
    throw new Error(`k-means needs a whole number of clusters from 1 up, got ${clusters}.`);
  if (clusters > rows)
    throw new Error(`k-means can't find ${clusters} clusters in ${rows} images; ask for at most ${rows}, or add images.`);
  if (cols < 1) throw new Error("k-means needs at least one value an image, got none.");
  if (start && (start.rows !== clusters || start.cols !== cols))
    throw new Error(`k-means: start centres must be [${clusters}, ${cols}], got [${start.rows}, ${start.cols}].`);
}

export function* checkFinite({ data, rows, cols }: Matrix, what: string): InParts<void> {
  for (const [from, to] of rangesOf(rows, cols)) {
    for (let p = from * cols; p < to * cols; p++) {
      if (Number.isFinite(data[p])) continue;
      throw new Error(
        `k-means got ${data[p]} in the code of ${what} ${Math.floor(p / cols)}; codes must be finite numbers. Training may have diverged: try a lower learning rate.`,
      );
    }
    if (to < rows) yield;
  }
}

/** Mean [d] and the sum over all points of the squared distance to it. */
function* varianceOf({ data, rows, cols }: Matrix): InParts<{ mean: Float64Array; total: number }> {
  const mean = new Float64Array(cols);
  for (const [from, to] of rangesOf(rows, cols)) {
    for (let i = from, p = from * cols; i < to; i++) for (let j = 0; j < cols; j++) mean[j] += data[p++];
    if (to < rows) yield;
  }
  for (let j = 0; j < cols; j++) mean[j] /= rows;
  let total = 0;
  for (const [from, to] of rangesOf(rows, cols)) {
    for (let i = from, p = from * cols; i < to; i++) {
      for (let j = 0; j < cols; j++) {
        const difference = data[p++] - mean[j];
        total += difference * difference;
      }
    }
    if (to < rows) yield;
  }
  return { mean, total };
}

/** Within = total - between: the inertia around the clusters' means, from their sums alone. */
function inertiaOf({ counts, sums }: Partition, mean: Float64Array, total: number): number {
  const d = mean.length;
  let between = 0;
  for (let j = 0; j < counts.length; j++) {
    if (counts[j] === 0) continue;
    let squared = 0;
    for (let c = 0; c < d; c++) {
      const difference = sums[j * d + c] / counts[j] - mean[c];
      squared += difference * difference;
    }
    between += counts[j] * squared;
  }
  return Math.max(0, total - between);
}
