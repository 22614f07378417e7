import { describe, expect, it } from "vitest";
import { type Matrix, matrix } from "../core/matrix";
import { Rng } from "../core/rng";
import { projectionQuality } from "../metrics/projection-quality";
import { goldenDigits, goldenValues } from "../numerics/testing";
import type { Projection, ProjectionStep } from "./projector";
import { bruteForceNeighbours, finish, projectionOf } from "./testing";
import type { UmapValues } from "./umap/settings";
import { blobs } from "./umap/testing";
import { umapProjector } from "./umap-projector";

function umapOf(codes: Matrix, values: Partial<UmapValues>, given: Partial<Projection<UmapValues>> = {}) {
  const run = projectionOf(umapProjector, codes, { values });
  return umapProjector.project({ ...run, ...given });
}

describe.each(["kindred", "umap-js"] as const)("%s", (engine) => {
  const short = { engine, epochs: 30 } as const;

  it("keeps neighbours together as well as umap-learn", async () => {
    const { points } = goldenDigits();
    const layout = await finish(umapOf(points, { engine, reduceTo: 0 }));
    const options = { k: 15, rng: Rng.fromSeed("all are asked"), giveWay: async () => {} };
    const { trustworthiness } = await projectionQuality(points, layout, options);
    // trustworthiness(digits, umap.UMAP(random_state=42).fit_transform(digits), n_neighbors=15); scripts/golden/umap-learn.py
    const golden = goldenValues<{ trustworthiness: number }>("umap-learn").trustworthiness;
    expect(trustworthiness).toBeGreaterThan(golden - 0.01);
  });

  it("gives the same layout for the same seed, and another for another", async () => {
    const codes = blobs(80, 5, 4);
    const layoutOf = (seed: number) => finish(umapOf(codes, short, { rng: Rng.fromSeed(seed) }));
    const once = await layoutOf(1);
    expect(await layoutOf(1)).toEqual(once);
    expect(await layoutOf(2)).not.toEqual(once);
  });

  it("yields after every epoch, layouts of their own, the last of which is the result", async () => {
    const steps: ProjectionStep[] = [];
    const layout = await finish(umapOf(blobs(50, 4, 3), short), (step) => steps.push(step));
    const moving = steps.filter(({ steps }) => steps !== null);
    expect(moving.map(({ step }) => step)).toEqual(Array.from({ length: 30 }, (_, i) => i + 1));
    expect(moving.every(({ steps }) => steps === 30)).toBe(true);
    const last = moving[29].layout();
    expect(last).toEqual(layout);
    expect(moving[29].layout()).not.toBe(last);
  });

  it("stops with the reason at the next turn once aborted", async () => {
    const abort = new AbortController();
    const giveWay = async () => abort.signal.throwIfAborted();
    const projection = umapOf(blobs(300, 4, 3), { engine, epochs: 5000 }, { signal: abort.signal, giveWay });
    for (let step = 0; step < 5; step++) await projection.next();
    abort.abort(new Error("settings changed"));
    let more = 0;
    const rest = finish(projection, () => more++);
    await expect(rest).rejects.toThrow("settings changed");
    expect(more).toBeLessThan(500);
  });

  it("lays out in more dimensions than the codes have", async () => {
    const layout = await finish(umapOf(blobs(60, 3, 4), short, { dimensions: 10 }));
    expect(layout.length).toBe(600);
    expect(layout.every(Number.isFinite)).toBe(true);
    for (let c = 0; c < 10; c++) {
      const column = layout.filter((_, p) => p % 10 === c);
      expect(Math.max(...column) - Math.min(...column)).toBeGreaterThan(0.01);
    }
  });

  it.each([0, 1, 2, 3, 4, 15])("lays out %d points, however many neighbours are wanted", async (n) => {
    const layout = await finish(umapOf(blobs(n, 4, 2), short));
    expect(layout.length).toBe(2 * n);
    expect(layout.every(Number.isFinite)).toBe(true);
    const places = new Set(Array.from({ length: n }, (_, i) => `${layout[2 * i]},${layout[2 * i + 1]}`));
    expect(places.size).toBe(n);
  });

  it("keeps duplicates together and finite", async () => {
    const three = matrix(
      Float32Array.from({ length: 120 }, (_, p) => (Math.floor(p / 2) % 3) * (1 + (p % 2))),
      60,
      2,
    );
    const layout = await finish(umapOf(three, { engine, epochs: 100 }));
    expect(layout.every(Number.isFinite)).toBe(true);
    expect(withinToBetween(layout, 3)).toBeLessThan(0.5);
  });

  it("moves little when it follows codes that hardly changed", async () => {
    const codes = blobs(150, 5, 4);
    const full = { engine, epochs: 200 } as const;
    const start = unit(await finish(umapOf(codes, full)));
    const rng = Rng.fromSeed("drift");
    const drifted = matrix(
      codes.data.map((value) => value + 0.05 * rng.normal()),
      150,
      5,
    );
    const followed = unit(await finish(umapOf(drifted, full, { start, follow: true })));
    const anew = unit(await finish(umapOf(drifted, full, { rng: Rng.fromSeed("another") })));
    const moved = meanDistance(start, followed);
    expect(moved).toBeLessThan(0.15);
    expect(moved).toBeLessThan(0.5 * meanDistance(start, anew));
    expect(moved).toBeGreaterThan(0);
  });

  it("starts where points lie unless asked to start elsewhere", async () => {
    const codes = blobs(40, 4, 2);
    const rng = Rng.fromSeed("places");
    const start = Float32Array.from({ length: 80 }, () => rng.between(-1, 1));
    const still = { engine, epochs: 1, learningRate: 0.01 } as const;
    const layout = await finish(umapOf(codes, still, { start }));
    for (let p = 0; p < 80; p++) expect(Math.abs(layout[p] / 10 - start[p])).toBeLessThan(0.1);
    const elsewhere = await finish(umapOf(codes, { ...still, start: "spectral" }, { start }));
    expect(meanDistance(elsewhere, layout)).toBeGreaterThan(1);
  });
});

