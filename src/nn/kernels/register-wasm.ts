import { registerWasmConv2DBackpropFilter, registerWasmConv2DBackpropInput } from "./wasm-convolution";
import { registerWasmMatMul } from "./wasm-matmul";
import { registerWasmUnsortedSegmentSum } from "./wasm-segment-sum";

let registered = false;

/** Puts our kernels in the place of the wasm backend's, once in a process: a second replacement would wrap the first. */
export function registerWasmKernels(): void {
  if (registered) return;
  registered = true;
  registerWasmMatMul();
  registerWasmConv2DBackpropFilter();
  registerWasmConv2DBackpropInput();
  registerWasmUnsortedSegmentSum();
}
