import { describe, expect, test } from "vitest";
import { defaultsOf, faultOf, parseValues, type Values } from "../core/hyperparameters";
import { type Matrix, matrix } from "../core/matrix";
import { Rng } from "../core/rng";
import { alignTo, normaliseLayout } from "./procrustes";
import type { Projector } from "./projector";
import { projectors } from "./registry";
import { finish, projectionOf } from "./testing";

/** Their layout is a solution in closed form: there is no chance in it, for so few points, and nothing to start from. */
const closedForm = ["pca", "isomap"];

/** Values that make a layout quick, for the settings that a projector happens to have. */
const short: Values = { iterations: 400, epochs: 100 };

/** Four clouds of equal size in eight dimensions, each point a step of `unrest` from where it lies at 0. */
function clouds(n: number, unrest = 0): Matrix {
  const rng = Rng.fromSeed("clouds");
  const wobble = Rng.fromSeed("unrest");
  const data = Float32Array.from({ length: n * 8 }, (_, p) => {
    const group = Math.floor(p / 8) % 4;
    return (p % 4 === group ? 6 : 0) + rng.normal() + unrest * wobble.normal();
  });
  return matrix(data, n, 8);
}

const files = Object.keys(import.meta.glob("./*-projector.ts")).map((path) => path.slice(2, -"-projector.ts".length));

test("every projector's file is named as its id, and PCA comes first", () => {
  expect(projectors.map(({ id }) => id).sort()).toEqual(files.sort());
  expect(projectors[0].id).toBe("pca");
});

describe.each(projectors.map((projector) => ({ id: projector.id, projector })))("$id", ({ id, projector }) => {
  const values = Object.fromEntries(Object.entries(short).filter(([name]) => name in projector.hyperparameters));
  type Given = Parameters<typeof projectionOf<Projector["hyperparameters"]>>[2];
  const begin = (codes: Matrix, given: Given = {}) => projectionOf(projector, codes, { values, ...given });
  const lay = (codes: Matrix, given: Given = {}) => finish(projector.project(begin(codes, given)));

  test("is declared in full", () => {
    const { hyperparameters, summary, reference } = projector;
    expect(parseValues(hyperparameters, {})).toEqual(defaultsOf(hyperparameters));
    for (const field of Object.values(hyperparameters)) {
      expect(faultOf(field, field.default)).toBeNull();
      expect(field.help).toMatch(/^[A-Z0-9].*\.$/s);
      expect(field.label).not.toBe("");
    }
    expect(summary).toMatch(/\.$/);
    expect(reference.year).toBeGreaterThan(1900);
  });

  test.each([1, 2, 3, 10])("gives finite layouts of %i columns, which their steps announce", async (dimensions) => {
    const codes = clouds(40);
    const kept = codes.data.slice();
    const stages = new Set<string>();
    const layout = await finish(projector.project(begin(codes, { dimensions })), (step) => {
      stages.add(step.stage);
      expect(step.step).toBeGreaterThanOrEqual(0);
      if (step.steps !== null) expect(step.step).toBeLessThanOrEqual(step.steps);
      const shown = step.layout();
      if (shown) expect(shown.length).toBe(40 * dimensions);
    });
    expect(stages.size).toBeGreaterThan(0);
    expect(layout).toBeInstanceOf(Float32Array);
    expect(layout.length).toBe(40 * dimensions);
    expect(layout.every(Number.isFinite)).toBe(true);
    expect(codes.data).toEqual(kept);
  });

  test("steps give copies", async () => {
    const shown: Float32Array[] = [];
    const layout = await finish(projector.project(begin(clouds(40))), (step) => {
      const copy = step.layout();
      if (!copy || shown.length > 1) return;
      shown.push(copy.slice());
      copy.fill(Number.NaN);
    });
    expect(layout.every(Number.isFinite)).toBe(true);
    for (const copy of shown) expect(copy.every(Number.isFinite)).toBe(true);
  });

  test("is equal under a seed and leaves the generator alone", async () => {
    const run = begin(clouds(40), { seed: 3 });
    const before = run.rng.state();
    const first = await finish(projector.project(run));
    expect(run.rng.state()).toEqual(before);
    expect(await lay(clouds(40), { seed: 3 })).toEqual(first);
    const other = await lay(clouds(40), { seed: 4 });
    // Eigenvectors differ by rounding where they were begun differently.
    const { moved } = alignTo(normaliseLayout(first), other);
    if (closedForm.includes(id)) expect(moved).toBeLessThan(1e-4);
    else expect(moved).toBeGreaterThan(1e-4);
  });

  test("groups lie together", async () => {
    const n = 80;
    const layout = await lay(clouds(n));
    let same = 0;
    for (let i = 0; i < n; i++) {
      let nearest = -1;
      let least = Number.POSITIVE_INFINITY;
      for (let j = 0; j < n; j++) {
        const squared = (layout[2 * i] - layout[2 * j]) ** 2 + (layout[2 * i + 1] - layout[2 * j + 1]) ** 2;
        if (j !== i && squared < least) [nearest, least] = [j, squared];
      }
      same += Number(nearest % 4 === i % 4);
    }
    // Four clouds in the corners of a simplex do not all fit side by side into two components.
    expect(same / n).toBeGreaterThan(closedForm.includes(id) ? 0.7 : 0.95);
  });

  test("an abort throws the signal's reason", async () => {
    const reason = new Error("no more");
    await expect(lay(clouds(30), { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    const controller = new AbortController();
    const under = projector.project(begin(clouds(40), { signal: controller.signal }));
    await under.next();
    controller.abort(reason);
    await expect(finish(under)).rejects.toBe(reason);
  });

  test("duplicates, all points alike, and hardly any points", async () => {
    const three = matrix(
      Float32Array.from({ length: 45 * 4 }, (_, p) => (Math.floor(p / 4) % 3 === p % 4 ? 1 : 0)),
      45,
      4,
    );
    const alike = matrix(new Float32Array(30 * 3).fill(2), 30, 3);
    for (const codes of [three, alike, clouds(5), clouds(2), clouds(1)]) {
      const layout = await lay(codes);
      expect(layout.length).toBe(2 * codes.rows);
      expect(layout.every(Number.isFinite)).toBe(true);
    }
  });

  test("follows codes that change a little from where points lie", async () => {
    const start = normaliseLayout(await lay(clouds(80)));
    const codes = clouds(80, 0.1);
    const followed = alignTo(start, await lay(codes, { seed: 2, start, settled: true, follow: true })).moved;
    const fresh = alignTo(start, await lay(codes, { seed: 2 })).moved;
    // In closed form, points go where they must; the start is not looked at.
    if (closedForm.includes(id)) expect(followed).toBe(fresh);
    else expect(followed).toBeLessThan(fresh / 2);
    expect(followed).toBeLessThan(0.2);
  });

  const testWithStart = closedForm.includes(id) ? null : test;
  testWithStart?.("goes on from a start", async () => {
    const codes = clouds(80);
    const start = normaliseLayout(await lay(codes, { seed: 5 }));
    // Turned by a quarter: a fresh layout would not come out like that.
    const turned = start.map((_, p) => (p % 2 === 0 ? -start[p + 1] : start[p - 1]));
    const kept = start.slice();
    const layout = normaliseLayout(await lay(codes, { start: turned, settled: true }));
    expect(start).toEqual(kept);
    const distance = (a: Float32Array) => Math.sqrt(a.reduce((sum, value, p) => sum + (value - layout[p]) ** 2, 0) / 80);
    expect(distance(turned)).toBeLessThan(0.5 * distance(start));
  });
});
