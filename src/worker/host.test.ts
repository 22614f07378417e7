import { afterEach, describe, expect, it } from "vitest";
import { datasetId, methodId, runId } from "../core/ids";
import { defaultImportOptions, ImportError } from "../data/dataset";
import { type FakeWorld, fakeParts, fakeWorld, walkMethod } from "./fake-engine";
import { type FakePage, fakePage, request } from "./fake-page";
import type { EngineParts } from "./host-parts";

const pages: FakePage[] = [];

function page(change: (world: FakeWorld) => Partial<EngineParts> = () => ({})): FakePage {
  const world = fakeWorld();
  const made = fakePage(fakeParts(world, change(world)));
  pages.push(made);
  return made;
}

afterEach(() => {
  for (const made of pages.splice(0)) made.close();
});

const d = datasetId("d");
const files = [{ path: "a/1.png", blob: new Blob(["1"]) }];
const fromFiles = { kind: "files", title: "Mine", files, options: defaultImportOptions } as const;

describe("opening", () => {
  it("tells of a method all that it declares", async () => {
    const { post, next } = page((world) => ({ methods: [{ ...walkMethod(world), learnsFromLabels: true }] }));
    const ready = next("ready");
    post({ kind: "open", backend: "auto" });
    const { train: _, ...declared } = walkMethod(fakeWorld());
    expect((await ready).methods).toEqual([
      { ...declared, learnsFromLabels: true, takesCodes: false, findsClusters: false, augments: false },
    ]);
  });

  it("answers `ready` with the catalogue, without code", async () => {
    const { post, next } = page();
    const ready = next("ready");
    post({ kind: "open", backend: "auto" });
    const { backend, methods, sources } = await ready;
    expect(backend.backend).toBe("cpu");
    expect(methods.map(({ id, title }) => [id, title])).toEqual([["walk", "Walk"]]);
    expect(methods[0].hyperparameters.learningRate).toMatchObject({ kind: "number", default: 0.1, live: true });
    expect("train" in methods[0]).toBe(false);
    expect(sources.map(({ id, classes }) => [id, classes])).toEqual([["squares", 2]]);
  });

  it("fails with a sentence when no backend opens", async () => {
    const { post, next } = page(() => ({
      openBackend: async () => {
        throw new Error("WebGPU found no adapter");
      },
    }));
    const failed = next("failed");
    post({ kind: "open", backend: "webgpu" });
    expect(await failed).toEqual({
      kind: "failed",
      scope: "engine",
      runId: null,
      message: 'WebGPU found no adapter. No backend could be opened; choose another one, or "auto", and reload.',
    });
    const rejected = next("rejected");
    post(request());
    expect((await rejected).message).toContain("no backend open");
  });
});

describe("datasets", () => {
  it("loads a built-in source and tells its progress", async () => {
    const { post, next, events } = page();
    const loaded = next("dataset");
    post({ kind: "load", datasetId: d, source: { kind: "builtin", id: "squares", options: { n: 4 } } });
    const { dataset } = await loaded;
    expect(events[0]).toEqual({ kind: "loading", datasetId: d, done: 4, total: 4, what: "Drawing squares" });
    expect([dataset.title, dataset.shape.count, dataset.fromFiles, dataset.hash]).toEqual(["4 squares", 4, false, "hash-4"]);
    expect(dataset.thumbnails.pixels.length).toBe(16);
    expect(dataset.truth?.names).toEqual(["even", "odd"]);
  });

  it("names every fault of a request that can't be met", async () => {
    const { post, of, settled, next } = page();
    const failed = next("loadFailed");
    post({ kind: "load", datasetId: d, source: { kind: "builtin", id: "squares", options: { n: 0, colour: "red" } } });
    expect((await failed).message).toBe("colour: no such setting; there are n. n: must be a whole number from 1 to 1000, got 0.");
    post({ kind: "load", datasetId: d, source: { kind: "builtin", id: "moons", options: {} } });
    await settled();
    expect(of("loadFailed")[1].message).toContain('There is no built-in dataset "moons"; there are squares.');
  });

  it("refuses a single image at once, with the report of what else was there", async () => {
    const { post, next } = page();
    const failed = next("loadFailed");
    post({ kind: "load", datasetId: d, source: { kind: "builtin", id: "squares", options: { n: 1 } } });
    const { message, report } = await failed;
    expect(message).toBe("There is only one image here, and clustering needs at least two.");
    expect(report?.images).toBe(1);
  });

  it("passes the import report on when nothing could be imported", async () => {
    const report = {
      files: 1,
      images: 0,
      problems: [{ path: "a.png", reason: "It is empty." }],
      problemCount: 1,
      notes: [],
    };
    const { post, next } = page(() => ({
      importFiles: async () => {
        throw new ImportError("None of 1 file is a picture.", report);
      },
    }));
    const failed = next("loadFailed");
    post({ kind: "load", datasetId: d, source: fromFiles });
    expect(await failed).toEqual({ kind: "loadFailed", datasetId: d, message: "None of 1 file is a picture.", report });
  });

  it("cancels a load and keeps nothing of it", async () => {
    const lab = page(() => ({
      importFiles: (_title, _files, _options, { signal }) =>
        new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason))),
    }));
    const cancelled = lab.next("loadCancelled");
    lab.post({ kind: "load", datasetId: d, source: fromFiles });
    lab.post({ kind: "cancelLoad", datasetId: d });
    expect((await cancelled).datasetId).toBe(d);
    // Cancelling what has ended is no fault.
    lab.post({ kind: "cancelLoad", datasetId: d });
    await lab.settled();
    expect(lab.kinds()).toEqual(["loadCancelled", "pong"]);
  });

  it("forgets a dataset", async () => {
    const lab = page();
    await lab.prepare();
    lab.post({ kind: "forget", datasetId: d });
    const rejected = lab.next("rejected");
    lab.post(request());
    expect((await rejected).message).toBe("The dataset of this run isn't loaded; load it, then start again.");
  });
});

