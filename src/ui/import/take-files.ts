import type { FileRef } from "../../data/dataset";
import { checkpointFromJson } from "../../export/checkpoint-json";
import type { LabStore } from "../../store/store";

/** Browsers number files that they have saved before: "checkpoint (1).json". */
const checkpointName = /\bcheckpoint\b[^/]*\.json$/i;

/** What a file picker for features offers. */
export const featureFiles = ".npy,.npz,.h5,.hdf5,.csv,.tsv,.txt,.onnx,.safetensors";
const vectorName = /\.(npy|npz|h5|hdf5|csv|tsv)(\.gz)?$/i;
const modelName = /\.(onnx|safetensors)$/i;

/** Takes files as features of the images at hand: a pretrained model, else tables and arrays. */
export function takeFeatures(store: LabStore, files: readonly FileRef[]): void {
  const state = store.getState();
  const model = files.find(({ path }) => modelName.test(path));
  if (model) state.extractFeatures({ kind: "file", name: model.path.replace(/^.*\//, ""), blob: model.blob });
  else state.attachFeatures(files);
}

/**
 * Takes what the user dropped or chose: a single checkpoint is offered to be resumed from, models look at the images at hand, tables
 * and arrays alone are offered as their features, everything else is imported as images.
 */
export async function takeFiles(store: LabStore, title: string, files: readonly FileRef[]): Promise<void> {
  const state = store.getState();
  if (files.length > 0 && files.every(({ path }) => modelName.test(path))) {
    takeFeatures(store, files);
    return;
  }
  if (files.length !== 1 || !checkpointName.test(files[0].path)) {
    if (mayBeFeatures(files)) state.offerFeatures(title, files);
    else state.loadFiles(title, files);
    return;
  }
  try {
    state.offerCheckpoint(checkpointFromJson(await files[0].blob.text()));
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    state.say({ level: "error", title: "The checkpoint could not be opened", message });
  }
}

/** Tables and arrays alone, perhaps with lists of names. */
function mayBeFeatures(files: readonly FileRef[]): boolean {
  return (
    files.some(({ path }) => vectorName.test(path)) && files.every(({ path }) => vectorName.test(path) || /\.txt$/i.test(path))
  );
}
