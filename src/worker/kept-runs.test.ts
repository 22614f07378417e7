import { expect, it } from "vitest";
import { datasetId, methodId, runId } from "../core/ids";
import { matrix } from "../core/matrix";
import type { Method } from "../methods/method";
import { fakeDataset, fakeWorld, walkMethod } from "./fake-engine";
import { KeptRuns } from "./kept-runs";
import type { KeptCodes } from "./protocol";

const dataset = fakeDataset(4);
const method: Method = walkMethod(fakeWorld());

function kept() {
  const lists: (readonly KeptCodes[])[] = [];
  const runs = new KeptRuns((list) => lists.push(list));
  const keep = (name: string, data: Float32Array) =>
    runs.keep(
      {
        request: {
          runId: runId(name),
          datasetId: datasetId("d"),
          methodId: methodId("walk"),
          values: {},
          clusters: 2,
          seed: 1,
          pace: "free",
        },
        method,
        dataset,
        images: dataset.images,
        featuresHash: null,
        codes: null,
        known: null,
        values: {},
      },
      {
        codes: matrix(data, 4, data.length / 4),
        labels: new Int32Array(4),
        confidence: null,
        centres: null,
        reason: "Done.",
      },
    );
  const names = () => lists.at(-1)?.map((entry) => String(entry.runId));
  return { runs, keep, names };
}

it("offers the newest last, and no codes that are the pixels themselves", () => {
  const { runs, keep, names } = kept();
  keep("a", new Float32Array(8));
  keep("b", dataset.images.pixels);
  keep("c", new Float32Array(12));
  expect(names()).toEqual(["a", "c"]);
  // Kept all the same: it can be measured.
  expect(runs.get(runId("b"))?.unchanged).toBe(true);
});

it("lets the oldest go once their codes are too large together, but counts an array that several share once", () => {
  const { keep, names } = kept();
  // Never written to, so that no memory stands behind it.
  const large = new Float32Array(70 * 2 ** 20);
  keep("small", new Float32Array(8));
  keep("large", large);
  keep("same", large);
  expect(names()).toEqual(["small", "large", "same"]);
  keep("other", new Float32Array(70 * 2 ** 20));
  expect(names()).toEqual(["small", "other"]);
});

it("keeps a bounded number of runs", () => {
  const { keep, names } = kept();
  for (let i = 0; i < 60; i++) keep(`r${i}`, new Float32Array(4));
  expect(names()).toHaveLength(50);
  expect(names()?.[0]).toBe("r10");
});

it("hands runs on to a dataset of the same images, those that end later too, and keeps its pixels alone", () => {
  const { runs, keep } = kept();
  const [second, third] = [datasetId("again"), datasetId("and again")];
  const copies = [fakeDataset(4), fakeDataset(4)].map(({ images }) => images);
  keep("a", dataset.images.pixels);
  runs.handOn(datasetId("d"), second, copies[0]);
  runs.handOn(second, third, copies[1]);
  keep("b", new Float32Array(8));
  for (const name of ["a", "b"]) {
    expect(runs.get(runId(name))?.datasetId).toBe(third);
    expect(runs.get(runId(name))?.images).toBe(copies[1]);
  }
  expect(runs.get(runId("a"))?.codes.data).toBe(copies[1].pixels);
  expect(runs.get(runId("b"))?.codes.data).toEqual(new Float32Array(8));
  expect(runs.datasetNow(datasetId("d"))).toBe(third);
  runs.forget(third);
  expect(runs.get(runId("b"))).toBeUndefined();
  expect(runs.datasetNow(datasetId("d"))).toBe("d");
});