describe("starting", () => {
  it("rejects a second start, and the first run goes on", async () => {
    const lab = page();
    await lab.prepare();
    const finished = lab.next("finished");
    lab.post(request({ values: { epochs: 3 } }));
    lab.post(request({ runId: runId("r2") }));
    expect((await finished).runId).toBe("r1");
    expect(lab.of("rejected")).toEqual([
      { kind: "rejected", runId: "r2", message: "Another run goes on; stop it first, or wait until it has finished." },
    ]);
  });

  it("names every fault of the settings and the number of clusters", async () => {
    const lab = page();
    await lab.prepare(6);
    lab.post(request({ clusters: 7, values: { epochs: 0, sped: 3 } }));
    lab.post(request({ clusters: 1 }));
    lab.post(request({ methodId: methodId("dec") }));
    await lab.settled();
    expect(lab.of("rejected").map(({ message }) => message)).toEqual([
      "7 clusters can't be made of 6 images; choose at most 6 clusters or add images. " +
        "sped: no such setting; there are epochs, stepsPerEpoch, learningRate. " +
        "epochs: must be a whole number from 1 to 100000, got 0.",
      "The number of clusters must be a whole number of at least 2, got 1.",
      'There is no method "dec"; there are walk.',
    ]);
  });

  it("rejects commands to a run that has ended, but not a late `painted`", async () => {
    const lab = page();
    await lab.prepare();
    lab.post({ kind: "pause", runId: runId("gone") });
    lab.post({ kind: "painted", runId: runId("gone"), index: 0 });
    await lab.settled();
    expect(lab.of("rejected")).toEqual([{ kind: "rejected", runId: "gone", message: "This run isn't going on any more." }]);
  });

  it("keeps the backend while a run goes on", async () => {
    const lab = page();
    await lab.prepare();
    const rejected = lab.next("rejected");
    lab.post(request({ values: { epochs: 1000 } }));
    lab.post({ kind: "open", backend: "wasm" });
    expect((await rejected).message).toBe("The backend can't change during a run; stop the run first.");
  });
});

describe("archives", () => {
  it("are made while a run goes on", async () => {
    const lab = page();
    await lab.prepare(6);
    const paused = lab.next("paused");
    lab.post(request({ values: { epochs: 1000 } }));
    lab.post({ kind: "pause", runId: runId("r1") });
    await paused;
    const archive = lab.next("archive");
    lab.post({ kind: "archive", datasetId: d, labels: Int32Array.of(0, 1, 1, 0, 0, 1), folders: ["cats", "dogs"] });
    expect(await (await archive).zip.text()).toBe("0,1,1,0,0,1 in cats,dogs");
    expect(lab.of("archiving")).toEqual([{ kind: "archiving", datasetId: d, done: 1, total: 1 }]);
  });

  it("fail with a sentence", async () => {
    const lab = page(() => ({
      archive: async () => {
        throw new Error("The file a.png can no longer be read");
      },
    }));
    await lab.prepare(2);
    lab.post({ kind: "archive", datasetId: d, labels: Int32Array.of(0), folders: ["a"] });
    lab.post({ kind: "archive", datasetId: d, labels: Int32Array.of(0, 0), folders: ["a"] });
    await lab.settled();
    const advice = "No archive was made; try again with fewer images, or export the CSV instead.";
    expect(lab.of("failed").map(({ scope, message }) => [scope, message])).toEqual([
      ["archive", `The archive needs a cluster for each of 2 images, got 1. ${advice}`],
      ["archive", `The file a.png can no longer be read. ${advice}`],
    ]);
  });
});
