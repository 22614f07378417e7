import type { DatasetId, RunId } from "../core/ids";
import type { Images } from "../core/images";
import type { Matrix } from "../core/matrix";
import type { Outcome } from "../core/saved-state";
import type { CodesRequest, KeptCodes } from "./protocol";
import type { ApprovedRun } from "./start-request";

/** Codes of all finished runs together may take this much; the oldest go first. */
const mostBytes = 512 * 2 ** 20;
/** And so many runs are kept. */
const mostRuns = 50;

/** What a finished run left. */
export interface KeptRun extends KeptCodes {
  readonly seed: number;
  readonly images: Images;
  readonly codes: Matrix;
  readonly labels: Int32Array;
  /** `images` are vectors of the pictures, and not those. */
  readonly onFeatures: boolean;
  /** The codes are what the run began with: pixels, or another run's codes. */
  readonly unchanged: boolean;
}

/** What finished runs left: for other methods to cluster, and for scores without labels. */
export class KeptRuns {
  #runs: readonly KeptRun[] = [];
  /** Datasets that were replaced by one of the same images, and that one. */
  readonly #successors = new Map<DatasetId, Successor>();
  readonly #tell: (runs: readonly KeptCodes[]) => void;

  /** `tell` hears of the list whenever it changes. */
  constructor(tell: (runs: readonly KeptCodes[]) => void) {
    this.#tell = tell;
  }

  get(runId: RunId): KeptRun | undefined {
    return this.#runs.find((run) => run.runId === runId);
  }

  /** The newest run stays, whatever its size. */
  keep(run: ApprovedRun, outcome: Outcome): void {
    const successor = this.#successors.get(run.request.datasetId);
    const made = successor ? handedOn(keptRun(run, outcome), successor) : keptRun(run, outcome);
    const all = [made, ...this.#runs.filter(({ runId }) => runId !== made.runId)];
    // Newest first: pixels that several runs share are there once, and with the dataset anyway.
    const counted = new Set<ArrayBufferLike>(all.map(({ images }) => images.pixels.buffer));
    let bytes = 0;
    const fits = ({ codes }: KeptRun): boolean => {
      const { buffer } = codes.data;
      const more = counted.has(buffer) ? 0 : codes.data.byteLength;
      if (bytes + more > mostBytes) return false;
      counted.add(buffer);
      bytes += more;
      return true;
    };
    this.#runs = all.filter((kept, i) => fits(kept) || i === 0).slice(0, mostRuns);
    this.#tellAll();
  }

  /** The dataset that the images of `datasetId` are now in. */
  datasetNow(datasetId: DatasetId): DatasetId {
    return this.#successors.get(datasetId)?.datasetId ?? datasetId;
  }

  /** The runs on a dataset, those that go on among them, become runs on another of the same `images`. */
  handOn(from: DatasetId, datasetId: DatasetId, images: Images): void {
    const successor = { datasetId, images };
    for (const [old, { datasetId: now }] of this.#successors) if (now === from) this.#successors.set(old, successor);
    this.#successors.set(from, successor);
    this.#runs = this.#runs.map((run) => (run.datasetId === from ? handedOn(run, successor) : run));
    this.#tellAll();
  }

  /** Forgets the runs on a dataset that is gone. */
  forget(datasetId: DatasetId): void {
    for (const [old, { datasetId: now }] of this.#successors) if (now === datasetId) this.#successors.delete(old);
    const left = this.#runs.filter((run) => run.datasetId !== datasetId);
    if (left.length === this.#runs.length) return;
    this.#runs = left;
    this.#tellAll();
  }

  #tellAll(): void {
    const offered = this.#runs.filter(({ unchanged }) => !unchanged);
    this.#tell(offered.map(({ runId, datasetId, title, cols }) => ({ runId, datasetId, title, cols })).reverse());
  }
}

interface Successor {
  readonly datasetId: DatasetId;
  readonly images: Images;
}

/** Without the pixels of a dataset that is gone, so that these lie in memory once; a run on features has vectors of its own. */
function handedOn(run: KeptRun, { datasetId, images }: Successor): KeptRun {
  if (run.onFeatures) return { ...run, datasetId };
  const isPixels = run.codes.data === run.images.pixels;
  return { ...run, datasetId, images, codes: isPixels ? { ...run.codes, data: images.pixels } : run.codes };
}

/** Without the request: a checkpoint that it went on from may be large. */
function keptRun({ request, method, images, codes }: ApprovedRun, outcome: Outcome): KeptRun {
  const { runId, datasetId, clusters, seed } = request;
  const k = method.findsClusters ? "" : `, k ${clusters}`;
  return {
    runId,
    datasetId,
    title: `${method.title}${k}, seed ${seed}${request.input === "features" ? ", on features" : ""}`,
    cols: outcome.codes.cols,
    seed,
    images,
    codes: outcome.codes,
    labels: outcome.labels,
    onFeatures: request.input === "features",
    unchanged: outcome.codes.data === (codes?.data ?? images.pixels),
  };
}

/** Codes that a request names, or a sentence that says why there are none. */
export function resolveCodes(
  wanted: CodesRequest,
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
  if (source.datasetId !== datasetId) return "The codes of that run are of other images; choose a run on these images.";
  return source.codes;
}
