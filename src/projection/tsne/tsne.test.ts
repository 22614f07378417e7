import { describe, expect, test } from "vitest";
import { matrix } from "../../core/matrix";
import { Rng } from "../../core/rng";
import { Pace } from "../../numerics/pace";
import { finish, projectionOf } from "../testing";
import { tsneProjector } from "../tsne-projector";
import { Descent } from "./descent";
import { ExactForces } from "./exact-forces";
import { densePairProbabilities } from "./joint-probabilities";
import { calibrate, feasiblePerplexity, neighboursFor } from "./perplexity";
import { Quadtree } from "./quadtree";
import { freshStart, toNaturalScale } from "./start-layout";

const pace = new Pace(undefined);

describe("calibrate", () => {
  const perplexityOf = (p: Float64Array) =>
    Math.exp(p.reduce((sum, value) => sum - (value > 0 ? value * Math.log(value) : 0), 0));

  test.each([1e-6, 1, 1e9])("reaches the perplexity at distances of about %f", (unit) => {
    const rng = Rng.fromSeed("distances");
    const row = Float64Array.from({ length: 90 }, () => unit * (5 + rng.uniform()));
    calibrate(row, 0, 90, 30);
    expect(perplexityOf(row)).toBeCloseTo(30, 2);
    expect(row.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 12);
  });

  test("leaves out the point itself, and what is beside the row", () => {
    const row = Float64Array.of(7, 4, 0, 1, 2, 9, 7);
    calibrate(row, 1, 5, 2, 1);
    expect([row[0], row[2], row[6]]).toEqual([7, 0, 7]);
    expect(perplexityOf(row.subarray(1, 6))).toBeCloseTo(2, 3);
    expect(row[3]).toBeGreaterThan(row[4]);
  });

  test("takes duplicates as alike, however many", () => {
    const row = new Float64Array(50).fill(3);
    calibrate(row, 0, 50, 10);
    expect(row.every((value) => Math.abs(value - 0.02) < 1e-12)).toBe(true);
  });

  test("few points have a small perplexity", () => {
    expect([feasiblePerplexity(30, 1000), feasiblePerplexity(30, 31), feasiblePerplexity(30, 2)]).toEqual([30, 10, 1]);
    expect([neighboursFor(30, 1000), neighboursFor(1, 3)]).toEqual([91, 2]);
  });
});

test("a quadtree's cells hold their points, in order of a walk", async () => {
  const n = 500;
  const rng = Rng.fromSeed("tree");
  const layout = Float64Array.from({ length: 2 * n }, () => rng.normal());
  layout.fill(0.25, 0, 40);
  const tree = new Quadtree(n);
  for (let build = 0; build < 2; build++) {
    await tree.build(layout, 0.5, pace);
    expect([...tree.order].sort((a, b) => a - b)).toEqual(Array.from({ length: n }, (_, i) => i));
    expect([tree.firsts[0], tree.ends[0], tree.beyond[0]]).toEqual([0, n, tree.cells]);
    for (let c = 0; c < tree.cells; c++) {
      const inside = Array.from({ length: tree.ends[c] - tree.firsts[c] }, (_, at) => tree.order[tree.firsts[c] + at]);
      const mean = [0, 1].map((axis) => inside.reduce((sum, i) => sum + layout[2 * i + axis], 0) / inside.length);
      const square = inside.reduce((sum, i) => sum + (layout[2 * i] - mean[0]) * (layout[2 * i + 1] - mean[1]), 0);
      expect(tree.figures[8 * c]).toBeCloseTo(mean[0], 10);
      expect(tree.figures[8 * c + 1]).toBeCloseTo(mean[1], 10);
      expect(tree.figures[8 * c + 2]).toBe(inside.length);
      expect(tree.figures[8 * c + 5]).toBeCloseTo(square, 9);
      // The next cell is inside, or where it goes on; all that is inside is a part of the stretch.
      for (let inner = c + 1; inner < tree.beyond[c]; inner++) {
        expect(tree.firsts[inner]).toBeGreaterThanOrEqual(tree.firsts[c]);
        expect(tree.ends[inner]).toBeLessThanOrEqual(tree.ends[c]);
      }
    }
    for (let p = 0; p < layout.length; p++) layout[p] = 3 * rng.normal();
  }
});

