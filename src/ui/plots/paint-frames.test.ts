import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { frameOf, loadedLab } from "../../store/testing";
import type { EmbeddingMap } from "./embedding-map";
import { paintFrames } from "./paint-frames";

/** A map that draws nothing, and fails where `draw` says so. */
function mapThat(draw: () => Promise<void>): EmbeddingMap {
  const nothing = () => undefined;
  return {
    draw,
    clear: nothing,
    setBackground: nothing,
    setTool: nothing,
    select: nothing,
    hover: nothing,
    fit: nothing,
    zoom: nothing,
    pan: nothing,
    place: () => [0, 0],
    destroy: nothing,
  };
}

beforeEach(() => {
  vi.stubGlobal("document", { hidden: false });
});
afterEach(() => {
  vi.unstubAllGlobals();
});

describe("paintFrames", () => {
  it("answers every frame, those too that could not be drawn", async () => {
    const { store, sent, last } = loadedLab();
    store.getState().startRun();
    const { runId } = last("start");
    const faults: unknown[] = [];
    let drawn = 0;
    const map = mapThat(async () => {
      drawn += 1;
      if (drawn === 1) throw new Error("lost");
    });
    const end = paintFrames(store, map, null, "dark", (fault) => faults.push(fault));
    for (const index of [0, 1]) {
      store.receive({ kind: "frame", frame: frameOf(runId, index) });
      await vi.waitFor(() => expect(last("painted").index).toBe(index));
    }
    end();
    expect(sent.filter((command) => command.kind === "painted")).toHaveLength(2);
    expect(faults).toEqual([new Error("lost")]);
    expect(drawn).toBe(2);
  });
});
