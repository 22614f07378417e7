import { describe, expect, it } from "vitest";
import { neighbourCount } from "./neighbour-slice";
import { shownLayout } from "./shown-layout";
import { frameOf, loadedLab } from "./testing";

describe("neighbours", () => {
  it("are asked for of a run that has codes, and an answer about another image is dropped", () => {
    const { store, sent, last } = loadedLab();
    store.getState().requestNeighbours(1);
    expect(sent.some(({ kind }) => kind === "neighbours")).toBe(false);
    store.getState().startRun();
    const { runId } = last("start");
    store.receive({ kind: "frame", frame: frameOf(runId, 0) });
    store.getState().requestNeighbours(1);
    expect(last("neighbours")).toEqual({ kind: "neighbours", runId, index: 1, count: neighbourCount });
    store.setState({ neighbours: { index: 1, neighbours: [0, 2], distances: [1, 2] } });
    store.getState().requestNeighbours(1);
    expect(store.getState().neighbours?.index).toBe(1);
    store.getState().requestNeighbours(2);
    expect(store.getState().neighbours).toBeNull();
  });
});

describe("selection", () => {
  it("adds, sorts and drops doubles", () => {
    const { store } = loadedLab();
    store.getState().select([2, 0], "map");
    expect(store.getState().selection?.indices).toEqual([0, 2]);
    store.getState().select([1, 2], "map", true);
    expect(store.getState().selection?.indices).toEqual([0, 1, 2]);
    store.getState().select([1], "gallery");
    expect(store.getState().selection).toEqual({ indices: [1], from: "gallery" });
    store.getState().select([], "map", true);
    expect(store.getState().selection?.indices).toEqual([1]);
    store.getState().select([], "map");
    expect(store.getState().selection).toBeNull();
  });

  it("outlives frames", () => {
    const { store, last } = loadedLab();
    store.getState().startRun();
    const { runId } = last("start");
    store.receive({ kind: "frame", frame: frameOf(runId, 0) });
    store.getState().select([0, 2], "map");
    store.receive({ kind: "frame", frame: frameOf(runId, 1) });
    expect(store.getState().selection?.indices).toEqual([0, 2]);
  });
});

describe("shownLayout", () => {
  it("is the projection of the present run, else the frame's own", () => {
    const { store, last } = loadedLab();
    expect(shownLayout(store.getState())).toBeNull();
    store.getState().startRun();
    const { runId } = last("start");
    const frame = frameOf(runId, 0);
    store.receive({ kind: "frame", frame });
    expect(shownLayout(store.getState())).toBe(frame.layout);
    const layout = new Float32Array(6);
    const facts = { frame: 0, moved: 0, stage: "", step: 1, steps: 1, done: true };
    store.receiveProjection({ kind: "layout", runId, choice: 0, layout, ...facts });
    expect(shownLayout(store.getState())).toBe(layout);
  });
});