it("looks for neighbours among principal components where codes are wide", async () => {
  const asked: Matrix[] = [];
  const codes = blobs(70, 30, 3);
  const neighbours = async (k: number, points = codes) => {
    expect(k).toBe(14);
    asked.push(points);
    return bruteForceNeighbours(points, k);
  };
  for (const reduceTo of [12, 0, 30]) await finish(umapOf(codes, { epochs: 1, reduceTo }, { neighbours }));
  expect(asked.map(({ cols }) => cols)).toEqual([12, 30, 30]);
  expect(asked[1]).toBe(codes);
});

it("gives up the thread again and again while it works", async () => {
  let turns = 0;
  const giveWay = async () => {
    turns++;
  };
  await finish(umapOf(blobs(600, 4, 5), { epochs: 100 }, { giveWay }));
  expect(turns).toBeGreaterThan(10);
});

it("names a least distance beyond the spread", async () => {
  const projection = umapOf(blobs(20, 2, 2), { minDist: 0.8, spread: 0.5 });
  await expect(finish(projection)).rejects.toThrow("lower the distance to 0.5 or raise the spread");
});

it("takes umap-learn's 500 epochs for few points where none are asked for", async () => {
  const steps: (number | null)[] = [];
  await finish(umapOf(blobs(20, 2, 2), {}), (step) => steps.push(step.steps));
  expect(steps.at(-1)).toBe(500);
});

/** The layout centred and scaled so that it reaches 1. */
function unit(layout: Float32Array): Float32Array {
  const n = layout.length / 2;
  const centre = [0, 1].map((c) => layout.reduce((sum, value, p) => sum + (p % 2 === c ? value / n : 0), 0));
  const centred = layout.map((value, p) => value - centre[p % 2]);
  const reach = Math.max(...centred.map(Math.abs));
  return centred.map((value) => value / reach);
}

function meanDistance(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let p = 0; p < a.length; p += 2) sum += Math.hypot(a[p] - b[p], a[p + 1] - b[p + 1]);
  return sum / (a.length / 2);
}

/** Mean distance within the groups i % `groups`, over that between them. */
function withinToBetween(layout: Float32Array, groups: number): number {
  const sums = [0, 0];
  const counts = [0, 0];
  for (let i = 0; i < layout.length / 2; i++) {
    for (let j = 0; j < i; j++) {
      const kind = i % groups === j % groups ? 0 : 1;
      sums[kind] += Math.hypot(layout[2 * i] - layout[2 * j], layout[2 * i + 1] - layout[2 * j + 1]);
      counts[kind]++;
    }
  }
  return sums[0] / counts[0] / (sums[1] / counts[1]);
}
