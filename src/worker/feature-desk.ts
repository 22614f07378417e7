import type { DatasetId } from "../core/ids";
import { checkImages } from "../core/images";
import { type Dataset, type FeatureSet, type FileRef, ImportError, type ImportReport, type LoadContext } from "../data/dataset";
import { type Device, DeviceLostError } from "./device";
import { sentenceOf } from "./failure";
import { featureSummary, vectorsOf } from "./feature-vectors";
import type { EngineParts, Send } from "./host-parts";
import { loadContext } from "./load-context";
import { modelFeatures } from "./model-features";
import type { Command } from "./protocol";
import type { Shelf } from "./shelf";

const advice = "No features were added.";
const lost =
  "The graphics device was lost while the model looked at the pictures, so no features were added; add the model again.";

type Read = (dataset: Dataset, context: LoadContext) => Promise<{ readonly features: FeatureSet; readonly report: ImportReport }>;

/** Brings features to datasets on the shelf, one set at a time for each. */
export class FeatureDesk {
  readonly #parts: EngineParts;
  readonly #send: Send;
  readonly #shelf: Shelf;
  readonly #device: Device;
  readonly #reading = new Map<DatasetId, AbortController>();
  #computing = 0;

  constructor(parts: EngineParts, send: Send, shelf: Shelf, device: Device) {
    this.#parts = parts;
    this.#device = device;
    this.#send = send;
    this.#shelf = shelf;
  }

  /** A model is at work, which a run would hinder and be hindered by. */
  get computing(): boolean {
    return this.#computing > 0;
  }

  attach(datasetId: DatasetId, files: readonly FileRef[]): Promise<void> {
    return this.#bring(datasetId, ({ images, allPaths }, context) => this.#parts.readFeatures(files, images, context, allPaths));
  }

  async extract(command: Extract<Command, { kind: "extractFeatures" }>): Promise<void> {
    this.#computing += 1;
    await this.#bring(command.datasetId, (dataset, context) =>
      modelFeatures(command, dataset, this.#parts, this.#device, context),
    );
    this.#computing -= 1;
  }

  detach(datasetId: DatasetId): void {
    this.cancel(datasetId);
    this.#shelf.keepFeatures(datasetId, null);
    this.#send({ kind: "features", datasetId, features: null, report: null });
  }

  cancel(datasetId: DatasetId): void {
    this.#reading.get(datasetId)?.abort();
  }

  close(): void {
    for (const abort of this.#reading.values()) abort.abort();
  }

  /** Reads and tells how it went. A dataset that is still being loaded is waited for. Never rejects. */
  async #bring(datasetId: DatasetId, read: Read): Promise<void> {
    if (this.#reading.has(datasetId)) {
      const message = "Features of these images are being read already; wait for them or cancel that.";
      this.#send({ kind: "featuresFailed", datasetId, message, report: null });
      return;
    }
    const abort = new AbortController();
    this.#reading.set(datasetId, abort);
    try {
      await this.#shelf.loaded(datasetId);
      const dataset = this.#shelf.get(datasetId);
      if (!dataset) throw new Error("The images that these features belong to aren't loaded");
      const { features, report } = await read(dataset, loadContext(datasetId, abort.signal, this.#parts, this.#send));
      abort.signal.throwIfAborted();
      checkImages({ ...dataset.images, ...vectorsOf(features) });
      this.#shelf.keepFeatures(datasetId, features);
      this.#send({ kind: "features", datasetId, features: featureSummary(features), report });
    } catch (error) {
      const message = abort.signal.aborted ? null : error instanceof DeviceLostError ? lost : sentenceOf(error, advice);
      const { report, related } = error instanceof ImportError ? error : { report: null };
      this.#send({ kind: "featuresFailed", datasetId, message, report, ...(related ? { related } : {}) });
    } finally {
      this.#reading.delete(datasetId);
    }
  }
}
