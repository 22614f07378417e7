import type { Images } from "../core/images";
import type { Matrix } from "../core/matrix";

/** A file as it reached us: a path that may hold folders ("leaves/oak/01.jpg") and bytes not read yet. */
export interface FileRef {
  readonly path: string;
  readonly blob: Blob;
}

/** How files become images of one shape. */
export interface ImportOptions {
  /** Side in pixels, 16 to 96. Null: pictures become 32, arrays (IDX, CIFAR, NPY, HDF5) keep their own size. */
  readonly size: number | null;
  /** `auto` is grey when every picture is grey, else RGB. */
  readonly channels: "auto" | "grey" | "rgb";
  /** `crop` fills the square and cuts what sticks out; `fit` keeps all of it on a background; `stretch` ignores the aspect. */
  readonly fit: "crop" | "fit" | "stretch";
  /** Keep at most this many images, spread evenly over the input in its order; null keeps all. */
  readonly limit: number | null;
}

export const defaultImportOptions: ImportOptions = { size: null, channels: "auto", fit: "crop", limit: null };

/** One file (or record) that was left out or mended, and why, as a sentence. */
export interface ImportProblem {
  readonly path: string;
  readonly reason: string;
}

export interface ImportReport {
  /** Files looked at, archives' entries included. */
  readonly files: number;
  /** Images kept. */
  readonly images: number;
  /** Left out or mended; at most 1,000 are listed. */
  readonly problems: readonly ImportProblem[];
  readonly problemCount: number;
  /** What was decided for the user: "Joined train and test", "All pictures are grey". */
  readonly notes: readonly string[];
}

/** The pretrained model that found features: what is needed to have it find the same again, beside its name or address. */
export interface ModelFacts {
  /** What it was trained to see in the place of pixels from 0 to 1. */
  readonly normalisation: "imagenet" | "unit" | "symmetric";
  /** SHA-256, hex, of its file. */
  readonly hash: string;
}

/** Vectors of a dataset's images, to learn from in the place of the pixels. */
export interface FeatureSet {
  /** The file or model that they came of. */
  readonly title: string;
  /** All of its path or address. */
  readonly source: string;
  /** Absent where no model found them here. */
  readonly model?: ModelFacts;
  /** [n, d] in the images' order, scaled as networks like it. */
  readonly vectors: Matrix;
}

export interface Dataset {
  readonly title: string;
  readonly images: Images;
  readonly report: ImportReport;
  /** SHA-256, hex, of shape, pixels (as float32) and labels: equal data has an equal hash. */
  readonly hash: string;
  /** What came beside the pictures to learn from; absent where nothing did. */
  readonly features?: FeatureSet;
  /** Names of all images in their order, of which these are some: others were beyond the limit, or could not be read. Absent where these are all. */
  readonly allPaths?: readonly string[];
  /** The user's own bytes of image `index` and a file name for them, or null where the image came out of an array. */
  original(index: number): Promise<{ readonly name: string; readonly bytes: Uint8Array } | null>;
}

/** 8-bit pixels of a decoded picture, turned as its EXIF says, alpha kept. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  /** [height, width, 4], not premultiplied. */
  readonly rgba: Uint8ClampedArray;
}

/** Turns an encoded picture (PNG, JPEG, WebP, GIF's first frame, BMP, AVIF) into pixels; throws where it can't. */
export type DecodePicture = (bytes: Uint8Array, path: string) => Promise<Picture>;

/** What a long load reports and listens to. */
export interface LoadContext {
  readonly signal: AbortSignal;
  /** `total` is null while it is unknown; `what` is a short noun phrase such as "Reading pictures". */
  progress(done: number, total: number | null, what: string): void;
}

/** Nothing could be imported; carries the report that says why. */
export class ImportError extends Error {
  override readonly name = "ImportError";
  constructor(
    message: string,
    readonly report: ImportReport,
    /** What was found belongs to the images it was meant for, though it can't be used. */
    readonly related = false,
  ) {
    super(message);
  }
}
