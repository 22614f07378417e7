import { expect, it, vi } from "vitest";
import { frameOf, loadedLab } from "../../store/testing";
import type { ClusterSummary } from "../../worker/protocol";
import { exportFile } from "./run-exports";

vi.stubGlobal("navigator", { userAgent: "A test" });

/** The record of a run with `values` that left clusters of these sizes. */
async function recordOf(values: Record<string, number>, sizes: readonly number[], tuned: Record<string, number> = {}) {
  const { store, last } = loadedLab();
  for (const [name, value] of Object.entries(values)) store.getState().setValue(name, value);
  store.getState().setClusterCount(sizes.length);
  store.getState().startRun();
  const { runId, values: given } = last("start");
  store.receive({ kind: "started", runId, values: given });
  if (Object.keys(tuned).length > 0) store.receive({ kind: "tuned", runId, values: { ...given, ...tuned } });
  const clusters: ClusterSummary[] = sizes.map((size, cluster) => ({
    cluster,
    size,
    exemplars: [],
    borderline: [],
    outliers: [],
    majority: null,
  }));
  const frame = { ...frameOf(runId, 1), clusters };
  const reason = "All 8 steps are done.";
  store.receive({ kind: "finished", runId, reason, seconds: 1, epochs: 2, frame, codes: null, dendrogram: null });
  const file = exportFile(store.getState(), "record", new Date(0));
  return JSON.parse((await file?.blob.text()) ?? "");
}

it("names the recipe whose values a run had, and none where one is changed", async () => {
  expect((await recordOf({}, [1, 2])).recipe).toMatchObject({ method: "idec", recipe: "robust" });
  expect((await recordOf({ epochs: 2 }, [1, 2])).recipe.recipe).toBe("quick");
  expect((await recordOf({ epochs: 3 }, [1, 2])).recipe.recipe).toBeNull();
});

it("tells what was changed while the run went on, and names no recipe then", async () => {
  const { recipe } = await recordOf({}, [1, 2], { epochs: 2 });
  expect(recipe.values.epochs).toBe(2);
  expect(recipe.changes).toEqual([{ epoch: 0, setting: "epochs", from: expect.any(Number), to: 2 }]);
  expect(recipe.recipe).toBeNull();
  expect((await recordOf({ epochs: 2 }, [1, 2])).recipe).not.toHaveProperty("changes");
});

it("says when the run ended, whenever it is asked", async () => {
  const before = Date.now();
  const { finishedAt } = await recordOf({}, [1, 2]);
  // It is asked at the beginning of 1970.
  expect(Date.parse(finishedAt)).toBeGreaterThanOrEqual(before);
});

it("tells in the record what the page says of clusters that died", async () => {
  expect((await recordOf({}, [1, 2])).result.reason).toBe("All 8 steps are done.");
  expect((await recordOf({}, [1, 2, 0])).result.reason).toBe(
    "Finished, but only 2 of 3 clusters are in use. All 8 steps are done.",
  );
});
