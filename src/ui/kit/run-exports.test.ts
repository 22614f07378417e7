import { expect, it, vi } from "vitest";
import { frameOf, loadedLab, readyEvent } from "../../store/testing";
import type { ClusterSummary } from "../../worker/protocol";
import { exportFile } from "./run-exports";

vi.stubGlobal("navigator", { userAgent: "A test" });

/** The lab after a run with `values` that left clusters of these sizes. */
function labAfter(values: Record<string, number>, sizes: readonly number[], tuned: Record<string, number> = {}) {
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
  return store;
}

async function recordIn({ getState }: ReturnType<typeof labAfter>) {
  const file = exportFile(getState(), "record", new Date(0));
  return JSON.parse((await file?.blob.text()) ?? "");
}

const recordOf = (...run: Parameters<typeof labAfter>) => recordIn(labAfter(...run));

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

it("hands out every image with its cluster, confidence, place, label and columns, and the run's scores", async () => {
  const { getState, setState } = labAfter({}, [1, 2]);
  const { run, frame } = getState();
  if (!run || !frame) throw new Error("there was no run");
  getState().renameCluster(1, "round, small");
  const columns = [{ id: "doubt", title: "Doubt", help: "How much.", values: Float32Array.of(0.125, 1, 0) }];
  const confidence = Float32Array.of(0.5, 0.75, 1);
  const layout = Float32Array.of(0.25, -1, 0, 0.5, 1, -0.75);
  setState({ frame: { ...frame, confidence, columns, layout, scores: { acc: 0.5, nmi: 0.25 } } });
  const textOf = (kind: "csv" | "json") => exportFile(getState(), kind, new Date(0))?.blob.text();
  expect(await textOf("csv")).toBe(
    [
      "path,cluster,clusterName,confidence,x,y,label,doubt",
      "a.png,0,Cluster 0,0.5,0.25,-1,x,0.125",
      'b.png,1,"round, small",0.75,0,0.5,y,1',
      'c.png,1,"round, small",1,1,-0.75,z,0',
      "",
    ].join("\r\n"),
  );
  expect(await textOf("json")).toBe(
    [
      '{"format":1,"method":"idec","seed":1,"dataset":{"title":"Digits","hash":"abc"},"k":2,"scores":{"acc":0.5,"nmi":0.25},"assignments":[',
      '{"path":"a.png","cluster":0,"clusterName":"Cluster 0","confidence":0.5,"x":0.25,"y":-1,"label":"x","figures":{"doubt":0.125}},',
      '{"path":"b.png","cluster":1,"clusterName":"round, small","confidence":0.75,"x":0,"y":0.5,"label":"y","figures":{"doubt":1}},',
      '{"path":"c.png","cluster":1,"clusterName":"round, small","confidence":1,"x":1,"y":-0.75,"label":"z","figures":{"doubt":0}}',
      "]}",
      "",
    ].join("\n"),
  );
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

it("tells what the run was computed on, while another engine starts and after", async () => {
  const store = labAfter({}, [1, 2]);
  store.getState().restartEngine("wasm");
  expect((await recordIn(store)).environment.backend.backend).toBe("cpu");
  const backend = { backend: "wasm", reason: "As chosen.", device: null, threads: 1, passedOver: [] } as const;
  store.receive({ ...readyEvent, backend });
  expect((await recordIn(store)).environment.backend.backend).toBe("cpu");
});
