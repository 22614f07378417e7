import type { Dataset } from "../data/dataset";
import { sentenceOf } from "./failure";
import type { EngineParts, Send } from "./host-parts";
import type { Command } from "./protocol";
import { throttled } from "./throttle";

type ArchiveCommand = Extract<Command, { kind: "archive" }>;

const advice = "No archive was made; try again with fewer images, or export the CSV instead.";

/** Makes the ZIP of a clustering and tells how it went; a run may go on beside it. Never rejects. */
export async function makeArchive(
  { datasetId, labels, folders }: ArchiveCommand,
  dataset: Dataset | undefined,
  parts: EngineParts,
  send: Send,
  signal: AbortSignal,
): Promise<void> {
  try {
    if (!dataset) throw new Error("The dataset to archive isn't loaded any more.");
    const { count } = dataset.images.shape;
    if (labels.length !== count)
      throw new Error(`The archive needs a cluster for each of ${count} images, got ${labels.length}.`);
    const tell = throttled(
      (done: number, total: number) => send({ kind: "archiving", datasetId, done, total }),
      parts.timing.progressMs,
      () => parts.now(),
    );
    const progress = (done: number, total: number) => tell(done === total, done, total);
    send({ kind: "archive", datasetId, zip: await parts.archive(dataset, labels, folders, { signal, progress }) });
  } catch (error) {
    if (signal.aborted) return;
    send({ kind: "failed", scope: "archive", runId: null, message: sentenceOf(error, advice) });
  }
}
