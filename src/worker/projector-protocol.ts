import type { Values } from "../core/hyperparameters";
import type { RunId } from "../core/ids";
import type { Projector } from "../projection/projector";

/* The projector: a second worker, which lays out codes that the engine hands it over a port of their own. */

/** A projector without its code. */
export type ProjectorDescriptor = Omit<Projector, "project">;

/** How faithful a layout is to the codes it shows, each in [0, 1]. */
export interface ProjectionQuality {
  /** Neighbours a point on which both are taken. */
  readonly k: number;
  /** 1 where nobody is a point's neighbour on the map that is not one among the codes. */
  readonly trustworthiness: number;
  /** 1 where every neighbour among the codes is one on the map. */
  readonly continuity: number;
  /** Points asked, where not all. */
  readonly sampled: number | null;
}

/** From the page. */
export type ProjectorCommand =
  /** First message: the engine's end of a port. A new engine brings a new port. */
  | { readonly kind: "connect"; readonly port: MessagePort }
  /** Project so from now on; what is under way is dropped, and the last codes are laid out anew from where the points lie. */
  | { readonly kind: "choose"; readonly projectorId: string; readonly values: Values; readonly seed: number };

/** To the page. */
export type ProjectorEvent =
  | { readonly kind: "projectors"; readonly projectors: readonly ProjectorDescriptor[] }
  | {
      readonly kind: "layout";
      readonly runId: RunId;
      /** Index of the frame whose codes these are. */
      readonly frame: number;
      readonly projectorId: string;
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
      readonly projectorId: string;
      readonly stage: string;
      readonly step: number;
      readonly steps: number | null;
    }
  /** Of the final layout of a run that has ended. */
  | { readonly kind: "quality"; readonly runId: RunId; readonly projectorId: string; readonly quality: ProjectionQuality }
  | { readonly kind: "projectionFailed"; readonly runId: RunId | null; readonly message: string };

/** From the engine to the projector. */
export interface ProjectorCodes {
  readonly kind: "codes";
  readonly runId: RunId;
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
