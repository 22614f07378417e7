import { parseValues, type Schema, type Values, type ValuesOf } from "../../core/hyperparameters";
import type { Images } from "../../core/images";
import type { Matrix } from "../../core/matrix";
import { Rng } from "../../core/rng";
import type { Outcome, SavedState } from "../../core/saved-state";
import type { EpochEvent, Method, WorkCache } from "../method";

export interface Seen<State> {
  readonly outcome: Outcome;
  readonly notices: readonly string[];
  readonly epochs: readonly EpochEvent<State>[];
}

/** What a run told on its way, with the state after every epoch. */
export interface Trace<State> extends Seen<State> {
  readonly phases: readonly string[];
  /** Of each epoch. */
  readonly phaseOfEpoch: readonly string[];
  readonly saved: readonly State[];
}

export interface TrainOptions<State> {
  readonly images: Images;
  readonly clusters: number;
  /** The rest have their defaults; those that the method does not know are left out where `lenient`. */
  readonly values: Values;
  /** What they are now, instead of `values` all along. */
  readonly settings?: () => Values;
  readonly workCache?: WorkCache | null;
  readonly lenient?: boolean;
  readonly seed?: number;
  readonly resumeFrom?: State | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly knownLabels?: Int32Array;
}

/** A run that has not begun yet. */
export function trainingOf<S extends Schema, State extends SavedState>(method: Method<S, State>, options: TrainOptions<State>) {
  const { images, clusters, values, lenient = false, seed = 1, resumeFrom, knownLabels, workCache = null } = options;
  const { signal = new AbortController().signal } = options;
  const known = Object.entries(values).filter(([name]) => !lenient || name in method.hyperparameters);
  const parsed = parseValues(method.hyperparameters, Object.fromEntries(known));
  const { settings: now } = options;
  return method.train({
    images,
    codes: null,
    clusters,
    ...(knownLabels ? { knownLabels } : {}),
    rng: Rng.fromSeed(seed),
    signal,
    resumeFrom,
    workCache,
    settings: now ? () => parseValues(method.hyperparameters, now()) : () => parsed,
  });
}

/** Runs a method to its end and keeps all that it tells. */
export async function trainToEnd<S extends Schema, State extends SavedState>(
  method: Method<S, State>,
  options: TrainOptions<State>,
): Promise<Trace<State>> {
  const training = trainingOf(method, options);
  const notices: string[] = [];
  const phases: string[] = [];
  const phaseOfEpoch: string[] = [];
  const epochs: EpochEvent<State>[] = [];
  const saved: State[] = [];
  for (;;) {
    const next = await training.next();
    if (next.done) return { outcome: next.value, notices, phases, phaseOfEpoch, epochs, saved };
    if (next.value.kind === "notice") notices.push(next.value.message);
    if (next.value.kind === "phase") phases.push(next.value.phase);
    if (next.value.kind !== "epoch") continue;
    epochs.push(next.value);
    phaseOfEpoch.push(phases.at(-1) ?? "");
    saved.push(structuredClone(await next.value.save()));
  }
}

/** Bright bars in one of the upper `clusters` quarters of dark pictures, side x side grey. */
export function bars(count: number, clusters: number, side: 4 | 8): Images {
  const rng = Rng.fromSeed("bars");
  const size = side * side;
  const pixels = Float32Array.from({ length: count * size }, (_, at) => {
    const quarter = Math.floor((4 * (at % size)) / size);
    return Math.min(1, Math.max(0, (quarter === Math.floor(at / size) % clusters ? 0.9 : 0.1) + 0.05 * rng.normal()));
  });
  return { shape: { count, height: side, width: side, channels: 1 }, pixels, paths: [], truth: null };
}

/** The first `count` digits of a golden set as pictures. */
export function picturesOf({ data, cols }: Matrix, count: number): Images {
  const side = Math.sqrt(cols);
  return {
    shape: { count, height: side, width: side, channels: 1 },
    pixels: data.slice(0, count * cols),
    paths: [],
    truth: null,
  };
}

/** Runs `method` on `points` [n, d] to its end, for tests: its outcome and what it told. */
export function runOf<S extends Schema, State extends SavedState>(
  method: Method<S, State>,
  points: Matrix,
  values: Partial<ValuesOf<S>>,
  clusters = 10,
  seed = 1,
): Promise<Seen<State>> {
  const images = {
    shape: { count: points.rows, height: 1, width: points.cols, channels: 1 },
    pixels: points.data,
    paths: [],
    truth: null,
  } as const;
  return trainToEnd(method, { images, clusters, values: values as Values, seed });
}
