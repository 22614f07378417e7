import { describe, expect, it } from "vitest";
import { startHindrances } from "./start-check-slice";
import { loadedLab, type RecordedLab, readyEvent } from "./testing";

const checksOf = ({ sent }: RecordedLab) => sent.flatMap((command) => (command.kind === "check" ? [command] : []));
const answer = ({ store, last }: RecordedLab, ...messages: string[]) =>
  store.receive({
    kind: "checked",
    request: last("check").request,
    faults: messages.map((message) => ({ message, instead: { clusters: 2, values: { epochs: 7 } } })),
  });

describe("what is against a run", () => {
  it("is asked of the engine whenever the run would be another, one question at a time", () => {
    const lab = loadedLab();
    const { store } = lab;
    expect(checksOf(lab)).toMatchObject([{ run: { methodId: "idec", clusters: 3, values: { epochs: 30 } } }]);
    store.getState().setClusterCount(4);
    store.getState().setClusterCount(5);
    expect(checksOf(lab)).toHaveLength(1);
    answer(lab);
    expect(checksOf(lab)).toHaveLength(2);
    expect(lab.last("check").run).toMatchObject({ clusters: 5 });
    answer(lab);
    store.getState().hover(1);
    expect(checksOf(lab)).toHaveLength(2);
  });

  it("keeps a run from starting until it is mended, by the change that is offered", () => {
    const lab = loadedLab();
    const { store, sent } = lab;
    store.getState().setClusterCount(50);
    answer(lab);
    answer(lab, "Too many.");
    expect(startHindrances(store.getState()).map(({ message }) => message)).toEqual(["Too many."]);
    store.getState().startRun();
    expect([store.getState().status, sent.some(({ kind }) => kind === "start")]).toEqual(["idle", false]);
    store.getState().takeInstead(store.getState().startFaults[0]);
    expect(lab.last("check").run).toMatchObject({ clusters: 2 });
    answer(lab);
    expect(lab.last("check").run).toMatchObject({ clusters: 2, values: { epochs: 7 } });
    answer(lab);
    store.getState().startRun();
    expect(lab.last("start")).toMatchObject({ clusters: 2, values: { epochs: 7 } });
    // What goes on is not asked about.
    expect(startHindrances(store.getState())).toEqual([]);
  });

  it("asks a fresh engine again, and hears no answer of the old one", () => {
    const lab = loadedLab();
    const { store } = lab;
    const old = lab.last("check").request;
    store.getState().restartEngine();
    store.receive(readyEvent);
    const { dataset } = store.getState();
    if (dataset) store.receive({ kind: "dataset", dataset });
    expect(checksOf(lab)).toHaveLength(2);
    store.receive({ kind: "checked", request: old, faults: [{ message: "Old." }] });
    expect(store.getState().startFaults).toEqual([]);
  });

  it("says nothing of new images by what was against the old ones", () => {
    const lab = loadedLab();
    const { store } = lab;
    answer(lab, "Too many.");
    expect(startHindrances(store.getState())).toHaveLength(1);
    const { dataset } = store.getState();
    if (!dataset) throw new Error("no dataset");
    store.setState({ dataset: { ...dataset, hash: "other" } });
    expect(startHindrances(store.getState())).toEqual([]);
    answer(lab, "Still too many.");
    expect(startHindrances(store.getState())).toHaveLength(1);
  });

  it("is that features are still on their way", () => {
    const lab = loadedLab();
    const { store, sent } = lab;
    answer(lab);
    store.getState().attachFeatures([]);
    expect(startHindrances(store.getState())[0].message).toMatch(/^Features are on their way/);
    store.getState().startRun();
    expect(sent.some(({ kind }) => kind === "start")).toBe(false);
    const { dataset } = store.getState();
    if (!dataset) throw new Error("no dataset");
    store.receive({ kind: "featuresFailed", datasetId: dataset.datasetId, message: null, report: null });
    expect(startHindrances(store.getState())).toEqual([]);
    store.getState().startRun();
    expect(store.getState().status).toBe("starting");
  });
});
