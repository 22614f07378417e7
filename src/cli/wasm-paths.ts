import { createRequire } from "node:module";

const folder = "@tensorflow/tfjs-backend-wasm/dist";

/** Where the wasm backend's binaries lie on this machine, by file name. Throws where the package is not installed. */
export function wasmPaths() {
  const { resolve } = createRequire(import.meta.url);
  return {
    "tfjs-backend-wasm.wasm": resolve(`${folder}/tfjs-backend-wasm.wasm`),
    "tfjs-backend-wasm-simd.wasm": resolve(`${folder}/tfjs-backend-wasm-simd.wasm`),
    "tfjs-backend-wasm-threaded-simd.wasm": resolve(`${folder}/tfjs-backend-wasm-threaded-simd.wasm`),
  } as const;
}
