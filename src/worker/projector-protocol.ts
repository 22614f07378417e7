import type { Values } from "../core/hyperparameters";
import type { RunId } from "../core/ids";
import type { ProjectionQuality } from "../metrics/projection-quality";
import type { Projector } from "../projection/projector";

export type { ProjectionQuality };

/* The projector: a second worker, which lays out codes that the engine hands it over a port of their own. */

/** A projector without its code. */
export type ProjectorDescriptor = Omit<Projector, "project">;

/** From the page. */
export type ProjectorCommand =
  /** First message: the engine's end of a port. A new engine brings a new port. */
  | { readonly kind: "connect"; readonly port: MessagePort }
  /**
   * Project so from now on; what is under way is dropped, and the last codes are laid out anew from where the points lie. Events
   * name the number of the choice they come of.
   */
  | { readonly kind: "choose"; readonly choice: number; readonly projectorId: string; readonly values: Values };

/** To the page. */
export type ProjectorEvent =
  | { readonly kind: "projectors"; readonly projectors: readonly ProjectorDescriptor[] }
  | {
      readonly kind: "layout";
      readonly runId: RunId;
      /** Index of the frame whose codes these are. */
      readonly frame: number;
      readonly choice: number;
      /** [n, 2] aligned to the last one, within about [-1, 1]. */
      readonly layout: Float32Array;
      /** Mean distance that points moved since the last one, in layout units. */
      readonly moved: number;
      readonly stage: string;
      readonly step: number;
      readonly steps: number | null;
      /** Nothing more comes of these codes. */
      readonly done: boolean;
    }
  /** Work before there is a layout to show. */
  | {
      readonly kind: "projecting";
      readonly runId: RunId;
      readonly choice: number;
      readonly stage: string;
      readonly step: number;
      readonly steps: number | null;
    }
  /** Of the final layout of a run that has ended. */
  | { readonly kind: "quality"; readonly runId: RunId; readonly choice: number; readonly quality: ProjectionQuality }
  /** Without a choice where nothing can be projected any more. */
  | { readonly kind: "projectionFailed"; readonly runId: RunId | null; readonly choice?: number; readonly message: string };

/** From the engine to the projector: codes, or that what it holds is of the past. */
export type ProjectorInput = ProjectorCodes | { readonly kind: "forget" };

export interface ProjectorCodes {
  readonly kind: "codes";
  readonly runId: RunId;
  /** The run's. */
  readonly seed: number;
  readonly frame: number;
  /** [n, d]; null where they are those of the message before. */
  readonly codes: { readonly data: Float32Array; readonly rows: number; readonly cols: number } | null;
  /** [n, 2] by PCA, as the frame has it: the first place of every point. */
  readonly layout: Float32Array;
  /** The run has ended: these are its last codes, sent whether wanted or not. */
  readonly final: boolean;
}

/** From the projector to the engine: room for the codes of one more frame. */
export interface ProjectorWish {
  readonly kind: "want";
}
