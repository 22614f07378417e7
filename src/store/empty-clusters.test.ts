import { describe, expect, it } from "vitest";
import type { ClusterSummary } from "../worker/protocol";
import { emptyAtTheEnd } from "./empty-clusters";
import { frameOf, loadedLab } from "./testing";

const ofSizes = (...sizes: number[]): ClusterSummary[] =>
  sizes.map((size, cluster) => ({ cluster, size, exemplars: [], borderline: [], outliers: [], majority: null }));

interface Ending {
  readonly used?: number;
  readonly facts?: Readonly<Record<string, number>>;
  readonly reason?: string;
  readonly findsClusters?: boolean;
}

/** A run for two clusters that ended so. */
function finished(clusters: ClusterSummary[] | null, { used, facts, reason = "Done.", findsClusters = false }: Ending = {}) {
  const { store, last } = loadedLab();
  if (findsClusters) store.setState(({ methods }) => ({ methods: methods.map((method) => ({ ...method, findsClusters })) }));
  store.getState().setClusterCount(2);
  store.getState().startRun();
  const { runId, values } = last("start");
  store.receive({ kind: "started", runId, values });
  const told = used === undefined ? facts : { usedClusters: used };
  if (told) store.setState({ history: [{ epoch: 1, phase: "cluster", losses: {}, facts: told }] });
  const frame = { ...frameOf(runId, 1), clusters };
  store.receive({ kind: "finished", runId, reason, seconds: 1, epochs: 2, frame, codes: null, dendrogram: null });
  const { level, title } = store.getState().notices[0];
  return { sentence: emptyAtTheEnd(store.getState()), level, title };
}

describe("a finished run", () => {
  it("is told as a success where all clusters hold images", () => {
    const { sentence, level, title } = finished(ofSizes(1, 2));
    expect([sentence, level, title]).toEqual([null, "success", "Run finished"]);
    expect(finished(null, { used: 2 }).sentence).toBeNull();
    expect(finished(null).sentence).toBeNull();
  });

  it("is not where clusters hold almost nothing, unless few were asked for", () => {
    const { sentence, level, title } = finished(ofSizes(243, 5, 5, 5, 5, 5));
    expect([sentence, level]).toEqual(["the clusters are very uneven, as if there were only 1.6 of 6", "warning"]);
    expect(title).toBe(`Run finished, but ${sentence}`);
    expect(finished(ofSizes(30, 20, 10, 5)).sentence).toBeNull();
    expect(finished(ofSizes(400, 390, 206, 4)).sentence).toBe("1 of 4 clusters holds next to no images");
    expect(finished(ofSizes(400, 390, 205, 5)).sentence).toBeNull();
    expect(finished(ofSizes(243, 5, 5)).sentence).toBeNull();
  });

  it("is one where the method finds the number of clusters, however uneven they are", () => {
    const uneven = ofSizes(243, 5, 5, 5, 5, 5);
    expect(finished(uneven, { findsClusters: true }).level).toBe("success");
  });

  it("is not where less than a third of SwAV's prototypes are in use", () => {
    const even = ofSizes(1, 2);
    expect(finished(even, { facts: { usedPrototypes: 6, uniformLoss: Math.log(18) } }).level).toBe("success");
    const { sentence, level } = finished(even, { facts: { usedPrototypes: 3, uniformLoss: Math.log(18) } });
    expect([sentence, level]).toEqual(["only 3 of 18 prototypes are in use", "warning"]);
  });

  it("is not where some are empty", () => {
    const { sentence, level, title } = finished(ofSizes(0, 1, 2));
    expect([sentence, level]).toEqual(["only 2 of 3 clusters are in use", "warning"]);
    expect(title).toBe("Run finished, but only 2 of 3 clusters are in use");
    expect(finished(null, { used: 1 }).sentence).toBe("only 1 of 2 clusters is in use");
    expect(finished(null, { reason: "Stopped: clusters no longer change, but only 1 of 2 is left." }).level).toBe("warning");
  });
});
