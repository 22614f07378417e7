import type { BackendName, BackendReport } from "../core/backend-report";
import { buryLostBackend, watchDevice } from "./device-watch";
import { mendGradients } from "./gradients/mend-gradients";
import { registerWasmKernels } from "./kernels/register-wasm";
import { registerWebgpuKernels } from "./kernels/register-webgpu";
import { refuseFailedAllocations } from "./kernels/wasm-allocation";
import { wasmBackend } from "./kernels/wasm-heap";
import { openNative } from "./native/native";
import { hasRelaxedSimd } from "./native/native-module";
import { canShareMemory, withSharedMemory } from "./native/shared-memory";
import { type ThreadSource, workerThreads } from "./native/threads";
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
 * passed over unless it was asked for by name, and so is every backend in `avoid`, for the fault told there. A backend whose
 * device was lost starts on a new one. The wasm backend computes with `threads` where memory can be shared. Throws a sentence when nothing works.
 */
export async function openBackend(
  preference: BackendName | "auto",
  wasmPaths: WasmPaths,
  avoid: BackendReport["passedOver"] = [],
  threads: ThreadSource | null = workerThreads(),
): Promise<BackendReport> {
  const wanted =
    preference === "auto" ? order : [preference, ...order.slice(order.indexOf("wasm")).filter((name) => name !== preference)];
  const candidates = wanted.filter((name) => avoid.every(({ backend }) => backend !== name));
  const passedOver = avoid.filter(({ backend }) => wanted.includes(backend));
  // Without it tfjs checks every kernel's output for NaN and greets the user on the console.
  tf.enableProdMode();
  mendGradients();
  for (const backend of candidates) {
    try {
      const started = await start(backend, wasmPaths, preference === "auto", threads);
      return { backend, ...started, passedOver, reason: reasonFor(backend, preference, passedOver) };
    } catch (error) {
      passedOver.push({ backend, fault: error instanceof Error ? error.message : String(error) });
    }
  }
  throw new Error(`No compute backend works here. ${passedOver.map(({ backend, fault }) => `${backend}: ${fault}`).join(" ")}`);
}

function reasonFor(backend: BackendName, preference: BackendName | "auto", passedOver: BackendReport["passedOver"]): string {
  const what = `Computing with ${descriptions[backend]}`;
  if (backend === preference) return `${what}, as chosen.`;
  if (passedOver.length === 0) return `${what}: the fastest there is.`;
  return `${what}. ${passedOver.map((one) => `${one.backend} was passed over: ${one.fault}`).join(" ")}`;
}

/** Tensors and bytes alive in the engine now. */
export function memoryInUse(): { readonly tensors: number; readonly bytes: number } {
  // Not by tf.memory(), which throws while one backend stands in for another.
  const { numTensors, numBytes } = tf.engine().state;
  return { tensors: numTensors, bytes: numBytes };
}

interface Started {
  readonly device: string | null;
  readonly threads: number;
}

async function start(
  backend: BackendName,
  wasmPaths: WasmPaths,
  hardwareOnly: boolean,
  source: ThreadSource | null,
): Promise<Started> {
  const device = await prepare[backend](wasmPaths, hardwareOnly);
  buryLostBackend(backend);
  // setBackend does not throw where a backend can't start, and leaves another one in force: look, don't trust.
  const sharing = backend === "wasm" && source !== null && source.count > 1 && canShareMemory();
  const shared = sharing && (await withSharedMemory(() => tf.setBackend(backend)));
  // A shared memory reserves more room than an engine may have: without one there is one thread, but there is one.
  const accepted = shared || (await tf.setBackend(backend));
  await tf.ready();
  if (!accepted || tf.getBackend() !== backend) throw new Error("it did not start.");
  const wasm = wasmBackend();
  const threads = wasm ? await openNative(wasm, source) : 1;
  await orLoss(selfTest());
  // After the test, not before: emscripten's allocation puts another function in its own place when it is first called.
  if (wasm && !allocationIsGuarded) {
    refuseFailedAllocations(wasm.wasm);
    allocationIsGuarded = true;
  }
  return { device, threads };
}

/** `work`, or a failure when the device in force is lost meanwhile: what waits for a lost device may wait for ever. */
function orLoss(work: Promise<void>): Promise<void> {
  const lost = watchDevice()?.lost.then((why) => {
    throw new Error(`its device was lost when it started (${why}).`);
  });
  return lost ? Promise.race([work, lost]) : work;
}

/** Kernels are replaced once: a second replacement would wrap the first. */
let wasmIsPrepared = false;
/** Likewise its allocation, which exists only once the backend runs. */
let allocationIsGuarded = false;

/** Loads a backend and says what it computes on. */
const prepare: Readonly<Record<BackendName, (wasmPaths: WasmPaths, hardwareOnly: boolean) => Promise<string>>> = {
  async webgpu(_, hardwareOnly) {
    const adapter = await (navigatorGpu()?.requestAdapter() ?? null);
    if (!adapter) throw new Error("this browser offers no WebGPU adapter.");
    const { vendor = "", architecture = "", description = "" } = adapter.info;
    const device = [vendor, architecture, description].filter(Boolean).join(" ") || "unnamed adapter";
    if (hardwareOnly && softwareDevice.test(device))
      throw new Error(`its adapter (${device}) is emulated in software, slower than wasm.`);
    await import("@tensorflow/tfjs-backend-webgpu");
    registerWebgpuKernels();
    return device;
  },
  async webgl(_, hardwareOnly) {
    const device = webglDevice();
    if (device === null) throw new Error("WebGL is not available in this worker.");
    if (hardwareOnly && softwareDevice.test(device))
      throw new Error(`its device (${device}) is emulated in software, slower than wasm.`);
    await import("@tensorflow/tfjs-backend-webgl");
    return device;
  },
  async wasm(wasmPaths) {
    const wasm = await import("@tensorflow/tfjs-backend-wasm");
    if (!wasmIsPrepared) {
      wasm.setWasmPaths({ ...wasmPaths });
      // Not tfjs's threads, but our own: native/shared-memory.ts says why.
      tf.env().set("WASM_HAS_MULTITHREAD_SUPPORT", false);
      registerWasmKernels();
      wasmIsPrepared = true;
    }
    return hasRelaxedSimd() ? "processor, SIMD with fused multiply-add" : "processor, SIMD";
  },
  async cpu() {
    await import("@tensorflow/tfjs-backend-cpu");
    return "processor";
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
