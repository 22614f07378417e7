import { createHash } from "node:crypto";
import { afterEach, describe, expect, it } from "vitest";
import { datasetId, methodId, runId } from "../core/ids";
import type { Images } from "../core/images";
import { matrix } from "../core/matrix";
import { ImportError } from "../data/dataset";
import type { Method } from "../methods/method";
import { autoencoderHyperparameters } from "../methods/parts/autoencoder-settings";
import { codesChecksum } from "./codes-checksum";
import { fakeDataset, fakeImages, fakeParts, fakeWorld, hyperparameters, walkMethod } from "./fake-engine";
import { asksAt, epochsOf, type FakePage, fakePage, request } from "./fake-page";
import type { EngineParts } from "./host-parts";
import { approve } from "./start-request";
import { memoryWorkStore } from "./work-cache";

const pages: FakePage[] = [];
const d = datasetId("d");
const attach = { kind: "attachFeatures", datasetId: d, files: [{ path: "f.csv", blob: new Blob() }] } as const;
const extract = {
  kind: "extractFeatures",
  datasetId: d,
  model: { kind: "file", name: "net.onnx", blob: new Blob(["weights"]) },
  normalisation: "imagenet",
} as const;

afterEach(() => {
  for (const made of pages.splice(0)) made.close();
});

/** An engine whose method writes down what it was given to learn from. */
async function opened(changes: Partial<EngineParts> = {}) {
  const world = fakeWorld();
  const walk = walkMethod(world);
  const taken: Images[] = [];
  const method: Method = {
    ...walk,
    async *train(run) {
      taken.push(run.images);
      await run.workCache?.keep("seen", taken.length);
      const events = walk.train(run);
      for (;;) {
        const next = await events.next();
        if (next.done) return next.value;
        const { value } = next;
        if (value.kind !== "epoch") yield value;
        else
          yield {
            ...value,
            async snapshot() {
              const described = (id: string) => ({ id, title: id, help: "To be seen." });
              const row = { title: "Image", pixels: new Uint8Array(1) };
              const shape = { kind: "pictures", height: 1, width: 1, channels: 1 } as const;
              const counts = {
                kind: "histogram",
                xTitle: "q",
                yTitle: "n",
                from: 0,
                to: 1,
                counts: new Float32Array(1),
              } as const;
              const views = [
                { ...described("drawn"), ...shape, rows: [row] },
                { ...described("counts"), ...counts, marks: [] },
              ];
              return { ...(await value.snapshot()), views };
            },
          };
      }
    },
  };
  const page = fakePage(fakeParts(world, { methods: [method], ...changes }));
  pages.push(page);
  await page.prepare();
  return { world, page, taken };
}

async function attached(changes: Partial<EngineParts> = {}) {
  const lab = await opened(changes);
  const features = lab.page.next("features");
  lab.page.post(attach);
  await features;
  return lab;
}

async function run(page: FakePage, changes: Parameters<typeof request>[0]) {
  const finished = page.next("finished");
  page.post(request(changes));
  return finished;
}

