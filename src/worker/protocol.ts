import type { BackendName, BackendReport } from "../core/backend-report";
import type { Dendrogram } from "../core/dendrogram";
import type { Schema, Values } from "../core/hyperparameters";
import type { DatasetId, MethodId, RunId } from "../core/ids";
import type { ImageShape } from "../core/images";
import type { GraphView, HistogramView, MatrixView, PairsView, PicturesView } from "../core/live-view";
import type { Column, SavedState } from "../core/saved-state";
import type { ScoreDescription } from "../core/score-description";
import type { FeatureSet, FileRef, ImportOptions, ImportReport, ModelFacts } from "../data/dataset";
import type { Method } from "../methods/method";
import type { Refusal } from "../methods/parts/refusal";
import type { GraphFigures, Homophily } from "../metrics/graph-figures";
import type { InternalScores } from "../metrics/internal-scores";
import type { ProbeScores } from "../metrics/probes";
import type { AugmentationPreview } from "./preview-protocol";

export type { AugmentationPreview, Homophily, InternalScores, ProbeScores };

/* ---------------------------------------------------------------- what the engine says it has */

/** A method without its code. `augments`: its settings say how pictures are changed at random, which can be previewed. */
export type MethodDescriptor = Omit<Method, "train" | "refuses" | "id"> & { readonly id: MethodId; readonly augments?: boolean };

/** A built-in dataset without its code. */
export interface SourceDescriptor {
  readonly id: string;
  readonly title: string;
  readonly summary: string;
  readonly options: Schema;
  readonly classes: number;
}

/* ---------------------------------------------------------------- datasets */

export type SourceRequest =
  | { readonly kind: "builtin"; readonly id: string; readonly options: Values }
  | { readonly kind: "files"; readonly title: string; readonly files: readonly FileRef[]; readonly options: ImportOptions };

/** Small pictures of every image, for the page to draw. */
export interface Thumbnails {
  readonly height: number;
  readonly width: number;
  readonly channels: 1 | 3;
  /** [n, height, width, channels], 0 to 255. */
  readonly pixels: Uint8Array;
}

export interface DatasetSummary {
  readonly datasetId: DatasetId;
  readonly title: string;
  readonly shape: ImageShape;
  /** [n] */
  readonly paths: readonly string[];
  /** Class of each image and the classes' names, or null without labels. */
  readonly truth: { readonly codes: Int32Array; readonly names: readonly string[] } | null;
  readonly thumbnails: Thumbnails;
  readonly report: ImportReport;
  readonly hash: string;
  /** Whether the user's own files stand behind the images (they go into the ZIP as they were). */
  readonly fromFiles: boolean;
  /** Features that came with the images; absent where none did. */
  readonly features?: FeatureSummary;
}

/** Vectors that a dataset's images have beside their pixels. */
export type FeatureSummary = Omit<FeatureSet, "vectors"> & {
  /** d */
  readonly cols: number;
};

/** A pretrained model: its file, or where to fetch it. */
export type ModelRequest =
  | { readonly kind: "file"; readonly name: string; readonly blob: Blob }
  | { readonly kind: "url"; readonly url: string };

/** What a pretrained model was trained to see in the place of pixels from 0 to 1. */
export type ModelNormalisation = ModelFacts["normalisation"];

/** What a run learns from: the pixels, or the features attached to the images. */
export type RunInput = "pictures" | "features";

/* ---------------------------------------------------------------- runs */

/** `free` drops frames the page has no time for; `lockstep` waits for the page after every epoch. */
export type Pace = "free" | "lockstep";

export interface Checkpoint {
  readonly format: 1;
  readonly methodId: MethodId;
  readonly values: Values;
  readonly clusters: number;
  readonly seed: number;
  readonly datasetHash: string;
  /** Hash of the codes that were clustered in the place of pixels. */
  readonly codesHash?: string;
  /** Hash of the features that were learned from in the place of pixels. */
  readonly featuresHash?: string;
  readonly epoch: number;
  /** Milliseconds that the run took until then, pauses left out; older ones have none. */
  readonly elapsedMs?: number;
  readonly state: SavedState;
}

/** Vectors to cluster in the place of pixels: what a finished run of this engine left, or what a file held. */
export type CodesRequest =
  | { readonly kind: "run"; readonly runId: RunId }
  | { readonly kind: "given"; readonly data: Float32Array; readonly rows: number; readonly cols: number };