test("a start is scaled to where the divergence is least", async () => {
  const n = 40;
  const rng = Rng.fromSeed("scale");
  const codes = matrix(
    Float32Array.from({ length: n * 3 }, () => rng.normal()),
    n,
    3,
  );
  const joint = await densePairProbabilities(codes, 8, pace);
  const forces = new ExactForces(joint, n, 2);
  const shape = freshStart(codes, 2, rng);
  const scaleOf = async (start: Float64Array) => {
    await toNaturalScale(start, forces, pace);
    return Math.abs(start[0] / shape[0]);
  };
  const scale = await scaleOf(shape.slice());
  for (const before of [1e-3, 1e5]) expect((await scaleOf(shape.map((value) => before * value))) / scale).toBeCloseTo(1, 1);
  const divergence = (by: number) => {
    let [logs, sum] = [0, 0];
    for (let i = 0, p = 0; i < n; i++)
      for (let j = i + 1; j < n; j++, p++) {
        const squared = (shape[2 * i] - shape[2 * j]) ** 2 + (shape[2 * i + 1] - shape[2 * j + 1]) ** 2;
        logs += 2 * joint[p] * Math.log(1 + by * by * squared);
        sum += 2 / (1 + by * by * squared);
      }
    return logs + Math.log(sum);
  };
  expect(divergence(scale)).toBeLessThan(divergence(scale * 1.1));
  expect(divergence(scale)).toBeLessThan(divergence(scale / 1.1));
  const nowhere = new Float64Array(2 * n);
  await toNaturalScale(nowhere, forces, pace);
  expect(nowhere).toEqual(new Float64Array(2 * n));
});

test("a descent stays centred and lowers the divergence", async () => {
  const n = 30;
  const rng = Rng.fromSeed("descent");
  const codes = matrix(
    Float32Array.from({ length: n * 3 }, () => rng.normal()),
    n,
    3,
  );
  const forces = new ExactForces(await densePairProbabilities(codes, 5, pace), n, 2);
  const descent = new Descent(
    Float64Array.from({ length: 2 * n }, () => 3 + rng.normal()),
    2,
    forces,
  );
  const slope = async () => {
    const sum = await forces.measure(descent.layout, pace);
    return Math.sqrt(forces.attraction.reduce((all, value, p) => all + (value - forces.repulsion[p] / sum) ** 2, 0));
  };
  const before = await slope();
  for (let step = 0; step < 400; step++) await descent.step({ exaggeration: 1, momentum: 0.5, learningRate: 10 }, pace);
  expect(await slope()).toBeLessThan(0.01 * before);
  expect(Math.abs(descent.layout.reduce((sum, value) => sum + value, 0))).toBeLessThan(1e-9);
});

describe("above 2,000 points", () => {
  // A ring: the neighbours of a point are those before and after it.
  const n = 2100;
  const codes = matrix(
    Float32Array.from(
      { length: 2 * n },
      (_, p) => 100 * Math.sin((Math.floor(p / 2) / n) * 2 * Math.PI + (p % 2 === 0 ? 0 : Math.PI / 2)),
    ),
    n,
    2,
  );
  const neighbours = (k: number) => {
    const step = (e: number) => (e % 2 === 0 ? 1 : -1) * (1 + Math.floor(e / 2));
    const indices = Int32Array.from({ length: n * k }, (_, at) => (Math.floor(at / k) + step(at % k) + n) % n);
    const distances = Float32Array.from({ length: n * k }, (_, at) => 200 * Math.sin((Math.abs(step(at % k)) * Math.PI) / n));
    return Promise.resolve({ k, indices, distances });
  };

  test("gather groups anew from where another projection had put the points, but not from a layout of their own", async () => {
    const stagesFrom = async (settled: boolean) => {
      const stages = new Set<string>();
      const start = codes.data.map((value) => value / 100);
      const given = { neighbours, values: { perplexity: 10, iterations: 250 }, start, settled };
      await finish(tsneProjector.project(projectionOf(tsneProjector, codes, given)), ({ stage }) => stages.add(stage));
      return stages;
    };
    expect(await stagesFrom(false)).toContain("Gathering groups");
    expect(await stagesFrom(true)).not.toContain("Gathering groups");
  });

  test("trees draw neighbours together again that a start scattered", async () => {
    const rng = Rng.fromSeed("scattered");
    const start = Float32Array.from(codes.data, (value) => value / 100 + 0.3 * rng.normal());
    let turns = 0;
    const giveWay = () => Promise.resolve(void turns++);
    const given = { neighbours, values: { perplexity: 10 }, start, settled: true, follow: true, giveWay };
    const stages: string[] = [];
    const layout = await finish(tsneProjector.project(projectionOf(tsneProjector, codes, given)), ({ stage }) =>
      stages.push(stage),
    );
    expect(stages.filter((stage) => stage === "Moving points").length).toBe(30);
    expect(stages).not.toContain("Gathering groups");
    expect(turns).toBeGreaterThan(10);
    // How far neighbours are apart, against points a quarter of the ring apart.
    const ratio = (at: Float32Array) => {
      const between = (i: number, j: number) => Math.hypot(at[2 * i] - at[2 * j], at[2 * i + 1] - at[2 * j + 1]);
      let [near, far] = [0, 0];
      for (let i = 0; i < n; i++) {
        near += between(i, (i + 1) % n);
        far += between(i, (i + n / 4) % n);
      }
      return near / far;
    };
    expect(ratio(start)).toBeGreaterThan(0.3);
    expect(ratio(layout)).toBeLessThan(0.1);
  });

  test("more than two dimensions are refused in a sentence", async () => {
    const run = projectionOf(tsneProjector, codes, { neighbours, dimensions: 3 });
    await expect(finish(tsneProjector.project(run))).rejects.toThrow(/at most 2000 points in 3 dimensions.*\.$/);
  });
});
