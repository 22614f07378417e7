import { expect, it } from "vitest";
import type { BackendReport } from "../core/backend-report";
import { memoryWorkStore, workCacheOf } from "./work-cache";

const report = (device: string): BackendReport => ({ backend: "wasm", device, reason: "", threads: 1, passedOver: [] });

it("keeps work apart by images and by what it was computed on", async () => {
  const store = memoryWorkStore();
  await workCacheOf(store, "cats", report("SIMD")).keep("net", { weights: Float32Array.of(1, 2) });
  expect(await workCacheOf(store, "cats", report("SIMD")).find("net")).toEqual({ weights: Float32Array.of(1, 2) });
  expect(await workCacheOf(store, "dogs", report("SIMD")).find("net")).toBeUndefined();
  expect(await workCacheOf(store, "cats", report("another")).find("net")).toBeUndefined();
  expect(await workCacheOf(store, "cats", report("SIMD")).find("other")).toBeUndefined();
});

it("drops what was used longest ago when it is full, and leaves out what never fits", async () => {
  const store = memoryWorkStore(3 * 400);
  for (const name of ["a", "b", "c"]) await store.keep(name, new Float32Array(100));
  await store.find("a");
  await store.keep("d", new Float32Array(100));
  expect(await store.find("b")).toBeUndefined();
  expect(await store.find("a")).toHaveLength(100);
  await store.keep("huge", new Float32Array(1000));
  expect(await store.find("huge")).toBeUndefined();
  for (const name of ["a", "c", "d"]) expect(await store.find(name)).toHaveLength(100);
  // Nor does what it was before stay under its name.
  await store.keep("a", new Float32Array(1000));
  expect(await store.find("a")).toBeUndefined();
});