describe("features of files", () => {
  it("are told of, and learned from in the place of the pixels", async () => {
    const { page, taken } = await attached();
    expect(page.of("features")[0].features).toEqual({ title: "f.csv", source: "d/f.csv", cols: 3 });
    await run(page, { input: "features" });
    expect(taken[0].shape).toEqual({ count: 6, height: 1, width: 3, channels: 1, vectors: true });
    expect(taken[0].pixels[0]).toBe(-4);
    expect([taken[0].paths, taken[0].truth]).toEqual([fakeImages(6).paths, fakeImages(6).truth]);
    await run(page, { runId: runId("r2"), input: "pictures" });
    expect(taken[1].shape).toEqual(fakeImages(6).shape);
    expect(
      page
        .of("codesKept")
        .at(-1)
        ?.runs.map(({ title }) => title),
    ).toEqual(["Walk, k 2, seed 1, on features", "Walk, k 2, seed 1"]);
  });

  it("are learned from with settings that vectors can have", () => {
    const { network } = autoencoderHyperparameters;
    const method: Method = { ...walkMethod(fakeWorld()), hyperparameters: { ...hyperparameters, network } };
    const features = { title: "f.csv", source: "f.csv", vectors: matrix(new Float32Array(12), 6, 2) };
    const dataset = { ...fakeDataset(6), features };
    const networkOf = (input: "pictures" | "features") =>
      approve({ ...request(), input }, [method], dataset, { get: () => undefined } as never).values.network;
    expect([networkOf("pictures"), networkOf("features")]).toEqual(["convolutional", "dense"]);
  });

  it("leave out views of pictures", async () => {
    const { page } = await attached();
    const shown = async (input: "pictures" | "features", name: string) => {
      await run(page, { input, runId: runId(name), pace: "lockstep", values: { epochs: 1 } });
      return page
        .of("frame")
        .map(({ frame }) => frame)
        .filter((frame) => frame.runId === name)[0]
        .views.map(({ id }) => id);
    };
    page.onEvent((event) => {
      if (event.kind === "frame") page.post({ kind: "painted", runId: event.frame.runId, index: event.frame.index });
    });
    expect(await shown("features", "r1")).toEqual(["counts"]);
    expect(await shown("pictures", "r2")).toEqual(["drawn", "counts"]);
  });

  it("can't be learned from where there are none, nor beside codes", async () => {
    const { page } = await opened();
    const rejected = page.next("rejected");
    page.post(request({ input: "features" }));
    expect((await rejected).message).toBe("These images have no features; add some, or choose the pictures.");
    const both = page.next("rejected");
    page.post(request({ input: "features", codes: { kind: "run", runId: runId("x") } }));
    expect((await both).message).toContain("choose one of them");
  });

  it("go with detach and with their images, and a run can't have them then", async () => {
    const { page } = await attached();
    page.post({ kind: "detachFeatures", datasetId: d });
    page.post(request({ input: "features" }));
    await page.settled();
    expect(page.of("features").at(-1)?.features).toBeNull();
    expect(page.of("rejected")).toHaveLength(1);
  });

  it("name what is wrong with the files, and keep the features there were", async () => {
    const report = { files: 1, images: 0, problems: [{ path: "f.csv", reason: "It is empty." }], problemCount: 1, notes: [] };
    let fails = false;
    const { readFeatures } = fakeParts(fakeWorld());
    const { page } = await attached({
      async readFeatures(...given) {
        if (fails) throw new ImportError("None of the files holds features.", report);
        return readFeatures(...given);
      },
    });
    fails = true;
    const failed = page.next("featuresFailed");
    page.post(attach);
    expect(await failed).toEqual({ kind: "featuresFailed", datasetId: d, message: "None of the files holds features.", report });
    await run(page, { input: "features" });
  });

  it("go over to the same images under another name", async () => {
    const { page } = await opened();
    const features = page.next("features");
    page.post(attach);
    await features;
    const again = datasetId("again");
    const loaded = page.next("dataset");
    page.post({ kind: "load", datasetId: again, source: { kind: "builtin", id: "squares", options: { n: 6 } } });
    await loaded;
    page.post({ kind: "forget", datasetId: d, successor: again });
    await run(page, { datasetId: again, input: "features" });
  });

  it("wait for images that are still being loaded", async () => {
    const { page } = await opened();
    const other = datasetId("e");
    const features = page.next("features");
    page.post({ kind: "load", datasetId: other, source: { kind: "builtin", id: "squares", options: { n: 4 } } });
    page.post({ ...attach, datasetId: other });
    expect((await features).datasetId).toBe("e");
    const failed = page.next("featuresFailed");
    page.post({ ...attach, datasetId: datasetId("never") });
    expect((await failed).message).toContain("aren't loaded");
  });

  it("are cancelled", async () => {
    const { page } = await opened({
      readFeatures: (_files, _images, { signal }) =>
        new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason))),
    });
    const failed = page.next("featuresFailed");
    page.post(attach);
    page.post({ kind: "cancelLoad", datasetId: d });
    expect((await failed).message).toBeNull();
  });

  it("are named by a checkpoint, which goes on from them alone", async () => {
    const { world, page } = await attached();
    asksAt(2, world, page);
    const saved = page.next("checkpoint");
    await run(page, { input: "features" });
    const { checkpoint } = await saved;
    const data = Float32Array.from({ length: 18 }, (_, i) => i - 4);
    expect(checkpoint.featuresHash).toBe(codesChecksum(matrix(data, 6, 3)));
    expect(checkpoint.epoch).toBeGreaterThan(0);
    await run(page, { runId: runId("r2"), input: "features", resumeFrom: checkpoint });
    expect(epochsOf(page, runId("r2"))[0]).toBe(checkpoint.epoch + 1);
    const rejected = page.next("rejected");
    page.post(request({ resumeFrom: checkpoint }));
    expect((await rejected).message).toContain("the same pictures or features");
  });

  it("have finished work of their own", async () => {
    const keys: string[] = [];
    const store = memoryWorkStore();
    const { page } = await attached({ workStore: { ...store, keep: async (key) => void keys.push(key) } });
    await run(page, { input: "features" });
    await run(page, { runId: runId("r2") });
    expect(new Set(keys).size).toBe(2);
  });
});

