import type { StateCreator } from "zustand/vanilla";
import type { DatasetId } from "../core/ids";
import type { AugmentationPreview, EngineEvent } from "../worker/protocol";
import type { EngineLink } from "./engine-link";
import type { LabState } from "./lab-state";
import { chosenMethod, valuesOfMethod } from "./recipe-slice";
import type { StateAccess } from "./state-access";

/** What was asked for last. */
export interface PreviewRequest {
  readonly request: number;
  readonly datasetId: DatasetId;
}

/** Images as the chosen method's settings would change them at random. */
export interface PreviewSlice {
  /** The newest answer; null until one comes, and once it would be of other images. */
  readonly preview: AugmentationPreview | null;
  readonly previewRequest: PreviewRequest | null;
  /** Chooses the images and what happens to them; another draw takes another. */
  readonly previewSeed: number;
  /** Asks the engine, with the settings as they are now. What is shown stays until it answers. */
  requestPreview(): void;
  /** As requestPreview, with other images and another chance. */
  drawPreviewAgain(): void;
}

export function previewSlice(engine: EngineLink): StateCreator<LabState, [], [], PreviewSlice> {
  return (set, get) => ({
    preview: null,
    previewRequest: null,
    previewSeed: 1,
    requestPreview() {
      const state = get();
      const { dataset, previewRequest: last, previewSeed: seed } = state;
      const method = chosenMethod(state);
      if (!dataset || !method?.augments || state.engineStatus !== "ready" || state.restoring) return;
      const { datasetId } = dataset;
      const request = { request: (last?.request ?? 0) + 1, datasetId };
      set({ previewRequest: request, ...(last?.datasetId === datasetId ? {} : { preview: null }) });
      const values = valuesOfMethod(state, method);
      engine.post({ kind: "previewAugmentation", ...request, methodId: method.id, values, seed });
    },
    drawPreviewAgain() {
      set({ previewSeed: get().previewSeed + 1 });
      get().requestPreview();
    },
  });
}

/** An answer to an earlier question is dropped. */
export function receivePreview({ get, set }: StateAccess, event: Extract<EngineEvent, { kind: "augmentationPreview" }>): void {
  if (event.request === get().previewRequest?.request) set({ preview: event.preview });
}
