import { parseValues } from "../core/hyperparameters";
import type { DatasetId } from "../core/ids";
import { checkImages } from "../core/images";
import { type Dataset, type FeatureSet, ImportError, type LoadContext } from "../data/dataset";
import { sentenceOf } from "./failure";
import { featureSummary } from "./feature-vectors";
import type { EngineParts, Send } from "./host-parts";
import { loadContext } from "./load-context";
import type { DatasetSummary, SourceRequest } from "./protocol";

const advice = "Nothing was loaded; check the files, or try fewer or other ones.";

/** The datasets in memory, and those that are being loaded. */
export class Shelf {
  readonly #parts: EngineParts;
  readonly #send: Send;
  readonly #datasets = new Map<DatasetId, Dataset>();
  readonly #loading = new Map<DatasetId, AbortController>();
  readonly #loads = new Map<DatasetId, Promise<void>>();

  constructor(parts: EngineParts, send: Send) {
    this.#parts = parts;
    this.#send = send;
  }

  get(id: DatasetId): Dataset | undefined {
    return this.#datasets.get(id);
  }

  /** Resolves once no load of this dataset goes on, whatever came of it. */
  async loaded(id: DatasetId): Promise<void> {
    await this.#loads.get(id);
  }
  keepFeatures(id: DatasetId, features: FeatureSet | null): void {
    const dataset = this.#datasets.get(id);
    if (!dataset) return;
    const { features: _, ...rest } = dataset;
    this.#datasets.set(id, features ? { ...rest, features } : rest);
  }

  /** Loads and tells how it went. Never rejects. */
  load(datasetId: DatasetId, source: SourceRequest): Promise<void> {
    const load = this.#load(datasetId, source);
    // A second load of what is on its way is refused at once, and says nothing of the first.
    if (!this.#loads.has(datasetId))
      this.#loads.set(
        datasetId,
        load.finally(() => this.#loads.delete(datasetId)),
      );
    return load;
  }

  async #load(datasetId: DatasetId, source: SourceRequest): Promise<void> {
    if (this.#loading.has(datasetId)) {
      this.#send({ kind: "rejected", runId: null, message: "This dataset is being loaded already; wait for it or cancel it." });
      return;
    }
    const abort = new AbortController();
    this.#loading.set(datasetId, abort);
    try {
      const dataset = await this.#fetch(source, loadContext(datasetId, abort.signal, this.#parts, this.#send));
      abort.signal.throwIfAborted();
      // The one place that every reader and generator passes: no method has to doubt its pixels.
      checkImages(dataset.images);
      const { count, vectors } = dataset.images.shape;
      if (count < 2)
        throw new ImportError(
          `There is only one ${vectors ? "vector" : "image"} here, and clustering needs at least two.`,
          dataset.report,
        );
      const thumbnails = await this.#parts.thumbnails(dataset.images);
      abort.signal.throwIfAborted();
      this.#datasets.set(datasetId, dataset);
      const summary = summaryOf(datasetId, dataset, thumbnails, source.kind === "files");
      // Thumbnails were made for the page; everything else stays in use here and is cloned.
      this.#send({ kind: "dataset", dataset: summary }, [thumbnails.pixels.buffer]);
    } catch (error) {
      this.#send(
        abort.signal.aborted
          ? { kind: "loadCancelled", datasetId }
          : {
              kind: "loadFailed",
              datasetId,
              message: sentenceOf(error, advice),
              report: error instanceof ImportError ? error.report : null,
            },
      );
    } finally {
      this.#loading.delete(datasetId);
    }
  }

  /** Nothing to cancel is no fault: the load may have ended while the command was on its way. */
  cancel(id: DatasetId): void {
    this.#loading.get(id)?.abort();
  }
  /** What was added to a dataset goes over to another of the same images, which takes its place. */
  handOn(id: DatasetId, successor: DatasetId): void {
    const features = this.#datasets.get(id)?.features;
    if (features && !this.#datasets.get(successor)?.features) this.keepFeatures(successor, features);
  }
  /** A run that uses the dataset keeps it until it ends. */
  forget(id: DatasetId): void {
    this.cancel(id);
    this.#datasets.delete(id);
  }
  close(): void {
    for (const abort of this.#loading.values()) abort.abort();
    this.#datasets.clear();
  }

  #fetch(request: SourceRequest, context: LoadContext): Promise<Dataset> {
    if (request.kind === "files") return this.#parts.importFiles(request.title, request.files, request.options, context);
    const { sources } = this.#parts;
    const source = sources.find((candidate) => candidate.id === request.id);
    if (!source) {
      const ids = sources.map(({ id }) => id).join(", ");
      throw new Error(`There is no built-in dataset "${request.id}"; there are ${ids}.`);
    }
    return source.load(parseValues(source.options, request.options), context);
  }
}

function summaryOf(
  datasetId: DatasetId,
  dataset: Dataset,
  thumbnails: DatasetSummary["thumbnails"],
  fromFiles: boolean,
): DatasetSummary {
  const { title, images, report, hash, features } = dataset;
  const { shape, paths, truth } = images;
  return {
    datasetId,
    title,
    shape,
    paths,
    truth,
    thumbnails,
    report,
    hash,
    fromFiles,
    ...(features ? { features: featureSummary(features) } : {}),
  };
}
