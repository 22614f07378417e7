import type { RunId } from "../core/ids";
import type { Labels } from "../core/images";
import type { Matrix } from "../core/matrix";
import { Rng } from "../core/rng";
import type { Snapshot } from "../core/saved-state";
import { checkCodes } from "./health";
import type { FrameParts, Timing } from "./host-parts";
import type { Confusion, Frame } from "./protocol";
import { shownViews, viewBuffers } from "./shown-views";

interface FrameOptions {
  readonly runId: RunId;
  /** k of the request. */
  readonly clusters: number;
  /** The method finds k by itself: there are as many clusters as its labels name. */
  readonly findsClusters: boolean;
  readonly seed: number;
  readonly truth: Labels | null;
  /** Whether views of pictures can be looked at: those made of vectors can't. */
  readonly picturesShown: boolean;
  readonly parts: FrameParts;
  readonly timing: Timing;
  /** [n, 2] that the first frame is laid on; none where the images were not shown before. */
  readonly shownAt?: Float32Array | undefined;
  now(): number;
}

/** Makes a run's frames and decides when one is due: never while the page still draws the last one. */
export class Frames {
  readonly #options: FrameOptions;
  #count = 0;
  #unpainted: number | null = null;
  #previous: { readonly layout: Float32Array; readonly labels: Int32Array | null; readonly phase: string } | null = null;
  #notBefore = Number.NEGATIVE_INFINITY;
  #codes: Matrix | null = null;

  constructor(options: FrameOptions) {
    this.#options = options;
    if (options.shownAt) this.#previous = { layout: options.shownAt, labels: null, phase: "" };
  }

  /** A frame is on its way that the page hasn't drawn yet. */
  get unpainted(): boolean {
    return this.#unpainted !== null;
  }
  /** [n, d] of the newest frame; null before the first. Nobody changes them. */
  get codes(): Matrix | null {
    return this.#codes;
  }
  /** [n, 2] of the newest frame, kept for the next one to be aligned to; null before the first. */
  get layout(): Float32Array | null {
    return this.#previous?.layout ?? null;
  }
  painted(index: number): void {
    if (this.#unpainted !== null && index >= this.#unpainted) this.#unpainted = null;
  }

  /** Whether a frame may be made now, in free pace. */
  due(): boolean {
    return !this.unpainted && this.#options.now() >= this.#notBefore;
  }

  /** The frame of `snapshot()` taken in `epoch`, whose buffers (`frameBuffers`) nobody else holds. */
  async make(snapshot: () => Promise<Snapshot>, epoch: number, phase: string): Promise<Frame> {
    const { now, timing } = this.#options;
    const began = now();
    const frame = await this.#build(await snapshot(), epoch, phase);
    const cost = now() - began;
    // cost / (cost + wait) <= frameShare
    const wait = cost * (1 / timing.frameShare - 1);
    this.#notBefore = now() + Math.max(wait, timing.framesMs - cost);
    this.#unpainted = frame.index;
    return frame;
  }

  async #build(snapshot: Snapshot, epoch: number, phase: string): Promise<Frame> {
    const { runId, truth, parts, seed, picturesShown } = this.#options;
    checkCodes(snapshot, epoch);
    this.#codes = snapshot.codes;
    // The same stream every time: a frame more or less must not change the next one.
    const fresh = await parts.layout(snapshot.codes, Rng.fromSeed(seed).fork("layout"));
    const { layout, moved } = this.#previous ? parts.align(this.#previous.layout, fresh) : { layout: fresh, moved: 0 };
    const labels = snapshot.labels?.slice() ?? null;
    const clusters = snapshot.clusters ?? (this.#options.findsClusters ? countOf(labels) : this.#options.clusters);
    const frame: Frame = {
      runId,
      index: this.#count,
      epoch,
      phase,
      layout: layout.slice(),
      moved,
      labels,
      confidence: snapshot.confidence?.slice() ?? null,
      columns: snapshot.columns?.map((column) => ({ ...column, values: column.values.slice() })) ?? [],
      views: shownViews(
        snapshot.views?.filter(({ kind }) => picturesShown || kind !== "pictures") ?? [],
        labels,
        clusters,
        truth,
      ),
      clusters: labels && parts.summarise(snapshot, clusters, truth),
      scores: labels && parts.scores(labels, truth),
      confusion: labels && truth && this.#confusion(labels, truth, clusters),
      // A new phase may number its clusters anew: a comparison across it says nothing.
      churn: this.#previous?.phase === phase ? churnBetween(this.#previous.labels, labels) : null,
    };
    this.#count += 1;
    // Copies, because the frame's own buffers move to the page.
    this.#previous = { layout, labels: labels?.slice() ?? null, phase };
    return frame;
  }

  #confusion(labels: Int32Array, truth: Labels, clusters: number): Confusion {
    return { ...this.#options.parts.confusion(labels, clusters, truth), clusters, classes: truth.names };
  }
}

/** How many clusters labels 0 to k - 1 name; noise is none. */
function countOf(labels: Int32Array | null): number {
  return labels?.reduce((most, label) => Math.max(most, label + 1), 0) ?? 0;
}

/** The buffers of `frame` that were made for it alone and may move to the page. */
export function frameBuffers(frame: Frame): ArrayBufferLike[] {
  const columns = frame.columns.map(({ values }) => values);
  const arrays = [frame.layout, frame.labels, frame.confidence, ...columns].flatMap((array) => (array ? [array.buffer] : []));
  return [...arrays, ...viewBuffers(frame.views)];
}

/** Share of images whose cluster differs, in [0, 1], or null where either has no clusters. */
export function churnBetween(before: Int32Array | null, after: Int32Array | null): number | null {
  if (!before || !after) return null;
  let changed = 0;
  for (let i = 0; i < after.length; i++) if (before[i] !== after[i]) changed += 1;
  return changed / after.length;
}
