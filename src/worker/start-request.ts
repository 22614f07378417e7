import { valuesInForce } from "../core/colourless-settings";
import { HyperparameterError, parseValues, type Values } from "../core/hyperparameters";
import { type Images, imageSize } from "../core/images";
import { inputKind } from "../core/input-kind";
import type { Matrix } from "../core/matrix";
import type { Dataset } from "../data/dataset";
import type { Method } from "../methods/method";
import { codesChecksum } from "./codes-checksum";
import { vectorsOf } from "./feature-vectors";
import { type KeptRuns, resolveCodes } from "./kept-runs";
import { drawKnownLabels, type KnownLabels } from "./known-labels";
import type { Checkpoint, RunRequest, StartFault } from "./protocol";

/** A request that can be followed. */
export interface ApprovedRun {
  readonly request: RunRequest;
  readonly method: Method;
  readonly dataset: Dataset;
  /** What is learned from: the dataset's own images, or its features in their place. */
  readonly images: Images;
  /** Of those features; null where pictures are learned from. */
  readonly featuresHash: string | null;
  /** [n, d] to cluster in the place of pixels, or null. */
  readonly codes: Matrix | null;
  readonly values: Values;
  /** The labels that the method is given, or null where it learns from none. */
  readonly known: KnownLabels | null;
}

/** A run can't start; the message names every fault. */
export class StartError extends Error {
  override readonly name = "StartError";
  readonly faults: readonly StartFault[];

  constructor(...faults: readonly (StartFault | string)[]) {
    const all = faults.map((fault) => (typeof fault === "string" ? { message: fault } : fault));
    super(all.map(({ message }) => message).join(" "));
    this.faults = all;
  }
}

/** What is against a run; nothing where `start` approves of it. */
export function faultsOf(start: () => unknown): readonly StartFault[] {
  try {
    start();
    return [];
  } catch (error) {
    if (error instanceof StartError) return error.faults;
    throw error;
  }
}

/** Returns what a run needs, or throws one StartError that names everything wrong with the request. */
export function approve(
  request: RunRequest,
  methods: readonly Method[],
  dataset: Dataset | undefined,
  kept: Pick<KeptRuns, "get">,
): ApprovedRun {
  const method = methods.find((candidate) => candidate.id === request.methodId);
  if (!method)
    throw new StartError(`There is no method "${request.methodId}"; there are ${methods.map(({ id }) => id).join(", ")}.`);
  if (!dataset) throw new StartError("The dataset of this run isn't loaded; load it, then start again.");
  const faults: (StartFault | string)[] = countFaults(request, method, dataset.images.shape.count);
  const given = collect(faults, () => parseValues(method.hyperparameters, request.values));
  if (!Number.isFinite(request.seed)) faults.push(`The seed must be a number, got ${request.seed}.`);
  const codes = codesOf(request, method, dataset, kept, faults);
  const { images, featuresHash } = inputOf(request, dataset, faults);
  const on = inputKind(images.shape, { features: featuresHash !== null, codes: codes !== null });
  const values = given && valuesInForce(method.hyperparameters, given, on);
  if (request.resumeFrom)
    faults.push(...resumeFaults(request.resumeFrom, request, method, dataset, { codes, featuresHash }, values));
  const { truth } = dataset.images;
  const learns = method.learnsFromLabels === true;
  if (learns && !truth?.codes.some((code) => code >= 0))
    faults.push(
      `${method.title} learns from the labels of some images, and this dataset has none; load one with labels, or choose another method.`,
    );
  if (faults.length > 0 || !values) throw new StartError(...faults);
  const known = learns && truth ? drawKnownLabels(truth, values, request.seed) : null;
  const refusal = method.refuses?.({
    points: codes ?? { data: images.pixels, rows: images.shape.count, cols: imageSize(images.shape) },
    clusters: request.clusters,
    values,
    onCodes: codes !== null,
    knownClasses: known?.classes.length ?? 0,
  });
  if (refusal) throw new StartError(refusal);
  return { request, method, dataset, images, featuresHash, codes, values, known };
}

