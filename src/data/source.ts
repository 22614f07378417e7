import type { Schema, ValuesOf } from "../core/hyperparameters";
import type { Dataset, LoadContext } from "./dataset";

/** A built-in dataset: one file that declares its options and makes images from them, seeded. */
export interface Source<S extends Schema = Schema> {
  /** Equal to the file name. */
  readonly id: string;
  readonly title: string;
  readonly summary: string;
  readonly options: S;
  /** Number of classes, the natural k. */
  readonly classes: number;
  load(options: ValuesOf<S>, context: LoadContext): Promise<Dataset>;
}

export function defineSource<const S extends Schema>(source: Source<S>): Source<S> {
  return source;
}
