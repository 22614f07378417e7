import type { BackendName, BackendReport } from "../core/backend-report";
import type { Images, Labels } from "../core/images";
import type { Matrix } from "../core/matrix";
import type { Rng } from "../core/rng";
import type { Snapshot } from "../core/saved-state";
import type { ScoreDescription } from "../core/score-description";
import type { Dataset, FeatureSet, FileRef, ImportOptions, ImportReport, LoadContext } from "../data/dataset";
import type { Source } from "../data/source";
import type { Method } from "../methods/method";
import type { Augmentation } from "../nn/augment";
import type { DeviceWatch } from "../nn/device-watch";
import type {
  ClusterSummary,
  EngineEvent,
  InternalScores,
  ModelNormalisation,
  ProbeScores,
  Scores,
  Thumbnails,
} from "./protocol";
import type { WorkStore } from "./work-cache";

/** Tells the page an event; buffers in `transfer` move instead of being copied. */
export type Send = (event: EngineEvent, transfer?: readonly ArrayBufferLike[]) => void;

export type { ModelCache } from "../nn/pretrained/model-cache";

export interface ModelFile {
  readonly name: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

export interface Memory {
  readonly tensors: number;
  readonly bytes: number;
}

/** How a frame's figures are made from a snapshot. */
export interface FrameParts {
  /** [n, 2] row-major layout of codes [n, d], within about [-1, 1]. */
  layout(codes: Matrix, rng: Rng): Float32Array | Promise<Float32Array>;
  /** `next` turned and mirrored to lie on `previous`, both [n, 2]; `moved` is the mean distance that points moved. */
  align(previous: Float32Array, next: Float32Array): { readonly layout: Float32Array; readonly moved: number };
  summarise(snapshot: Snapshot, clusters: number, truth: Labels | null): readonly ClusterSummary[];
  scores(labels: Int32Array, truth: Labels | null): Scores | null;
  /** Counts [clusters, classes] and each cluster's matched class or -1. */
  confusion(labels: Int32Array, clusters: number, truth: Labels): { readonly counts: Int32Array; readonly match: Int32Array };
}

/** How often things happen, in milliseconds of `now()`. */
export interface Timing {
  /** At most one progress message in this time. */
  readonly progressMs: number;
  /** At most one frame in this time. */
  readonly framesMs: number;
  /** Frames may take at most this share of the time, in (0, 1). */
  readonly frameShare: number;
  /** A checkpoint unasked for at most once in this time. */
  readonly checkpointMs: number;
  /** Throughput is taken over this long. */
  readonly throughputMs: number;
  /** How long a lost device may take to be told of, and a run on it to clean up. */
  readonly lossMs: number;
}

export const defaultTiming: Timing = {
  progressMs: 50,
  framesMs: 200,
  frameShare: 0.2,
  checkpointMs: 10_000,
  throughputMs: 4_000,
  lossMs: 500,
};

/** Everything that the host uses but doesn't own. The page's worker, the command line and tests each put one together. */
export interface EngineParts {
  readonly methods: readonly Method[];
  readonly sources: readonly Source[];
  readonly scores: readonly ScoreDescription[];
  /** Opens `preference` or what comes next, but none of `avoid`. */
  openBackend(preference: BackendName | "auto", avoid: BackendReport["passedOver"]): Promise<BackendReport>;
  /** Watches over the device that computes now; null where it can't be lost. */
  watchDevice(): DeviceWatch | null;
  /** Tensors and bytes alive now, but for those of `variantsOf`. */
  memory(): Memory;
  importFiles(title: string, files: readonly FileRef[], options: ImportOptions, context: LoadContext): Promise<Dataset>;
  /** Features out of files, a row for each of `images` in their order, or for each of all that they were taken of. */
  readFeatures(
    files: readonly FileRef[],
    images: Images,
    context: LoadContext,
    allPaths?: readonly string[],
  ): Promise<{ readonly features: FeatureSet; readonly report: ImportReport }>;
  /** A model from its address, or from where an earlier time kept it, unless `refresh` wants it anew. */
  readonly fetchModel?: (url: string, context: LoadContext, refresh: boolean) => Promise<ModelFile>;
  /** Features [n, d], not scaled yet, that a pretrained model finds in pictures; absent where no models are read. */
  readonly extractFeatures?: (
    images: Images,
    model: ModelFile,
    options: { readonly normalisation: ModelNormalisation },
    context: LoadContext,
  ) => Promise<Matrix>;
  /** The images at `indices` [b], changed at random as training would: [b, h, w, c], 0 to 255. */
  variantsOf(images: Images, indices: Int32Array, augmentation: Augmentation, rng: Rng): Promise<Uint8Array>;
  thumbnails(images: Images): Thumbnails | Promise<Thumbnails>;
  archive(
    dataset: Dataset,
    labels: Int32Array,
    folders: readonly string[],
    options: { readonly signal: AbortSignal; progress(done: number, total: number): void },
  ): Promise<Blob>;
  readonly frames: FrameParts;
  /** Where finished parts of runs are kept for later ones. */
  readonly workStore: WorkStore;
  /** Silhouette and the like of `labels` in the space of `codes`. Rejects with the signal's reason once that is aborted. */
  internalScores(
    codes: Matrix,
    labels: Int32Array,
    options: { readonly rng: Rng; readonly signal: AbortSignal },
  ): Promise<InternalScores>;
  /** How well `truth` can be read from `codes`; null where labels are too few. Rejects with the signal's reason once that is aborted. */
  probeScores(
    codes: Matrix,
    truth: Int32Array,
    options: { readonly rng: Rng; readonly signal: AbortSignal },
  ): Promise<ProbeScores | null>;
  /** Milliseconds from any start; never goes back. */
  now(): number;
  readonly timing: Timing;
}
