import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openBackend } from "../nn/backend";
import { wasmPathsInNode } from "../nn/testing";
import { type Dawn, provideGpu } from "./node-gpu";

const scope = globalThis as { navigator?: { gpu?: { requestAdapter(): Promise<unknown> } }; GPUFlagOfTest?: number };
let before: PropertyDescriptor | undefined;

beforeEach(() => {
  before = Object.getOwnPropertyDescriptor(scope, "navigator");
  // As in Node 20, which has none; later ones have one without a GPU.
  Object.defineProperty(scope, "navigator", { value: undefined, configurable: true });
});
afterEach(() => {
  if (before) Object.defineProperty(scope, "navigator", before);
  else Reflect.deleteProperty(scope, "navigator");
  Reflect.deleteProperty(scope, "GPUFlagOfTest");
});

const dawn = (adapter: object | null): Dawn => ({
  globals: { GPUFlagOfTest: 4 },
  create: () => ({ requestAdapter: async () => adapter }),
});
const moduleNotFound = (name: string) =>
  Object.assign(new Error(`Cannot find package '${name}' imported from /lab/main.js`), { code: "ERR_MODULE_NOT_FOUND" });

describe("provideGpu", () => {
  it("puts Dawn where a browser has WebGPU, with its constants", async () => {
    const adapter = { info: {} };
    await provideGpu(async () => dawn(adapter));
    expect(await scope.navigator?.gpu?.requestAdapter()).toBe(adapter);
    expect(scope.GPUFlagOfTest).toBe(4);
  });

  it("keeps the navigator of later Nodes, and a GPU that is there already", async () => {
    const gpu = { requestAdapter: async () => null };
    Object.defineProperty(scope, "navigator", { value: { userAgent: "Node.js/22" }, configurable: true });
    await provideGpu(async () => dawn({}));
    expect(scope.navigator).toHaveProperty("userAgent", "Node.js/22");
    Object.defineProperty(scope, "navigator", { value: { gpu }, configurable: true });
    await provideGpu(async () => dawn({}));
    expect(scope.navigator?.gpu).toBe(gpu);
  });

  it.each([
    [
      "the package is missing",
      () => Promise.reject(moduleNotFound("webgpu")),
      /not installed; `npm install --no-save webgpu@[\d.]+` in the lab's folder installs it \(130 MB\)\.$/,
    ],
    [
      "a part of it is missing",
      () => Promise.reject(moduleNotFound("debug")),
      /is installed but could not be loaded \(Cannot find package 'debug' .*puts it in order\.$/,
    ],
    [
      "its binary does not fit",
      () => Promise.reject(new Error("libc.so.6: version `GLIBC_2.38' not found\nRequire stack:\n…")),
      /could not be loaded \(libc\.so\.6: version `GLIBC_2\.38' not found\)/,
    ],
    [
      "there is no driver",
      async () => dawn(null),
      /^Dawn found no graphics driver that it can use .*; install the graphics card's own, or stay with wasm/,
    ],
  ])("lets the engine say why there is no WebGPU, and go on with wasm, when %s", async (_, load, sentence) => {
    await provideGpu(load);
    const report = await openBackend("webgpu", wasmPathsInNode());
    expect(report.backend).toBe("wasm");
    expect(report.passedOver.map(({ backend }) => backend)).toEqual(["webgpu"]);
    expect(report.passedOver[0].fault).toMatch(sentence);
    expect(report.reason).toContain(report.passedOver[0].fault);
  });
});
