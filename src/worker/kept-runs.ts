import type { DatasetId, RunId } from "../core/ids";
import type { Matrix } from "../core/matrix";
import type { Outcome } from "../core/saved-state";
import type { KeptCodes } from "./protocol";
import type { ApprovedRun } from "./start-request";

/** Codes of all finished runs together may take this much; the oldest go first. */
const mostBytes = 512 * 2 ** 20;

/** A run that has ended, and what came of it. */
export interface KeptRun {
  readonly run: ApprovedRun;
  readonly outcome: Outcome;
}

/** What finished runs left: for other methods to cluster, for scores and for neighbours. */
export class KeptRuns {
  readonly #runs = new Map<RunId, KeptRun>();
  readonly #tell: (runs: readonly KeptCodes[]) => void;

  /** `tell` hears of the list whenever it changes. */
  constructor(tell: (runs: readonly KeptCodes[]) => void) {
    this.#tell = tell;
  }

  get(runId: RunId): KeptRun | undefined {
    return this.#runs.get(runId);
  }

  /** The newest run stays, whatever its size. */
  keep(run: ApprovedRun, outcome: Outcome): void {
    const { runId } = run.request;
    this.#runs.delete(runId);
    this.#runs.set(runId, { run, outcome });
    let bytes = 0;
    for (const [id, { outcome: kept }] of [...this.#runs].reverse()) {
      bytes += kept.codes.data.byteLength;
      if (bytes > mostBytes && id !== runId) this.#runs.delete(id);
    }
    this.#tell(this.#list());
  }

  /** Forgets the runs on a dataset that is gone. */
  forget(datasetId: DatasetId): void {
    const before = this.#runs.size;
    for (const [id, { run }] of this.#runs) if (run.request.datasetId === datasetId) this.#runs.delete(id);
    if (this.#runs.size !== before) this.#tell(this.#list());
  }

  #list(): KeptCodes[] {
    return [...this.#runs.values()].filter(({ run, outcome }) => outcome.codes.data !== inputOf(run)).map(describe);
  }
}

/** The vectors that a run began with: pixels, or the codes it was given. */
export function inputOf({ codes, dataset }: ApprovedRun): Float32Array {
  return codes?.data ?? dataset.images.pixels;
}

function describe({ run, outcome }: KeptRun): KeptCodes {
  const { runId, datasetId, clusters, seed } = run.request;
  const k = run.method.findsClusters ? "" : `, k ${clusters}`;
  return { runId, datasetId, title: `${run.method.title}${k}, seed ${seed}`, cols: outcome.codes.cols };
}

/** Codes that a request names, or a sentence that says why there are none. */
export function resolveCodes(
  wanted: NonNullable<ApprovedRun["request"]["codes"]>,
  datasetId: DatasetId,
  count: number,
  kept: Pick<KeptRuns, "get">,
): Matrix | string {
  if (wanted.kind === "given") {
    const { data, rows, cols } = wanted;
    if (data.length !== rows * cols || cols < 1) return `The codes say [${rows}, ${cols}] but hold ${data.length} values.`;
    if (rows !== count) return `The codes have ${rows} rows, but there are ${count} images; give the codes of these images.`;
    if (!data.every(Number.isFinite)) return "Some of the codes are not finite numbers.";
    return { data, rows, cols };
  }
  const source = kept.get(wanted.runId);
  if (!source) return "The codes of that run are not kept any more; run it again, or choose other ones.";
  if (source.run.request.datasetId !== datasetId)
    return "The codes of that run are of other images; choose a run on these images.";
  return source.outcome.codes;
}