function inputOf({ input, codes }: RunRequest, { images, features }: Dataset, faults: (StartFault | string)[]) {
  const pictures = { images, featuresHash: null };
  if (input !== "features") return pictures;
  if (codes) faults.push("A run learns from features or from the codes of another run; choose one of them.");
  if (!features) {
    faults.push("These images have no features; add some, or choose the pictures.");
    return pictures;
  }
  return { images: { ...images, ...vectorsOf(features) }, featuresHash: hashOf(features.vectors) };
}

const hashes = new WeakMap<Matrix, string>();

/** Of vectors that nobody changes: a run is asked about again and again before it starts. */
function hashOf(vectors: Matrix): string {
  const hash = hashes.get(vectors) ?? codesChecksum(vectors);
  hashes.set(vectors, hash);
  return hash;
}

function codesOf(
  request: RunRequest,
  method: Method,
  dataset: Dataset,
  kept: Pick<KeptRuns, "get">,
  faults: (StartFault | string)[],
): Matrix | null {
  if (!request.codes) return null;
  if (!method.takesCodes) {
    faults.push(`${method.title} learns from pictures and can't cluster the codes of another run; choose a classical method.`);
    return null;
  }
  const found = resolveCodes(request.codes, request.datasetId, dataset.images.shape.count, kept);
  if (typeof found !== "string") return found;
  faults.push(found);
  return null;
}

function countFaults({ clusters }: RunRequest, { findsClusters }: Method, count: number): (StartFault | string)[] {
  // A k that nobody asks for can't be wrong.
  if (findsClusters) return [];
  if (!Number.isInteger(clusters) || clusters < 2)
    return [`The number of clusters must be a whole number of at least 2, got ${clusters}.`];
  if (clusters > count)
    return [
      {
        message: `${clusters} clusters can't be made of ${count} images; choose at most ${count} clusters or add images.`,
        // One picture a cluster would tell nothing.
        instead: { clusters: Math.max(2, Math.floor(count / 2)) },
      },
    ];
  return [];
}

function resumeFaults(
  checkpoint: Checkpoint,
  request: RunRequest,
  method: Method,
  dataset: Dataset,
  { codes, featuresHash }: Pick<ApprovedRun, "codes" | "featuresHash">,
  values: Values | undefined,
): string[] {
  if (checkpoint.format !== 1)
    return [`The checkpoint has format ${checkpoint.format}, and this version reads format 1; start a new run instead.`];
  if (checkpoint.methodId !== request.methodId)
    return [`The checkpoint was made by the method "${checkpoint.methodId}"; choose that method to resume it.`];
  const faults: string[] = [];
  if (checkpoint.datasetHash !== dataset.hash)
    faults.push("The checkpoint was made with other images; load the same dataset with the same import options to resume it.");
  if (checkpoint.codesHash !== (codes ? codesChecksum(codes) : undefined))
    faults.push("The checkpoint was made with other input; choose the same pixels or codes to resume it.");
  else if ((checkpoint.featuresHash ?? null) !== featuresHash)
    faults.push("The checkpoint was made with other input; choose the same pictures or features to resume it.");
  if (checkpoint.clusters !== request.clusters)
    faults.push(`The checkpoint has ${checkpoint.clusters} clusters; set the number of clusters to that to resume it.`);
  if (checkpoint.seed !== request.seed)
    faults.push(`The checkpoint has the seed ${checkpoint.seed}; set the seed to that to resume it.`);
  if (values) faults.push(...frozenFaults(checkpoint, method, values));
  return faults;
}

/** Settings that can't change during a run can't change between its halves either. */
function frozenFaults(checkpoint: Checkpoint, method: Method, values: Values): string[] {
  const faults: string[] = [];
  const saved = collect(faults, () => parseValues(method.hyperparameters, checkpoint.values));
  if (!saved) return faults;
  const changed = Object.entries(method.hyperparameters).filter(
    ([name, field]) => !field.live && String(saved[name]) !== String(values[name]),
  );
  return changed.map(
    ([name]) => `${name}: the checkpoint was made with ${String(saved[name])}; set it to that to resume, or start a new run.`,
  );
}

/** The value of `make`, or undefined with its faults added to `faults`. */
function collect<Value>(faults: (StartFault | string)[], make: () => Value): Value | undefined {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof HyperparameterError)) throw error;
    faults.push(...error.faults);
    return undefined;
  }
}
