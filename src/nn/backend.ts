import type { BackendName, BackendReport } from "../core/backend-report";
import { registerWasmKernels } from "./kernels/register-wasm";
import { refuseFailedAllocations } from "./kernels/wasm-allocation";
import { wasmBackend } from "./kernels/wasm-heap";
import { openNative } from "./native/native";
import { selfTest } from "./self-test";
import * as tf from "./tfjs";

/** Where the wasm backend finds its binaries: one address (or file path) a file name. */
export type WasmPaths = Readonly<
  Record<"tfjs-backend-wasm.wasm" | "tfjs-backend-wasm-simd.wasm" | "tfjs-backend-wasm-threaded-simd.wasm", string>
>;

/** Fastest first. */
const order: readonly BackendName[] = ["webgpu", "webgl", "wasm", "cpu"];

const descriptions: Readonly<Record<BackendName, string>> = {
  webgpu: "WebGPU, on the graphics card",
  webgl: "WebGL, on the graphics card",
  wasm: "WebAssembly, on the processor",
  cpu: "plain JavaScript, on the processor (slow)",
};

/** Names of drawing devices that are programs, not hardware: slower for training than wasm on the same processor. */
const softwareDevice = /swiftshader|llvmpipe|lavapipe|software|basic render/i;

/**
 * Starts the first backend that works, in the order webgpu, webgl, wasm, cpu, or the preferred one before all others.
 * Every candidate must pass a small training step with known results. A graphics card that is emulated in software is
 * passed over unless it was asked for by name. Throws a sentence when nothing works.
 */
export async function openBackend(preference: BackendName | "auto", wasmPaths: WasmPaths): Promise<BackendReport> {
  const candidates =
    preference === "auto" ? order : [preference, ...order.slice(order.indexOf("wasm")).filter((name) => name !== preference)];
  const passedOver: { backend: BackendName; fault: string }[] = [];
  // Without it tfjs checks every kernel's output for NaN and greets the user on the console.
  tf.enableProdMode();
  for (const backend of candidates) {
    try {
      const { device, threads } = await start(backend, wasmPaths, preference === "auto");
      return { backend, device, threads, passedOver, reason: reasonFor(backend, preference, passedOver) };
    } catch (error) {
      passedOver.push({ backend, fault: error instanceof Error ? error.message : String(error) });
    }
  }
  throw new Error(`No compute backend works here. ${passedOver.map(({ backend, fault }) => `${backend}: ${fault}`).join(" ")}`);
}

function reasonFor(backend: BackendName, preference: BackendName | "auto", passedOver: BackendReport["passedOver"]): string {
  const what = `Computing with ${descriptions[backend]}`;
  if (backend === preference) return `${what}, as you asked.`;
  if (passedOver.length === 0) return `${what}: the fastest there is.`;
  return `${what}. ${passedOver.map((one) => `${one.backend} was passed over: ${one.fault}`).join(" ")}`;
}

/** Tensors and bytes alive in the engine now. */
export function memoryInUse(): { readonly tensors: number; readonly bytes: number } {
  if (!tf.getBackend()) return { tensors: 0, bytes: 0 };
  const { numTensors, numBytes } = tf.memory();
  return { tensors: numTensors, bytes: numBytes };
}

interface Started {
  readonly device: string | null;
  readonly threads: number;
}

async function start(backend: BackendName, wasmPaths: WasmPaths, hardwareOnly: boolean): Promise<Started> {
  const prepared = await prepare[backend](wasmPaths, hardwareOnly);
  // setBackend does not throw where a backend can't start, and leaves another one in force: look, don't trust.
  const accepted = await tf.setBackend(backend);
  await tf.ready();
  if (!accepted || tf.getBackend() !== backend) throw new Error("it did not start.");
  const wasm = wasmBackend();
  if (wasm) await openNative(wasm);
  await selfTest();
  // After the test, not before: emscripten's allocation puts another function in its own place when it is first called.
  if (wasm && !allocationIsGuarded) {
    refuseFailedAllocations(wasm.wasm);
    allocationIsGuarded = true;
  }
  return { device: prepared.device, threads: await prepared.threads() };
}

interface Prepared {
  readonly device: string | null;
  /** Known once the backend runs. */
  threads(): Promise<number>;
}

/** Kernels are replaced once: a second replacement would wrap the first. */
let wasmIsPrepared = false;
/** Likewise its allocation, which exists only once the backend runs. */
let allocationIsGuarded = false;

const oneThread = () => Promise.resolve(1);

const prepare: Readonly<Record<BackendName, (wasmPaths: WasmPaths, hardwareOnly: boolean) => Promise<Prepared>>> = {
  async webgpu(_, hardwareOnly) {
    const adapter = await (navigatorGpu()?.requestAdapter() ?? null);
    if (!adapter) throw new Error("this browser offers no WebGPU adapter.");
    const { vendor = "", architecture = "", description = "" } = adapter.info;
    const device = [vendor, architecture, description].filter(Boolean).join(" ") || "unnamed adapter";
    if (hardwareOnly && softwareDevice.test(device))
      throw new Error(`its adapter (${device}) is emulated in software, slower than wasm.`);
    await import("@tensorflow/tfjs-backend-webgpu");
    return { device, threads: oneThread };
  },
  async webgl(_, hardwareOnly) {
    const device = webglDevice();
    if (device === null) throw new Error("WebGL is not available in this worker.");
    if (hardwareOnly && softwareDevice.test(device))
      throw new Error(`its device (${device}) is emulated in software, slower than wasm.`);
    await import("@tensorflow/tfjs-backend-webgl");
    return { device, threads: oneThread };
  },
  async wasm(wasmPaths) {
    const wasm = await import("@tensorflow/tfjs-backend-wasm");
    if (!wasmIsPrepared) {
      wasm.setWasmPaths({ ...wasmPaths });
      // One thread: the threaded build starts its threads from the source text of a function, which a minified bundle breaks
      // ("e is not defined"). One thread also makes the page and Node compute the same numbers to the last bit.
      tf.env().set("WASM_HAS_MULTITHREAD_SUPPORT", false);
      registerWasmKernels();
      wasmIsPrepared = true;
    }
    return {
      device: "processor",
      threads: () => Promise.resolve(wasm.getThreadsCount()),
    };
  },
  async cpu() {
    await import("@tensorflow/tfjs-backend-cpu");
    return { device: "processor", threads: oneThread };
  },
};

/** The part of WebGPU's interface that we look at ourselves. */
interface Gpu {
  requestAdapter(): Promise<{ readonly info: { vendor?: string; architecture?: string; description?: string } } | null>;
}

function navigatorGpu(): Gpu | undefined {
  return typeof navigator === "undefined" ? undefined : (navigator as { readonly gpu?: Gpu }).gpu;
}

function webglDevice(): string | null {
  if (typeof OffscreenCanvas === "undefined") return null;
  const context = new OffscreenCanvas(1, 1).getContext("webgl2");
  if (!context) return null;
  const names = context.getExtension("WEBGL_debug_renderer_info");
  const device = String(context.getParameter(names ? names.UNMASKED_RENDERER_WEBGL : context.RENDERER));
  context.getExtension("WEBGL_lose_context")?.loseContext();
  return device;
}
