import { defaultsOf, type Schema, type ValuesOf } from "../../core/hyperparameters";
import type { Matrix } from "../../core/matrix";
import { Rng } from "../../core/rng";
import type { Outcome, SavedState } from "../../core/saved-state";
import type { EpochEvent, Method } from "../method";

export interface Seen<State> {
  readonly outcome: Outcome;
  readonly notices: readonly string[];
  readonly epochs: readonly EpochEvent<State>[];
}

/** Runs `method` on `points` [n, d] to its end, for tests: its outcome and what it told. */
export async function runOf<S extends Schema, State extends SavedState>(
  method: Method<S, State>,
  points: Matrix,
  values: Partial<ValuesOf<S>>,
  clusters = 10,
  seed = 1,
): Promise<Seen<State>> {
  const settings = { ...defaultsOf(method.hyperparameters), ...values };
  const training = method.train({
    images: {
      shape: { count: points.rows, height: 1, width: points.cols, channels: 1 },
      pixels: points.data,
      paths: [],
      truth: null,
    },
    codes: null,
    clusters,
    rng: Rng.fromSeed(seed),
    signal: new AbortController().signal,
    resumeFrom: undefined,
    workCache: null,
    settings: () => settings,
  });
  const notices: string[] = [];
  const epochs: EpochEvent<State>[] = [];
  for (;;) {
    const next = await training.next();
    if (next.done) return { outcome: next.value, notices, epochs };
    if (next.value.kind === "notice") notices.push(next.value.message);
    if (next.value.kind === "epoch") epochs.push(next.value);
  }
}
