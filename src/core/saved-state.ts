import type { Dendrogram } from "./dendrogram";
import type { LiveView } from "./live-view";
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
  /** [n] cluster of every image in [0, k), -1 for noise (in no cluster), or null before there are clusters. */
  readonly labels: Int32Array | null;
  /** [n] how sure the assignment is, in [0, 1], or null where the method has no such notion. */
  readonly confidence: Float32Array | null;
  /** [k, d] in the space of the codes, or null. */
  readonly centres: Matrix | null;
  /** m, where the method finds the number of clusters by itself, this time; the k of the request where left out. */
  readonly clusters?: number;
  /** More that is known of every image, for the map to colour by. */
  readonly columns?: readonly Column[];
  /** What else there is to see of the method at work. */
  readonly views?: readonly LiveView[];
}

/** One figure an image, such as the entropy of its soft assignment. */
export interface Column {
  /** Unique within the run: letters and digits. */
  readonly id: string;
  readonly title: string;
  /** What it says of an image, a sentence. */
  readonly help: string;
  /** [n]; NaN where an image has none. */
  readonly values: Float32Array;
  /** Values are numbers of the run's own clusters, and have their colours; otherwise they are amounts. */
  readonly kind?: "cluster";
}

/** What a run ends with. */
export interface Outcome extends Snapshot {
  readonly labels: Int32Array;
  /** The whole tree of merges, of a hierarchical method. */
  readonly dendrogram?: Dendrogram;
  /** Why it ended, as a sentence for the user. */
  readonly reason: string;
}
