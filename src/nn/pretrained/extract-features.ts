import { type Images, imageSize } from "../../core/images";
import type { Matrix } from "../../core/matrix";
import { giveUpThread } from "../turn-work";
import type { FeatureExtractor } from "./feature-extractor";
import { ModelError } from "./model-error";

export interface ExtractionRun {
  readonly signal: AbortSignal;
  /** Told after every batch how many of the n pictures are done. */
  progress(done: number, count: number): void;
  /** Awaited between batches; resolves when the extraction may go on. */
  readonly pause?: () => Promise<void>;
}

/**
 * Features [n, D] of all pictures, in small batches between which the thread is given up. Throws the signal's reason when that aborts, and
 * a ModelError where a feature is not a finite number. The images' labels and paths are not looked at.
 */
export async function extractFeatures(images: Images, extractor: FeatureExtractor, run: ExtractionRun): Promise<Matrix> {
  const { shape, pixels } = images;
  const { count } = shape;
  const size = imageSize(shape);
  let data: Float32Array | null = null;
  let cols = 0;
  for (let start = 0; start < count; start += extractor.batchSize) {
    await giveUpThread();
    await run.pause?.();
    run.signal.throwIfAborted();
    const end = Math.min(count, start + extractor.batchSize);
    const batch = { ...shape, count: end - start };
    const features = await extractor.extract(pixels.subarray(start * size, end * size), batch);
    if (!data) {
      cols = features.length / batch.count;
      data = new Float32Array(count * cols);
    }
    if (features.length !== batch.count * cols)
      throw new ModelError(`${extractor.title} gave another number of features for some pictures than for others.`);
    refuseNonFinite(features, cols, start, extractor.title);
    data.set(features, start * cols);
    run.progress(end, count);
  }
  run.signal.throwIfAborted();
  return { data: data ?? new Float32Array(0), rows: count, cols };
}

function refuseNonFinite(features: Float32Array, cols: number, start: number, title: string): void {
  const bad = features.findIndex((value) => !Number.isFinite(value));
  if (bad < 0) return;
  const image = start + Math.floor(bad / cols) + 1;
  throw new ModelError(
    `${title} gave ${features[bad]} as a feature of picture ${image}: its weights are damaged, or it wants its pixels scaled otherwise.`,
  );
}
