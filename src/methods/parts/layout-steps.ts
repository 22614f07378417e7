import { defaultsOf } from "../../core/hyperparameters";
import { type Matrix, matrix } from "../../core/matrix";
import type { Rng } from "../../core/rng";
import { nearestNeighbours } from "../../nn/nearest-neighbours";
import { isomapProjector } from "../../projection/isomap-projector";
import type { Projection, ProjectionStep } from "../../projection/projector";
// Not the projector: with it would come umap-js, which no method uses.
import { kindredEngine } from "../../projection/umap/kindred-engine";
import { runUmap } from "../../projection/umap/run-umap";
import { umapHyperparameters } from "../../projection/umap/settings";
import type { stepEvent } from "../method";
import { pacedWork, type WorkPace } from "./paced-work";

export interface LayoutOptions {
  readonly projector: "umap" | "isomap";
  /** Columns of the layout. */
  readonly dimensions: number;
  readonly values: LayoutValues;
  /** Does not advance. */
  readonly rng: Rng;
  readonly signal: AbortSignal;
}

export interface LayoutValues {
  /** Nearest codes to which each is tied: by UMAP the code itself counts as one, by Isomap it does not. At most all others. */
  readonly neighbours: number;
  /** UMAP's alone: how close points may come. Default 0, which suits clustering. */
  readonly minDist?: number;
  /** UMAP's alone: rounds of moving the points. Default 0: 500 up to 10,000 points, 200 beyond. */
  readonly epochs?: number;
}

type Run<V> = Omit<Projection<V>, "values">;

/**
 * Lays `codes` [n, d] out in `dimensions` as a stretch of a training: [n, dimensions], in the projector's own units. The same
 * projectors as those of the map, from nothing: UMAP starts from the principal components.
 */
export async function* layoutSteps(
  codes: Matrix,
  { projector, dimensions, values, rng, signal }: LayoutOptions,
): AsyncGenerator<ReturnType<typeof stepEvent>, Matrix, void> {
  const layout = yield* pacedWork(signal, (pace) => {
    const run: Run<unknown> = {
      codes,
      dimensions,
      rng,
      signal,
      start: null,
      settled: false,
      follow: false,
      neighbours: (k, points = codes) => nearestNeighbours(points, k, { metric: "euclidean", signal, giveWay: pace.giveWay }),
      giveWay: pace.giveWay,
    };
    const projection = projector === "umap" ? umapOf(run, values) : isomapOf(run, values);
    return finish(projection, pace, codes.rows);
  });
  return matrix(layout, codes.rows, dimensions);
}

function umapOf(run: Run<unknown>, { neighbours, minDist = 0, epochs = 0 }: LayoutValues) {
  const values = { ...defaultsOf(umapHyperparameters), neighbours, minDist, epochs, reduceTo: 0 };
  return runUmap({ ...run, values }, kindredEngine);
}

function isomapOf(run: Run<unknown>, { neighbours }: LayoutValues) {
  return isomapProjector.project({ ...run, values: { ...defaultsOf(isomapProjector.hyperparameters), neighbours } });
}

/** Runs a projection to its end; every step of a stage whose length is known goes once through the points. */
async function finish(
  projection: AsyncGenerator<ProjectionStep, Float32Array, void>,
  pace: WorkPace,
  points: number,
): Promise<Float32Array> {
  let passes = 0;
  for (;;) {
    const next = await projection.next();
    if (next.done) return next.value;
    if (next.value.steps !== null) pace.report(++passes * points);
  }
}
