export type NumberArray = Uint8Array | Int8Array | Float32Array | Float64Array | Int32Array;

/** The numbers of one array in a file, before it is known whether they are images or labels. */
export interface ArrayFile {
  /** The file, and the array's name in it where it holds several: "usps.h5/train/data". */
  readonly path: string;
  readonly format: ArrayFormat;
  /** Sizes by axis, images first. */
  readonly dims: readonly number[];
  /** Row-major, `dims` multiplied many. */
  readonly values: NumberArray;
  /** `labels` where only they can be meant (CIFAR's leading bytes); else told by the rank. */
  readonly role?: "images" | "labels";
  /** Labels that were rows of zeros with a single one. */
  readonly oneHot?: true;
  /** Whether 0 to 255 is sure to be the range, whatever is met. */
  readonly bytes?: boolean;
  /** Planar RGB, [n, 3, h, w], though `dims` say [n, h, w, 3]. */
  readonly planar?: boolean;
}

export type ArrayFormat = "idx" | "hdf5" | "npy" | "cifar";

export const formatTitles: Readonly<Record<ArrayFormat, string>> = {
  idx: "IDX",
  hdf5: "HDF5",
  npy: "NPY",
  cifar: "CIFAR binary",
};

export function product(dims: readonly number[]): number {
  return dims.reduce((total, size) => total * size, 1);
}

/** "60,000 × 28 × 28" */
export function shapeText(dims: readonly number[]): string {
  return dims.map((size) => size.toLocaleString("en-US")).join(" × ");
}
