import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import { beforeAll, expect, test } from "vitest";
import { startBackend, take } from "../testing";
import * as tf from "../tfjs";
import { refuseFailedAllocations } from "./wasm-allocation";

beforeAll(async () => {
  await startBackend("wasm");
});

test("an address of 0 is an error, but for nothing asked for", () => {
  const addresses = [1024, 0, 0];
  const module = { _malloc: (_: number) => addresses.shift() ?? 0 };
  refuseFailedAllocations(module);
  expect(module._malloc(8)).toBe(1024);
  expect(() => module._malloc(3 * 2 ** 30)).toThrow("Out of memory: WebAssembly has no 3,072 MiB left.");
  expect(module._malloc(0)).toBe(0);
  addresses.push(64);
  expect(() => module._malloc(5e9)).toThrow("Out of memory");
  expect(addresses).toEqual([64]);
});

test("the backend in force refuses what does not fit, and computes on", async () => {
  const wasm = tf.backend() as BackendWasm;
  const before = tf.memory().numTensors;
  // Float32: 4 GiB, all that a wasm module can have, and more than that.
  for (const count of [2 ** 30 - 1024, 2 ** 30 + 2 ** 20])
    expect(() => wasm.makeOutput([count], "float32")).toThrow("Out of memory");
  expect(tf.memory().numTensors).toBe(before);
  expect(await take(tf.tidy(() => tf.add(tf.tensor1d([1, 2]), 1)))).toEqual([2, 3]);
});
