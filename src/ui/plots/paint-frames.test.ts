import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { frameOf, loadedLab } from "../../store/testing";
import type { EmbeddingMap, MapPoints } from "./embedding-map";
import { nothingPainted, paintFrames } from "./paint-frames";

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
    follow: nothing,
    zoom: nothing,
    pan: nothing,
    cancelGesture: () => false,
    place: () => [0, 0],
    positions: () => null,
    pointRadius: () => 2,
    destroy: nothing,
  };
}

/** A page that can be hidden and seen again. */
class Page extends EventTarget {
  hidden = false;
}
let page = new Page();

beforeEach(() => {
  page = new Page();
  vi.stubGlobal("document", page);
  vi.stubGlobal("matchMedia", () => ({ matches: false }));
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
    const end = paintFrames(store, map, [], "dark", (fault) => faults.push(fault));
    for (const index of [0, 1]) {
      store.receive({ kind: "frame", frame: frameOf(runId, index) });
      await vi.waitFor(() => expect(last("painted").index).toBe(index));
    }
    end();
    expect(sent.filter((command) => command.kind === "painted")).toHaveLength(2);
    expect(faults).toEqual([new Error("lost")]);
    expect(drawn).toBe(2);
  });

  it("draws layouts that come between two frames without another answer, gliding from the one to the other", async () => {
    const { store, sent, last } = loadedLab();
    store.getState().startRun();
    const { runId } = last("start");
    const drawn: MapPoints[] = [];
    const map: EmbeddingMap = {
      ...mapThat(async () => undefined),
      draw: async (points) => {
        drawn.push(points);
      },
    };
    const end = paintFrames(store, map, [], "dark", () => undefined);
    store.receive({ kind: "frame", frame: frameOf(runId, 0) });
    await vi.waitFor(() => expect(last("painted").index).toBe(0));
    const layout = Float32Array.of(0, 0, 1, 1, -1, 1);
    store.receiveProjection({
      kind: "layout",
      runId,
      frame: 0,
      choice: 0,
      layout,
      moved: 1,
      stage: "Moving",
      step: 1,
      steps: 2,
      done: false,
    });
    await vi.waitFor(() => expect(drawn.at(-1)?.layout).toBe(layout));
    end();
    expect(drawn.map(({ glide }) => glide)).toEqual([false, true]);
    expect(sent.filter((command) => command.kind === "painted")).toHaveLength(1);
  });

  it("lets the view follow the points, and fits it once more at the end", async () => {
    const { store, last } = loadedLab();
    store.getState().startRun();
    const { runId, values } = last("start");
    store.receive({ kind: "started", runId, values });
    const views: string[] = [];
    const map: EmbeddingMap = {
      ...mapThat(async () => undefined),
      fit: () => views.push("fit"),
      follow: (atAnyRate) => views.push(atAnyRate ? "end" : "follow"),
    };
    const end = paintFrames(store, map, [], "dark", () => undefined);
    for (const index of [0, 1]) {
      store.receive({ kind: "frame", frame: frameOf(runId, index) });
      await vi.waitFor(() => expect(last("painted").index).toBe(index));
    }
    const frame = frameOf(runId, 2);
    store.receive({ kind: "finished", runId, reason: "Done.", seconds: 1, epochs: 2, frame, codes: null, dendrogram: null });
    await vi.waitFor(() => expect(last("painted").index).toBe(2));
    store.getState().setColourBy("label");
    await vi.waitFor(() => expect(views).toHaveLength(4));
    end();
    expect(views).toEqual(["fit", "follow", "end", "follow"]);
  });

  it("draws what came while the page was hidden once it is seen again", async () => {
    const { store, last } = loadedLab();
    store.getState().startRun();
    const { runId } = last("start");
    const drawn: MapPoints[] = [];
    const map = { ...mapThat(async () => undefined), draw: async (points: MapPoints) => void drawn.push(points) };
    const end = paintFrames(store, map, [], "dark", () => undefined);
    page.hidden = true;
    store.receive({ kind: "frame", frame: frameOf(runId, 0) });
    await vi.waitFor(() => expect(last("painted").index).toBe(0));
    expect(drawn).toHaveLength(0);
    page.hidden = false;
    page.dispatchEvent(new Event("visibilitychange"));
    await vi.waitFor(() => expect(drawn).toHaveLength(1));
    end();
    page.dispatchEvent(new Event("visibilitychange"));
    expect(drawn).toHaveLength(1);
  });

  it("leaves the view alone where the colours of the page change", async () => {
    const { store, last } = loadedLab();
    store.getState().startRun();
    const { runId } = last("start");
    const views: string[] = [];
    const map = { ...mapThat(async () => undefined), fit: () => void views.push("fit"), follow: () => void views.push("follow") };
    const on = nothingPainted();
    const first = paintFrames(store, map, [], "dark", () => undefined, on);
    store.receive({ kind: "frame", frame: frameOf(runId, 0) });
    await vi.waitFor(() => expect(views).toEqual(["fit"]));
    first();
    const second = paintFrames(store, map, [], "light", () => undefined, on);
    await vi.waitFor(() => expect(views).toEqual(["fit", "follow"]));
    second();
  });
});
