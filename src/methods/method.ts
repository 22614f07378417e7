import type { Schema, Values, ValuesOf } from "../core/hyperparameters";
import type { Images } from "../core/images";
import type { Matrix } from "../core/matrix";
import type { Rng } from "../core/rng";
import type { Outcome, SavedState, Snapshot } from "../core/saved-state";
import type { Refusal, StartFacts } from "./parts/refusal";

export interface Reference {
  readonly authors: string;
  readonly title: string;
  readonly venue: string;
  readonly year: number;
}

/** A named set of values, such as the paper's own. Names that it leaves out keep their defaults. */
export interface Recipe {
  readonly id: string;
  readonly title: string;
  readonly help: string;
  readonly values: Values;
}

/** Finished parts of runs, such as a pretrained network, that a later run with the same settings need not do again. */
export interface WorkCache {
  /** What was kept under `key`, or undefined. The caller must not change it. */
  find(key: string): Promise<SavedState | undefined>;
  /** `key` names everything that the work came of but the images and the backend, which the host adds. */
  keep(key: string, work: SavedState): Promise<void>;
}

/** What a method is given. */
export interface Run<V, State> {
  readonly images: Images;
  /** [n, d] codes of an earlier run that the user chose to cluster instead of the pixels, or null. Only where `takesCodes`. */
  readonly codes: Matrix | null;
  /** k, the number of clusters to find. */
  readonly clusters: number;
  /**
   * [n] the labels that the user gives to learn from: the known class of an image, counted from 0 to as many as are known, or -1 where
   * it is not told. Only where `learnsFromLabels`.
   */
  readonly knownLabels?: Int32Array;
  readonly rng: Rng;
  /** Aborted when the run is stopped; long inner loops look at it. */
  readonly signal: AbortSignal;
  /** What an earlier run's `save()` gave, to go on from there. */
  readonly resumeFrom: State | undefined;
  /** What earlier runs on the same images left of long work, or null where nobody keeps any. */
  readonly workCache: WorkCache | null;
  /** The values in force now; read again at the top of every epoch, since live ones may have changed. */
  settings(): V;
}

/** Cheap facts that are sent for every epoch: loss terms and other figures by name. */
export type Figures = Readonly<Record<string, number>>;

export interface EpochEvent<State> {
  readonly kind: "epoch";
  /** Counts from 0 over the whole run, all phases together; epoch 0 is the state before training. */
  readonly epoch: number;
  /** Mean over the epoch of each loss term; `total` is what was minimised. Empty for epoch 0. */
  readonly losses: Figures;
  /** Other cheap figures, such as the share of labels that changed. */
  readonly facts?: Figures;
  /** [n] the partition that this epoch alone found, where epochs are independent restarts: scored one by one for mean and spread. */
  readonly attempt?: Int32Array;
  /** A state to be seen that is none of the phase's epochs: what there is before the first, as epoch 0 always is, or what the cache had. */
  readonly uncounted?: true;
  /** How many epochs the phase will take at most, where a setting changed on the way may have made that another number. */
  readonly phaseEpochs?: number;
  /** The phase ends here, unless a setting is changed now: a state worth keeping. */
  readonly last?: true;
  /** Dear: codes and assignments now. Valid until the generator is resumed. */
  snapshot(): Promise<Snapshot>;
  /** Dear: everything needed to go on from here. Valid until the generator is resumed. */
  save(): Promise<State>;
}

export type TrainingEvent<State> =
  /**
   * A new phase begins; `epochs` is how many it will take at most, or null where nobody can tell. A run that resumes says
   * how many of them it had `done` before. `restarts`: its epochs are restarts, which begin anew and do not build on each other.
   */
  | {
      readonly kind: "phase";
      readonly phase: string;
      readonly title: string;
      readonly epochs: number | null;
      readonly done?: number;
      readonly restarts?: true;
    }
  /** A batch of `images` is done: a place to pause. */
  | { readonly kind: "step"; readonly images: number }
  | EpochEvent<State>
  /** Something the user should know. `tellsEmpty`: that clusters hold no images, so that the host needn't. */
  | { readonly kind: "notice"; readonly level: "info" | "warning"; readonly message: string; readonly tellsEmpty?: boolean };

export type Training<State> = AsyncGenerator<TrainingEvent<State>, Outcome, void>;

/** One clustering method: a declaration and an async generator. The host owns pause, stop, pace, checkpoints and the wire. */
export interface Method<S extends Schema = Schema, State extends SavedState = SavedState> {
  /** Equal to the file name. */
  readonly id: string;
  readonly title: string;
  readonly family: "classical" | "autoencoder" | "contrastive" | "generative";
  /** One paragraph for somebody who never heard of it. */
  readonly summary: string;
  /** When to take it, one sentence: for which pictures, how long it takes, and what speaks against it. */
  readonly takeWhen: string;
  readonly reference: Reference;
  /** Where it departs from its paper, a sentence each. */
  readonly departures: readonly string[];
  readonly hyperparameters: S;
  readonly recipes: readonly Recipe[];
  /** It clusters any vectors: pixels, or the codes of an earlier run. */
  readonly takesCodes?: boolean;
  /** It finds the number of clusters by itself; k is not asked for. */
  readonly findsClusters?: boolean;
  /** It is given some of the labels, as `knownLabelHyperparameters` among its settings say, and can't start without any. */
  readonly learnsFromLabels?: boolean;
  /** What `train` would throw at once for, so that it can be told before a run starts; null where nothing is against it. */
  refuses?(start: StartFacts<ValuesOf<S>>): Refusal | null;
  train(run: Run<ValuesOf<S>, State>): Training<State>;
}

/** Declares a method; infers the values' type from the schema. */
export function defineMethod<const S extends Schema, State extends SavedState = SavedState>(
  method: Method<S, State>,
): Method<S, State> {
  return method;
}

/** Builds an epoch event, so that a missing member is an error on the line that yields it. */
export function epochEvent<State>(event: Omit<EpochEvent<State>, "kind">): EpochEvent<State> {
  return { kind: "epoch", ...event };
}

/** A phase begins whose epochs are `count` restarts, of which a run that resumes had `done` some before. */
export function restartsPhase(title: string, count: number, done: number) {
  return { kind: "phase", phase: "cluster", title, epochs: count, done, restarts: true } as const;
}

/** A step of `images` images is done. */
export function stepEvent(images: number): { readonly kind: "step"; readonly images: number } {
  return { kind: "step", images };
}

/** A method fit for its user's data could not start or go on; the message says what would do. */
export class MethodError extends Error {
  override readonly name = "MethodError";
}

/** Throws what a method refuses, the same sentence that was told before the start. */
export function heed(refusal: Refusal | null): void {
  if (refusal) throw new MethodError(refusal.message);
}
