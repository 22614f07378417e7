/**
 * What a method shows of its inner life at one moment, beside map and scores. Plain data, drawn by the page without knowing the
 * method. A view keeps its `id` from frame to frame.
 */
export type LiveView = PicturesView | HistogramView | PairsView | GraphView | MatrixView;

interface Described {
  /** Unique within the run: letters, digits and dashes. */
  readonly id: string;
  readonly title: string;
  /** What is to be seen in it, and what would be a bad sign: a sentence or two. */
  readonly help: string;
}

/** Pictures that the network made, in rows of equal length: reconstructions under their originals, decoded centres, samples. */
export interface PicturesView extends Described {
  readonly kind: "pictures";
  readonly height: number;
  readonly width: number;
  readonly channels: 1 | 3;
  readonly rows: readonly PictureRow[];
  /** What stands in each column, where that is one cluster each: [columns] in [0, k). */
  readonly clusters?: Int32Array;
}

export interface PictureRow {
  readonly title: string;
  /** [columns, height, width, channels], 0 to 255. */
  readonly pixels: Uint8Array;
}

/** Counts in bins of equal width over [from, to], with marked places such as a threshold. */
export interface HistogramView extends Described {
  readonly kind: "histogram";
  /** What is counted, with its unit where it has one; and what a count is of. */
  readonly xTitle: string;
  readonly yTitle: string;
  readonly from: number;
  readonly to: number;
  readonly counts: Float32Array;
  readonly marks: readonly { readonly title: string; readonly value: number }[];
}

/** Pairs of images that the method holds together, and how far it agrees with itself about them. */
export interface PairsView extends Described {
  readonly kind: "pairs";
  /** [2m] image, its partner, image, its partner, ... A few dozen at most. */
  readonly pairs: Int32Array;
  /** [m] in [0, 1] */
  readonly agreement: Float32Array;
  /** What an agreement of 0 and of 1 means, a sentence. */
  readonly agreementHelp: string;
  /** Of all pairs, not only of those shown; null where nobody has counted. */
  readonly meanAgreement: number | null;
}

/** A graph over the images; the engine counts what the page shows of it, so that its edges need not cross the wire. */
export interface GraphView extends Described {
  readonly kind: "graph";
  /** CSR without self-loops: the neighbours of i are columns[starts[i]] to columns[starts[i + 1] - 1]. */
  readonly starts: Int32Array;
  readonly columns: Int32Array;
}

/** A table of numbers as a heat map: affinities of images in the order of their clusters, or clusters before and after a correction. */
export interface MatrixView extends Described {
  readonly kind: "matrix";
  readonly rows: number;
  readonly cols: number;
  /** [rows, cols], row-major. */
  readonly values: Float32Array;
  /** What the two ends of the colours stand for. */
  readonly from: number;
  readonly to: number;
  readonly xTitle: string;
  readonly yTitle: string;
  /** Cluster of each row, and of each column where they are the same things: [rows] in [0, k). Marks where one ends and the next begins. */
  readonly clusters?: Int32Array;
}
