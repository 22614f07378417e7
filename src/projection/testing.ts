import { defaultsOf, type Schema, type ValuesOf } from "../core/hyperparameters";
import type { Matrix } from "../core/matrix";
import { Rng } from "../core/rng";
import type { Neighbours, Projection, ProjectionStep, Projector } from "./projector";

/** The k nearest neighbours of every row by comparing all; the lower index first among equals. */
export function bruteForceNeighbours({ data, rows: n, cols: d }: Matrix, wanted: number): Neighbours {
  const k = Math.min(wanted, n - 1);
  const indices = new Int32Array(n * k);
  const distances = new Float32Array(n * k);
  const squared = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      squared[j] = 0;
      for (let c = 0; c < d; c++) squared[j] += (data[i * d + c] - data[j * d + c]) ** 2;
    }
    const order = Int32Array.from({ length: n }, (_, j) => j).filter((j) => j !== i);
    order.sort((a, b) => squared[a] - squared[b] || a - b);
    for (let e = 0; e < k; e++) {
      indices[i * k + e] = order[e];
      distances[i * k + e] = Math.sqrt(squared[order[e]]);
    }
  }
  return { k, indices, distances };
}

/** What a projector is given, with default values, a seed of 1, two dimensions and no start, but for what `given` says. */
export function projectionOf<S extends Schema>(
  projector: Projector<S>,
  codes: Matrix,
  given: { values?: Partial<ValuesOf<S>>; seed?: number } & Partial<Omit<Projection<ValuesOf<S>>, "codes" | "values">> = {},
): Projection<ValuesOf<S>> {
  const { values, seed, ...rest } = given;
  const signal = rest.signal ?? new AbortController().signal;
  return {
    codes,
    dimensions: 2,
    rng: Rng.fromSeed(seed ?? 1),
    signal,
    start: null,
    settled: false,
    follow: false,
    values: { ...defaultsOf(projector.hyperparameters), ...values },
    neighbours: (k, points = codes) => {
      signal.throwIfAborted();
      return Promise.resolve(bruteForceNeighbours(points, k));
    },
    giveWay: () => {
      signal.throwIfAborted();
      return Promise.resolve();
    },
    ...rest,
  };
}

/** Runs a projection to its end; every step is seen by `look`. */
export async function finish(
  projection: AsyncGenerator<ProjectionStep, Float32Array, void>,
  look: (step: ProjectionStep) => void = () => {},
): Promise<Float32Array> {
  for (;;) {
    const next = await projection.next();
    if (next.done) return next.value;
    look(next.value);
  }
}
