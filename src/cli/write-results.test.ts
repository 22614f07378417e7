import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { methodId } from "../core/ids";
import { frameOf, summaryOf } from "../store/testing";
import type { ClusterSummary, RunRequest } from "../worker/protocol";
import { CommandError } from "./command-error";
import { theDataset, theRun } from "./run-plan";
import { tellingEmpty } from "./telling-empty";
import { prepareCache, prepareFolder, writeResults } from "./write-results";

test("the folder for results is made at once, and one that can't be is told in a sentence", async () => {
  const base = mkdtempSync(join(tmpdir(), "kindred-"));
  onTestFinished(() => rmSync(base, { recursive: true }));
  await prepareFolder(join(base, "a", "b"));
  expect(existsSync(join(base, "a", "b"))).toBe(true);
  await prepareFolder(join(base, "a", "b"));

  writeFileSync(join(base, "file"), "");
  const under = join(base, "file", "results");
  await expect(prepareFolder(under)).rejects.toThrow(CommandError);
  await expect(prepareFolder(under)).rejects.toThrow(
    `Nothing can be written to --out ${under}, since ${join(base, "file")} is a file; choose another folder.`,
  );
  const file = prepareFolder(join(base, "file"));
  await expect(file).rejects.toThrow(`${join(base, "file")} is a file; choose another folder.`);
  await expect(prepareCache(under)).rejects.toThrow(`Nothing can be kept in --cache ${under}, since`);
});

test("a folder in which none can be made is told, too", async ({ skip }) => {
  skip(!existsSync("/proc/self"), "there is no /proc here, in which nobody can make a folder");
  const nowhere = "/proc/kindred/results";
  await expect(prepareFolder(nowhere)).rejects.toThrow(`Nothing can be written to --out ${nowhere}; choose another folder.`);
  await expect(prepareCache("/proc/kindred")).rejects.toThrow("Nothing can be kept in --cache /proc/kindred; choose");
});

test("run.json tells the recipe, what became of clusters, and what the views count", async () => {
  const folder = mkdtempSync(join(tmpdir(), "kindred-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const request: RunRequest = {
    runId: theRun,
    datasetId: theDataset,
    methodId: methodId("nnc"),
    values: { rate: 0.1 },
    clusters: 3,
    seed: 1,
    pace: "free",
  };
  const sized = (size: number, cluster: number): ClusterSummary => ({
    cluster,
    size,
    exemplars: [],
    borderline: [],
    outliers: [],
    majority: null,
  });
  const described = { id: "assignments", title: "Soft assignments", help: "To be seen." };
  const frame = {
    ...frameOf(theRun, 4),
    clusters: [1, 2, 0].map(sized),
    views: [
      { ...described, kind: "pictures", id: "p", height: 1, width: 1, channels: 1, rows: [] },
      {
        ...described,
        kind: "histogram",
        xTitle: "q",
        yTitle: "images",
        from: 0,
        to: 1,
        counts: Float32Array.of(2, 5),
        marks: [{ title: "t", value: 0.5 }],
      },
    ],
  } as const;
  const reason = "All 2400 steps are done.";
  const ended = { kind: "finished", runId: theRun, reason, seconds: 1, epochs: 4, frame, codes: null, dendrogram: null } as const;
  const write = async (recipe: string | null) => {
    await writeResults(folder, {
      request,
      recipe,
      source: { source: "here", limit: 5 },
      dataset: summaryOf(),
      history: [],
      codes: null,
      features: null,
      backend: { backend: "cpu", reason: "A test.", device: null, threads: 1, passedOver: [] },
      finished: tellingEmpty(ended, request, {}, []),
      after: { restarts: null, internal: { codes: null, pixels: null }, probes: null, map: null, facts: {} },
    });
    return JSON.parse(readFileSync(join(folder, "run.json"), "utf8"));
  };
  const { recipe, result } = await write("robust");
  expect(recipe).toMatchObject({ method: "nnc", recipe: "robust" });
  expect(result.reason).toBe("Finished, but only 2 of 3 clusters are in use. All 2400 steps are done.");
  expect(result.views).toEqual([
    expect.objectContaining({
      id: "assignments",
      epoch: 4,
      figures: expect.objectContaining({ marks: [{ title: "t", value: 0.5 }] }),
    }),
  ]);
  expect((await write(null)).recipe.recipe).toBeNull();

  const whole = { ...ended, frame: { ...frame, clusters: [1, 2].map(sized) } };
  expect(tellingEmpty(whole, { clusters: 2 }, {}, []).reason).toBe(reason);
});
