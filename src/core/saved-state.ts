import type { Matrix } from "./matrix";

/** Plain data that survives structured cloning and a file: numbers, texts, typed arrays, lists and records of them. */
export type SavedState =
  | null
  | boolean
  | number
  | string
  | Float32Array
  | Float64Array
  | Int32Array
  | Uint8Array
  | readonly SavedState[]
  | { readonly [key: string]: SavedState };

/** What a run looks like at one moment. None of its arrays changes later. */
export interface Snapshot {
  /** [n, d] embedding of every image. */
  readonly codes: Matrix;
  /** [n] cluster of every image in [0, k), or null before there are clusters. */
  readonly labels: Int32Array | null;
  /** [n] how sure the assignment is, in [0, 1], or null where the method has no such notion. */
  readonly confidence: Float32Array | null;
  /** [k, d] in the space of the codes, or null. */
  readonly centres: Matrix | null;
}

/** What a run ends with. */
export interface Outcome extends Snapshot {
  readonly labels: Int32Array;
  /** Why it ended, as a sentence for the user. */
  readonly reason: string;
}
