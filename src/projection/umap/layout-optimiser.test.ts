import { expect, it } from "vitest";
import { Rng } from "../../core/rng";
import { fromTriplets } from "../../numerics/sparse-matrix";
import { bruteForceNeighbours } from "../testing";
import { fitCurve } from "./curve";
import { fuzzyGraph } from "./fuzzy-graph";
import { LayoutOptimiser } from "./layout-optimiser";
import { scheduleOf } from "./schedule";
import { blobs } from "./testing";
import { WorkPace } from "./work-pace";

const pace = new WorkPace(async () => {});
const options = { curve: fitCurve(0.1, 1), epochs: 20, negatives: 5, strength: 1, rate: 1, rng: Rng.fromSeed("layout") };
const n = 60;
const scheduleOfBlobs = async () =>
  scheduleOf(await fuzzyGraph(bruteForceNeighbours(blobs(n, 3, 3), 9), n, 1, pace), options.epochs, pace);
const randomLayout = (width: number) => {
  const rng = Rng.fromSeed("start");
  return Float32Array.from({ length: n * width }, () => rng.between(-5, 5));
};
/** Runs some epochs in pieces of `budget`; how many pieces it took. */
function run(optimiser: LayoutOptimiser, epochs: number, budget: number): number {
  let pieces = 0;
  for (; optimiser.epoch < epochs; pieces++) optimiser.work(budget);
  return pieces;
}

it.each([2, 3])("gives the same %d-D layout however an epoch is cut", async (width) => {
  const schedule = await scheduleOfBlobs();
  const whole = randomLayout(width);
  const cut = randomLayout(width);
  expect(run(new LayoutOptimiser(schedule, whole, width, options), 20, 1e9)).toBe(20);
  expect(run(new LayoutOptimiser(schedule, cut, width, options), 20, 100)).toBeGreaterThan(100);
  expect(cut).toEqual(whole);
  expect(whole).not.toEqual(randomLayout(width));
});

it("does in a plane of space what it does in the plane", async () => {
  const schedule = await scheduleOfBlobs();
  const plane = randomLayout(2);
  const space = Float32Array.from({ length: 3 * n }, (_, p) => (p % 3 === 2 ? 7 : plane[2 * Math.floor(p / 3) + (p % 3)]));
  run(new LayoutOptimiser(schedule, plane, 2, options), 2, 1e9);
  run(new LayoutOptimiser(schedule, space, 3, options), 2, 1e9);
  for (let i = 0; i < n; i++) {
    expect(space[3 * i + 2]).toBe(7);
    // Rounded after every step there, after every point here.
    for (const c of [0, 1]) expect(Math.abs(space[3 * i + c] - plane[2 * i + c])).toBeLessThan(5e-3);
  }
});

it("pulls tied points together until the curve says that they are near, and pushes strangers away", async () => {
  const tied = fromTriplets(4, 4, {
    rows: Int32Array.of(0, 1, 2, 3),
    columns: Int32Array.of(1, 0, 3, 2),
    values: Float64Array.of(1, 1, 1, 1),
  });
  const layout = Float32Array.of(-3, 0, 3, 0.1, -2.9, 0.2, 3.1, -0.1);
  run(new LayoutOptimiser(await scheduleOf(tied, 200, pace), layout, 2, { ...options, epochs: 200 }), 200, 1e9);
  const apart = (i: number, j: number) => Math.hypot(layout[2 * i] - layout[2 * j], layout[2 * i + 1] - layout[2 * j + 1]);
  expect(Math.max(apart(0, 1), apart(2, 3))).toBeLessThan(1.5);
  expect(Math.min(apart(0, 2), apart(0, 3), apart(1, 2), apart(1, 3))).toBeGreaterThan(3);
});

it("moves no coordinate by more than four learning rates a step", async () => {
  const pair = fromTriplets(2, 2, { rows: Int32Array.of(0, 1), columns: Int32Array.of(1, 0), values: Float64Array.of(1, 1) });
  const schedule = await scheduleOf(pair, 1, pace);
  const reach = (strength: number) => {
    const layout = Float32Array.of(-0.01, 0, 0.01, 0);
    run(new LayoutOptimiser(schedule, layout, 2, { ...options, epochs: 1, negatives: 8, strength, rate: 0.5 }), 1, 1e9);
    return Math.max(...layout.map(Math.abs));
  };
  // Two draws, each a pull on both ends and eight pushes: unclipped it would come to thousands.
  expect(reach(1e6)).toBeLessThanOrEqual(0.01 + (2 + 8) * 0.5 * 4);
  expect(reach(1e6)).toBeGreaterThan(1);
  expect(reach(0)).toBeLessThan(0.5);
});