describe("features of a model", () => {
  const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");
  const extractor = () => {
    const asked: unknown[] = [];
    const extractFeatures: EngineParts["extractFeatures"] = async (images, model, options, { progress }) => {
      asked.push([model.name, new TextDecoder().decode(model.bytes)], options.normalisation);
      const { count } = images.shape;
      progress(count, count, "Looking at pictures");
      return matrix(
        Float32Array.from({ length: count * 2 }, (_, i) => i),
        count,
        2,
      );
    };
    const fetched: string[] = [];
    const fetchModel: EngineParts["fetchModel"] = async (url, _, refresh) => {
      fetched.push(refresh ? `${url} anew` : url);
      return { name: "resnet.onnx", bytes: new TextEncoder().encode(refresh ? "new weights" : "weights") };
    };
    return { asked, extractFeatures, fetched, fetchModel };
  };

  it("are computed once for the same pictures, scaled, and learned from", async () => {
    const { asked, extractFeatures, fetched, fetchModel } = extractor();
    const { page, taken } = await opened({ extractFeatures, fetchModel });
    const features = page.next("features");
    page.post(extract);
    expect((await features).features).toEqual({
      title: "net.onnx",
      source: "net.onnx",
      cols: 2,
      model: { normalisation: "imagenet", hash: sha256("weights") },
    });
    expect(asked).toEqual([["net.onnx", "weights"], "imagenet"]);
    expect(page.of("loading")[0]).toMatchObject({ done: 6, total: 6, what: "Looking at pictures" });
    await run(page, { input: "features" });
    expect(taken[0].pixels.reduce((sum, value) => sum + value, 0)).toBeCloseTo(0, 5);
    const again = page.next("features");
    page.post(extract);
    await again;
    expect(asked).toHaveLength(2);
    const url = "https://host/models/resnet.onnx?download=1";
    const byUrl = async (normalisation: "imagenet" | "unit") => {
      const told = page.next("features");
      page.post({ ...extract, model: { kind: "url", url }, normalisation });
      return (await told).features;
    };
    // The same bytes are the same model, wherever they come from.
    expect(await byUrl("imagenet")).toMatchObject({ title: "resnet.onnx", source: url, cols: 2 });
    expect(asked).toHaveLength(2);
    await byUrl("unit");
    expect(asked.slice(2)).toEqual([["resnet.onnx", "weights"], "unit"]);
    expect(fetched).toEqual([url, url]);
  });

  it("are found anew where the model at its address is asked for again and has changed", async () => {
    const { asked, extractFeatures, fetched, fetchModel } = extractor();
    const { page } = await opened({ extractFeatures, fetchModel });
    const hashOf = async (refresh?: boolean) => {
      const told = page.next("features");
      page.post({ ...extract, model: { kind: "url", url: "https://host/net.onnx" }, ...(refresh ? { refresh } : {}) });
      return (await told).features?.model?.hash;
    };
    const [old, changed] = [sha256("weights"), sha256("new weights")];
    expect([await hashOf(), await hashOf(), await hashOf(true)]).toEqual([old, old, changed]);
    expect(fetched).toEqual(["https://host/net.onnx", "https://host/net.onnx", "https://host/net.onnx anew"]);
    expect(asked.filter(Array.isArray)).toEqual([
      ["resnet.onnx", "weights"],
      ["resnet.onnx", "new weights"],
    ]);
  });

  it("are told of where some say nothing, and refused where all do", async () => {
    const dead = (alive: number) => async () =>
      matrix(
        Float32Array.from({ length: 18 }, (_, i) => (i % 3 < alive ? i : 7)),
        6,
        3,
      );
    const { page } = await opened({ extractFeatures: dead(2) });
    const told = page.next("features");
    page.post(extract);
    expect((await told).report?.notes).toEqual(["1 of 3 features is the same for every image and carries nothing."]);
    const { page: other } = await opened({ extractFeatures: dead(0) });
    const failed = other.next("featuresFailed");
    other.post(extract);
    expect((await failed).message).toBe(
      "All features in net.onnx are the same for every image, so nothing tells the images apart: take other features.",
    );
  });

  it("need a reader of models, and no run beside them", async () => {
    const { page } = await opened();
    const failed = page.next("featuresFailed");
    page.post(extract);
    expect((await failed).message).toContain("This version reads no pretrained models");
    page.post(request({ values: { epochs: 1000 } }));
    const busy = page.next("featuresFailed");
    page.post(extract);
    expect((await busy).message).toContain("A run goes on");
  });

  it("hold a run up, and are cancelled", async () => {
    const { page } = await opened({
      extractFeatures: (_images, _model, _options, { signal }) =>
        new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason))),
    });
    page.post(extract);
    const rejected = page.next("rejected");
    await page.settled();
    page.post(request());
    expect((await rejected).message).toContain("A model is computing features");
    const failed = page.next("featuresFailed");
    page.post({ kind: "cancelLoad", datasetId: d });
    expect((await failed).message).toBeNull();
    await run(page, { methodId: methodId("walk") });
  });
});