/** Codes of a finished run that the engine keeps for other methods to cluster. */
export interface KeptCodes {
  readonly runId: RunId;
  readonly datasetId: DatasetId;
  /** Such as "IDEC, k 10, seed 1". */
  readonly title: string;
  /** d */
  readonly cols: number;
}

export interface RunRequest {
  readonly runId: RunId;
  readonly datasetId: DatasetId;
  readonly methodId: MethodId;
  readonly values: Values;
  readonly clusters: number;
  readonly seed: number;
  readonly pace: Pace;
  /** Send the final codes with `finished`; without it they stay in the engine, since those of a method on pixels are as large as the dataset. */
  readonly wantCodes?: boolean;
  /** Cluster these instead of the pixels; only for a method that takes codes. */
  readonly codes?: CodesRequest;
  /** Left out: the pictures. */
  readonly input?: RunInput;
  readonly resumeFrom?: Checkpoint;
  /** [n, 2] the layout of the last frame: the first one is laid on that, so that the map by PCA of a run that goes on does not turn. */
  readonly shownAt?: Float32Array;
}

/** What is against a run, a sentence, and the one change that would mend it, where there is one. */
export type StartFault = Refusal;

export interface EpochFacts {
  readonly epoch: number;
  readonly phase: string;
  readonly losses: Readonly<Record<string, number>>;
  readonly facts: Readonly<Record<string, number>>;
  /** Of the partition that this epoch alone found: a restart. */
  readonly attempt?: Scores;
}

export interface Progress {
  readonly phase: string;
  /** Epochs done in this phase, and at most how many it takes (null: unknown). */
  readonly phaseEpoch: number;
  readonly phaseEpochs: number | null;
  readonly epoch: number;
  readonly steps: number;
  readonly imagesPerSecond: number;
  readonly elapsedMs: number;
  /** Time left in this phase, or null while it can't be told. */
  readonly etaMs: number | null;
  readonly memory: { readonly tensors: number; readonly bytes: number };
}

export interface ClusterSummary {
  readonly cluster: number;
  readonly size: number;
  /** Images nearest to the cluster's heart, best first; at most 24 and at most half of the cluster, rounded up; of 12 images or fewer all. */
  readonly exemplars: readonly number[];
  /** Least sure of this cluster, most doubtful first; at most 24. */
  readonly borderline: readonly number[];
  /** Farthest from the cluster's mean code, farthest first; at most 12. */
  readonly outliers: readonly number[];
  /** The commonest label in it, where labels are known. */
  readonly majority: { readonly name: string; readonly share: number } | null;
}

/** Scores against labels by id, as `ready` describes them. Noise (label -1) is one more cluster. */
export type Scores = Readonly<Record<string, number>>;

/** How clusters and classes overlap. */
export interface Confusion {
  /** [clusters, classes] row-major counts. */
  readonly counts: Int32Array;
  readonly clusters: number;
  readonly classes: readonly string[];
  /** [clusters] class that the Hungarian assignment gives each cluster, or -1. */
  readonly match: Int32Array;
}

/** A graph as the page shows it: its edges stay in the engine. */
export interface GraphFiguresView extends Omit<GraphView, "starts" | "columns">, GraphFigures {
  /** How often links join images of one label; null without labels. */
  readonly byClass: Homophily | null;
  /** How often links stay within a cluster; null before there are clusters. */
  readonly byCluster: Homophily | null;
}

/** What a method shows of its inner life, as it crosses the wire. */
export type ShownView = PicturesView | HistogramView | PairsView | GraphFiguresView | MatrixView;

export interface Frame {
  readonly runId: RunId;
  /** Counts frames of this run from 0. */
  readonly index: number;
  readonly epoch: number;
  readonly phase: string;
  /** [n, 2] aligned to the previous frame, within about [-1, 1]. */
  readonly layout: Float32Array;
  /** Mean distance that points moved since the last frame, in layout units. */
  readonly moved: number;
  /** [n] in [0, k), or null before there are clusters. */
  readonly labels: Int32Array | null;
  /** [n] in [0, 1], or null. */
  readonly confidence: Float32Array | null;
  /** More figures an image. */
  readonly columns: readonly Column[];
  /** What else the method shows; empty where it shows nothing. */
  readonly views: readonly ShownView[];
  readonly clusters: readonly ClusterSummary[] | null;
  readonly scores: Scores | null;
  readonly confusion: Confusion | null;
  /** Share of images whose cluster differs from the last frame's, or null. */
  readonly churn: number | null;
}

