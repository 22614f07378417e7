import { describe, expect, it } from "vitest";
import { openBackend } from "./backend";
import { wasmPathsInNode } from "./testing";
import * as tf from "./tfjs";

describe("openBackend", () => {
  it("falls to wasm where there is no graphics card, and says why", async () => {
    const report = await openBackend("auto", wasmPathsInNode());
    expect(report.backend).toBe("wasm");
    expect(tf.getBackend()).toBe("wasm");
    expect(report.passedOver.map((one) => one.backend)).toEqual(["webgpu", "webgl"]);
    expect(report.reason).toMatch(/WebAssembly.*webgpu was passed over: this browser offers no WebGPU adapter\./);
  });

  it("takes the one that was asked for", async () => {
    const report = await openBackend("cpu", wasmPathsInNode());
    expect(report.backend).toBe("cpu");
    expect(report.reason).toBe("Computing with plain JavaScript, on the processor (slow), as chosen.");
  });

  it("goes on to the next when the one asked for can't start", async () => {
    const report = await openBackend("webgpu", wasmPathsInNode());
    expect(report.backend).toBe("wasm");
    expect(report.passedOver.map((one) => one.backend)).toEqual(["webgpu"]);
  });
});
