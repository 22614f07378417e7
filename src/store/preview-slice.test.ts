import { describe, expect, it } from "vitest";
import { datasetId, methodId } from "../core/ids";
import type { AugmentationPreview } from "../worker/protocol";
import { loadedLab, readyEvent, recordedLab, summaryOf, testMethod } from "./testing";

const augmenting = { ...testMethod, augments: true };
const other = { ...testMethod, id: methodId("other"), augments: true };
const previewOf = (value: number): AugmentationPreview => ({
  height: 1,
  width: 1,
  channels: 1,
  images: [0],
  variants: 1,
  pixels: Uint8Array.of(value, value),
  changes: true,
});

function augmentingLab() {
  const lab = loadedLab();
  if (readyEvent.kind === "ready") lab.store.receive({ ...readyEvent, methods: [augmenting, other] });
  return lab;
}

describe("a preview of the augmentation", () => {
  it("is asked for with the settings as they are", () => {
    const { store, last } = augmentingLab();
    store.getState().setValue("gamma", 3);
    store.getState().requestPreview();
    const { dataset } = store.getState();
    expect(last("previewAugmentation")).toEqual({
      kind: "previewAugmentation",
      request: 1,
      datasetId: dataset?.datasetId,
      methodId: testMethod.id,
      values: { gamma: 3, epochs: 30 },
      seed: 1,
    });
  });

  it("is not asked for without images, of a method that has none, or of an engine that is not ready", () => {
    const empty = recordedLab();
    empty.store.receive(readyEvent);
    empty.store.getState().requestPreview();
    const plain = loadedLab();
    plain.store.getState().requestPreview();
    const lost = augmentingLab();
    lost.store.receive({ kind: "deviceLost", message: "Gone." });
    lost.store.getState().requestPreview();
    for (const { sent } of [empty, plain, lost]) expect(sent.some(({ kind }) => kind === "previewAugmentation")).toBe(false);
  });

  it("stays until the newest answer; earlier ones are dropped", () => {
    const { store, sent } = augmentingLab();
    store.getState().requestPreview();
    store.receive({ kind: "augmentationPreview", request: 1, preview: previewOf(1) });
    store.getState().requestPreview();
    store.getState().drawPreviewAgain();
    store.receive({ kind: "augmentationPreview", request: 2, preview: previewOf(2) });
    expect(store.getState().preview?.pixels[0]).toBe(1);
    store.receive({ kind: "augmentationPreview", request: 3, preview: previewOf(3) });
    expect(store.getState().preview?.pixels[0]).toBe(3);
    const asked = sent.filter((command) => command.kind === "previewAugmentation");
    expect(asked.map(({ request, seed }) => [request, seed])).toEqual([
      [1, 1],
      [2, 1],
      [3, 2],
    ]);
  });

  it("waits for that of another method, and goes when the images are others", () => {
    const { store, last } = augmentingLab();
    const shown = () => store.getState().preview;
    store.getState().requestPreview();
    store.receive({ kind: "augmentationPreview", request: 1, preview: previewOf(1) });
    store.getState().chooseMethod(other.id);
    store.getState().requestPreview();
    expect(last("previewAugmentation").methodId).toBe(other.id);
    expect(shown()?.pixels[0]).toBe(1);
    store.receive({ kind: "augmentationPreview", request: 2, preview: previewOf(2) });
    expect(shown()?.pixels[0]).toBe(2);
    store.setState({ dataset: summaryOf(datasetId("another")) });
    store.getState().requestPreview();
    expect(shown()).toBeNull();
  });
});
