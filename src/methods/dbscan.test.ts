import { beforeAll, describe, expect, it } from "vitest";
import { matrix } from "../core/matrix";
import { Rng } from "../core/rng";
import { startBackend } from "../nn/testing";
import { goldenDigits, goldenValues } from "../numerics/testing";
import { dbscan } from "./dbscan";
import { runOf } from "./parts/testing";

interface Golden {
  readonly eps: number;
  readonly minPoints: number;
  readonly labels: readonly number[];
}

const { points } = goldenDigits();

describe.each(["wasm", "cpu"] as const)("on %s", (backend) => {
  beforeAll(async () => {
    await startBackend(backend);
  });

  // DBSCAN(eps=eps, min_samples=minPoints).fit(x)
  it.each(goldenValues<Golden[]>("dbscan"))("has scikit-learn's labels at radius $eps, $minPoints points", async (golden) => {
    const { outcome } = await runOf(dbscan, points, { eps: golden.eps, minPoints: golden.minPoints });
    expect([...outcome.labels]).toEqual(golden.labels);
  });
});

// Two rows of points 1 apart, and a loner; 3 and 7 are 2 apart and meet in 9, a border of both.
const rows = matrix(Float32Array.of(0, 1, 2, 3, 5, 6, 7, 8, 4, 20), 10, 1);

describe("dbscan", () => {
  beforeAll(async () => {
    await startBackend("wasm");
  });

  it("joins the very neighbours that its own radius was measured of", async () => {
    // Corners have their eighth neighbours farther off than the others, all at lengths that single precision rounds.
    const grid = matrix(
      Float32Array.from({ length: 200 }, (_, p) => (p % 2 === 0 ? Math.floor(p / 20) : Math.floor(p / 2) % 10)),
      100,
      2,
    );
    const { outcome } = await runOf(dbscan, grid, { eps: 0, minPoints: 9 });
    expect(new Set(outcome.labels)).toEqual(new Set([0]));
  });

  it("counts an image itself, and gives a border to the first cluster", async () => {
    // DBSCAN(eps=1, min_samples=3).fit(x).labels_; point 4 (index 8) has 3 within 1, so it joins both rows.
    const one = await runOf(dbscan, rows, { eps: 1, minPoints: 3 });
    expect([...one.outcome.labels]).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 0, -1]);
    expect(one.notices.join()).toMatch(/^Only one cluster was found, of 9 images\. A smaller radius than 1 may part it/);
    // Without its neighbours being dense enough it is a border: DBSCAN(eps=1, min_samples=4) finds nothing.
    const { outcome, notices } = await runOf(dbscan, rows, { eps: 1, minPoints: 4 });
    expect(new Set(outcome.labels)).toEqual(new Set([-1]));
    expect(outcome.centres).toBeNull();
    expect(notices.join()).toMatch(/^No image has 4 images within 1: all are noise\./);
    expect(outcome.reason).toBe("Clusters found: 0; images left as noise: 10.");
  });

  it("gives a border between two clusters to the lower one, whatever the order of the images", async () => {
    // Cores at 0, 0.5, 1 and 3, 3.5, 4 (4 within 1.1 each); 2 reaches 1 and 3 but is no core.
    const line = (...values: number[]) => matrix(Float32Array.from(values), values.length, 1);
    const values = [3, 3.5, 4, 3.2, 2, 0, 0.5, 1, 0.8];
    const { outcome } = await runOf(dbscan, line(...values), { eps: 1.1, minPoints: 4 });
    expect([...outcome.labels]).toEqual([0, 0, 0, 0, 0, 1, 1, 1, 1]);
    const { outcome: turned } = await runOf(dbscan, line(...values.reverse()), { eps: 1.1, minPoints: 4 });
    expect([...turned.labels]).toEqual([0, 0, 0, 0, 0, 1, 1, 1, 1]);
  });

  it("finds a radius that parts blobs from noise, and says which", async () => {
    const rng = Rng.fromSeed("blobs");
    const blobs = Float32Array.from({ length: 300 * 2 }, (_, at) => 10 * (Math.floor(at / 2) % 3) + 0.4 * rng.normal());
    const noise = Float32Array.from({ length: 20 * 2 }, (_, at) => 40 + 15 * Math.floor(at / 2) * (at % 2 === 0 ? 1 : -1));
    const { outcome, notices } = await runOf(dbscan, matrix(Float32Array.of(...blobs, ...noise), 320, 2), {
      eps: 0,
      minPoints: 5,
    });
    expect([...outcome.labels.slice(0, 6)]).toEqual([0, 1, 2, 0, 1, 2]);
    expect(new Set(outcome.labels.slice(300))).toEqual(new Set([-1]));
    expect(Math.max(...outcome.labels)).toBe(2);
    expect(notices.join()).toMatch(/^Radius [\d.]+ was found at the bend/);
    expect(outcome.columns?.[0].values).toHaveLength(320);
  });

  it("takes equal images, one image, and fewer than a core asks for", async () => {
    const same = matrix(new Float32Array(14).fill(0.5), 7, 2);
    expect(new Set((await runOf(dbscan, same, { eps: 0, minPoints: 5 })).outcome.labels)).toEqual(new Set([0]));
    expect([...(await runOf(dbscan, matrix(Float32Array.of(1), 1, 1), { eps: 2, minPoints: 1 })).outcome.labels]).toEqual([0]);
    await expect(runOf(dbscan, same, { eps: 0, minPoints: 9 })).rejects.toThrow("there are 7. Ask fewer of a core.");
  });

  it("refuses more clusters than can be shown", async () => {
    const apart = matrix(
      Float32Array.from({ length: 501 }, (_, i) => 3 * i),
      501,
      1,
    );
    await expect(runOf(dbscan, apart, { eps: 1, minPoints: 1 })).rejects.toThrow(
      /^501 clusters were found.* Take a larger radius/,
    );
  });
});
