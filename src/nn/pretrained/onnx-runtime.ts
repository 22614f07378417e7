import type * as Onnx from "onnxruntime-web/wasm";

export type { Onnx };

let loading: Promise<typeof Onnx> | null = null;

/**
 * ONNX Runtime in WebAssembly, loaded when the first ONNX model is opened: 14 MB that nobody else should wait for. Used directly
 * rather than through transformers.js, which wants the configuration files that a lone ONNX file has not got, and brings
 * onnxruntime-node and sharp with it. One thread: more would need a page isolated from other origins.
 */
export function onnxRuntime(): Promise<typeof Onnx> {
  loading ??= load().catch((error: unknown) => {
    // Another try may find the network back.
    loading = null;
    throw error;
  });
  return loading;
}

async function load(): Promise<typeof Onnx> {
  const runtime = await import("onnxruntime-web/wasm");
  const { env } = runtime;
  env.wasm.numThreads = 1;
  env.wasm.proxy = false;
  env.logLevel = "error";
  // In Node the package finds its binary beside itself; a bundle for the page must say where our own copy lies.
  if (!import.meta.env.SSR) {
    const { default: wasm } = await import("onnxruntime-web/ort-wasm-simd-threaded.wasm?url");
    env.wasm.wasmPaths = { wasm };
  }
  return runtime;
}
