import type { BackendName, BackendReport } from "../core/backend-report";

/** Where the wasm backend finds its binaries: one address (or file path) a file name. */
export type WasmPaths = Readonly<
  Record<"tfjs-backend-wasm.wasm" | "tfjs-backend-wasm-simd.wasm" | "tfjs-backend-wasm-threaded-simd.wasm", string>
>;

/** Chooses, starts and tests a backend; see nn/backend.ts. */
export async function openBackend(preference: BackendName | "auto", wasmPaths: WasmPaths): Promise<BackendReport> {
  throw new Error(`no backend yet: ${preference} ${Object.keys(wasmPaths).length}`);
}

/** Tensors and bytes alive in the engine now. */
export function memoryInUse(): { readonly tensors: number; readonly bytes: number } {
  return { tensors: 0, bytes: 0 };
}
