import type { FileRef } from "../../data/dataset";
import { checkpointFromJson } from "../../export/checkpoint-json";
import type { LabStore } from "../../store/store";

const checkpointName = /\bcheckpoint\.json$/i;

/** Takes what the user dropped or chose: a single checkpoint is offered to be resumed from, everything else is imported as images. */
export async function takeFiles(store: LabStore, title: string, files: readonly FileRef[]): Promise<void> {
  const state = store.getState();
  if (files.length !== 1 || !checkpointName.test(files[0].path)) {
    state.loadFiles(title, files);
    return;
  }
  try {
    state.offerCheckpoint(checkpointFromJson(await files[0].blob.text()));
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    state.say({ level: "error", title: "The checkpoint could not be opened", message });
  }
}
