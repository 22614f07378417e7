import type { Schema, ValuesOf } from "../core/hyperparameters";
import type { Matrix } from "../core/matrix";
import type { Rng } from "../core/rng";

/** Exact nearest neighbours among the codes, each point itself left out. */
export interface Neighbours {
  /** Neighbours a point: as many as were asked for, or n - 1. */
  readonly k: number;
  /** [n * k] nearest first. */
  readonly indices: Int32Array;
  /** [n * k] Euclidean. */
  readonly distances: Float32Array;
}

/** What a projector is given. */
export interface Projection<V> {
  /** [n, d], all finite. */
  readonly codes: Matrix;
  /** Columns of the layout: 2 for a map, more where a method clusters the layout. */
  readonly dimensions: number;
  /** Does not advance: draw from forks, so that equal generators give equal layouts. */
  readonly rng: Rng;
  /** Once aborted, the next turn throws its reason. */
  readonly signal: AbortSignal;
  /** [n, dimensions] where the points lay before, within about [-1, 1]; null for a projection from nothing. */
  readonly start: Float32Array | null;
  /** `start` is what this projector made, with these values, of the same points: groups need not be gathered anew. */
  readonly settled: boolean;
  /** And of almost the same codes: a few gentle steps will do. */
  readonly follow: boolean;
  readonly values: V;
  /** The k nearest neighbours of every row of `points` (the codes unless given); asked for once with the largest k that is needed. */
  neighbours(k: number, points?: Matrix): Promise<Neighbours>;
  /** Gives up the thread; to be awaited after about every 10 ms of work. Throws the signal's reason once that is aborted. */
  giveWay(): Promise<void>;
}

/** A projection under way: what is being done, how far it is, and the layout as it stands. */
export interface ProjectionStep {
  /** What is being done, such as "Finding neighbours". */
  readonly stage: string;
  /** Steps done of this stage, and how many there are (null: unknown). */
  readonly step: number;
  readonly steps: number | null;
  /** A copy of the layout [n, dimensions] as it stands, in units of its own; null while there is none. */
  layout(): Float32Array | null;
}

export interface ProjectorReference {
  readonly authors: string;
  readonly title: string;
  readonly venue: string;
  readonly year: number;
}

/** One way from codes [n, d] to a layout: a declaration and an async generator whose return value is the final layout. */
export interface Projector<S extends Schema = Schema> {
  /** Its file is `<id>-projector.ts`. */
  readonly id: string;
  readonly title: string;
  /** One paragraph for somebody who never heard of it. */
  readonly summary: string;
  readonly reference: ProjectorReference;
  readonly hyperparameters: S;
  /** Yields after each step; never works longer than about 25 ms between two turns of the thread. */
  project(run: Projection<ValuesOf<S>>): AsyncGenerator<ProjectionStep, Float32Array, void>;
}

/** Declares a projector; infers the values' type from the schema. */
export function defineProjector<const S extends Schema>(projector: Projector<S>): Projector<S> {
  return projector;
}