/* ---------------------------------------------------------------- the two unions */

export type Command =
  /** First message: choose a backend and answer `ready`, which is told once more whenever the backend changes. */
  | { readonly kind: "open"; readonly backend: BackendName | "auto" }
  | { readonly kind: "load"; readonly datasetId: DatasetId; readonly source: SourceRequest }
  /** Of the images, and of features on their way to them. */
  | { readonly kind: "cancelLoad"; readonly datasetId: DatasetId }
  /** Read features of the images from files; answered by `features` or `featuresFailed`, with `loading` before. Waits for the images. */
  | { readonly kind: "attachFeatures"; readonly datasetId: DatasetId; readonly files: readonly FileRef[] }
  /** Have a pretrained model find features in the pictures; answered like `attachFeatures`. */
  | {
      readonly kind: "extractFeatures";
      readonly datasetId: DatasetId;
      readonly model: ModelRequest;
      readonly normalisation: ModelNormalisation;
      /** Ask the model's address once more, though an earlier answer was kept. */
      readonly refresh?: boolean;
    }
  /** Answered by `features` with none. */
  | { readonly kind: "detachFeatures"; readonly datasetId: DatasetId }
  /** `successor` is the dataset of the same images that takes its place, and its runs. */
  | { readonly kind: "forget"; readonly datasetId: DatasetId; readonly successor?: DatasetId }
  | ({ readonly kind: "start" } & RunRequest)
  /** Ask what would be against this run, without starting it; answered by `checked` with the number of the request. */
  | { readonly kind: "check"; readonly request: number; readonly run: RunRequest }
  | { readonly kind: "pause"; readonly runId: RunId }
  | { readonly kind: "resume"; readonly runId: RunId }
  /** Train to the next epoch event, then pause. */
  | { readonly kind: "step"; readonly runId: RunId }
  /**
   * With `keepWithinMs` a checkpoint is sent first: of the epoch event that the run stands at, or else of the next one if that comes
   * within this time.
   */
  | { readonly kind: "stop"; readonly runId: RunId; readonly keepWithinMs?: number }
  | { readonly kind: "tune"; readonly runId: RunId; readonly values: Values }
  /** Save at the next epoch event and answer `checkpoint`. */
  | { readonly kind: "checkpoint"; readonly runId: RunId }
  /** The page has drawn frame `index` and has room for another. */
  | { readonly kind: "painted"; readonly runId: RunId; readonly index: number }
  /** Make a ZIP with each image in the folder of its cluster. `folders` holds one name a cluster. */
  | { readonly kind: "archive"; readonly datasetId: DatasetId; readonly labels: Int32Array; readonly folders: readonly string[] }
  /** Score the shape of a finished run's clusters, probe its codes where there are labels, and answer `measured`. */
  | { readonly kind: "measure"; readonly runId: RunId }
  /** The `count` images nearest to image `index` in the newest codes of the run; answered by `neighbours`. */
  | { readonly kind: "neighbours"; readonly runId: RunId; readonly index: number; readonly count: number }
  /**
   * Some images as `values` of the method would change them at random, the same ones under the same seed; answered by
   * `augmentationPreview`, between two steps where a run goes on. Of requests that wait the newest alone is answered.
   */
  | {
      readonly kind: "previewAugmentation";
      readonly request: number;
      readonly datasetId: DatasetId;
      readonly methodId: MethodId;
      readonly values: Values;
      readonly seed: number;
    }
  /** The projector's end of a port (projector-protocol.ts). */
  | { readonly kind: "connectProjector"; readonly port: MessagePort }
  | { readonly kind: "ping" };

/** Of one run, in the space of the codes, and of the pixels where the codes are something else. */
export interface Probes {
  readonly codes: ProbeScores;
  readonly pixels: ProbeScores | null;
}

