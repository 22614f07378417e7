import { expect, it } from "vitest";
import { fromTriplets } from "../../numerics/sparse-matrix";
import { scheduleOf } from "./schedule";
import { WorkPace } from "./work-pace";

const graph = fromTriplets(3, 3, {
  rows: Int32Array.of(0, 1, 0, 2, 1, 2),
  columns: Int32Array.of(1, 0, 2, 0, 2, 1),
  values: Float64Array.of(0.8, 0.8, 0.2, 0.2, 0.007, 0.007),
});
const pace = () => new WorkPace(async () => {});

it("draws an edge once in greatest weight / weight epochs, and leaves out what would never be drawn", async () => {
  const { starts, ends, periods } = await scheduleOf(graph, 100, pace());
  expect([...starts]).toEqual([0, 2, 3, 4]);
  expect([...ends]).toEqual([1, 2, 0, 0]);
  expect([...periods]).toEqual([1, 4, 1, 4]);
});

it("keeps as many edges as for 200 epochs where there are hardly any", async () => {
  const few = await scheduleOf(graph, 10, pace());
  expect([...few.ends]).toEqual([1, 2, 0, 2, 0, 1]);
  const some = await scheduleOf(graph, 11, pace());
  expect([...some.ends]).toEqual([1, 2, 0, 0]);
});