export type EngineEvent =
  | {
      readonly kind: "ready";
      readonly backend: BackendReport;
      readonly methods: readonly MethodDescriptor[];
      readonly sources: readonly SourceDescriptor[];
      /** What every score is called and means. */
      readonly scores: readonly ScoreDescription[];
    }
  /**
   * The graphics device is gone. Another one is being opened, or the processor takes over; `ready` says which. A run goes on by
   * itself from its last checkpoint and repeats the epochs since.
   */
  | { readonly kind: "deviceLost"; readonly message: string }
  | {
      readonly kind: "loading";
      readonly datasetId: DatasetId;
      readonly done: number;
      readonly total: number | null;
      readonly what: string;
    }
  | { readonly kind: "dataset"; readonly dataset: DatasetSummary }
  | { readonly kind: "loadFailed"; readonly datasetId: DatasetId; readonly message: string; readonly report: ImportReport | null }
  | { readonly kind: "loadCancelled"; readonly datasetId: DatasetId }
  /** What features the images have now; `report` of how they were found, null where they are gone. */
  | {
      readonly kind: "features";
      readonly datasetId: DatasetId;
      readonly features: FeatureSummary | null;
      readonly report: ImportReport | null;
    }
  /** The features there were stay. `message` is null where the reading was cancelled; `related` where there were rows of some images. */
  | {
      readonly kind: "featuresFailed";
      readonly datasetId: DatasetId;
      readonly message: string | null;
      readonly report: ImportReport | null;
      readonly related?: true;
    }
  /** What is against the run that was asked about; nothing where it can start. */
  | { readonly kind: "checked"; readonly request: number; readonly faults: readonly StartFault[] }
  | { readonly kind: "started"; readonly runId: RunId; readonly values: Values }
  | {
      readonly kind: "phase";
      readonly runId: RunId;
      readonly phase: string;
      readonly title: string;
      readonly epochs: number | null;
      /** Its epochs are restarts. */
      readonly restarts?: true;
    }
  /** Every epoch's facts arrive, in order, batched to one message per 50 ms at most. */
  | { readonly kind: "progress"; readonly runId: RunId; readonly progress: Progress; readonly epochs: readonly EpochFacts[] }
  | { readonly kind: "frame"; readonly frame: Frame }
  | { readonly kind: "checkpoint"; readonly runId: RunId; readonly checkpoint: Checkpoint; readonly requested: boolean }
  | { readonly kind: "paused"; readonly runId: RunId }
  | { readonly kind: "resumed"; readonly runId: RunId }
  | { readonly kind: "tuned"; readonly runId: RunId; readonly values: Values }
  /** A command that can't be followed; the run goes on. */
  | { readonly kind: "rejected"; readonly runId: RunId | null; readonly message: string }
  | { readonly kind: "notice"; readonly runId: RunId; readonly level: "info" | "warning"; readonly message: string }
  | { readonly kind: "stopped"; readonly runId: RunId }
  | {
      readonly kind: "finished";
      readonly runId: RunId;
      readonly reason: string;
      readonly seconds: number;
      readonly epochs: number;
      /** The last frame; its labels are the run's answer. */
      readonly frame: Frame;
      /** [n, d] final codes, or null unless the request wanted them. */
      readonly codes: { readonly data: Float32Array; readonly rows: number; readonly cols: number } | null;
      readonly dendrogram: Dendrogram | null;
    }
  /** All codes that can be clustered now; told whenever they change. */
  | { readonly kind: "codesKept"; readonly runs: readonly KeptCodes[] }
  | {
      readonly kind: "measured";
      readonly runId: RunId;
      /** In the space of the codes, and of the pixels where the codes are something else. */
      readonly codes: InternalScores;
      readonly pixels: InternalScores | null;
      /** What can be read from both by labels, or null where there are none. */
      readonly probes: Probes | null;
    }
  | {
      readonly kind: "neighbours";
      readonly runId: RunId;
      readonly index: number;
      /** Nearest first, without the image itself. */
      readonly neighbours: readonly number[];
      readonly distances: readonly number[];
    }
  | { readonly kind: "augmentationPreview"; readonly request: number; readonly preview: AugmentationPreview }
  | { readonly kind: "archiving"; readonly datasetId: DatasetId; readonly done: number; readonly total: number }
  | { readonly kind: "archive"; readonly datasetId: DatasetId; readonly zip: Blob }
  | {
      readonly kind: "failed";
      readonly scope: "engine" | "run" | "archive";
      readonly runId: RunId | null;
      readonly message: string;
    }
  /** Nothing was heard of the engine for this long; made by the client, not the worker. */
  | { readonly kind: "unresponsive"; readonly silentMs: number }
  /** A new engine stands in for one that hung or died; its datasets are being loaded again. Made by the client. */
  | { readonly kind: "replaced"; readonly message: string }
  | { readonly kind: "pong" };
