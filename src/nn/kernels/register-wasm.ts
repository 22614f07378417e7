import { registerWasmAvgPoolGrad } from "./wasm-average-pool-gradient";
import { registerWasmConv2D, registerWasmConv2DBackpropFilter, registerWasmConv2DBackpropInput } from "./wasm-convolution";
import { registerWasmDepthwiseGradients } from "./wasm-depthwise-gradients";
import { registerWasmIdentity } from "./wasm-identity";
import { registerWasmLeakyRelu } from "./wasm-leaky-relu";
import { registerWasmMatMul } from "./wasm-matmul";
import { registerWasmMaxPoolGrad } from "./wasm-max-pool-gradient";
import { registerWasmUnsortedSegmentSum } from "./wasm-segment-sum";
import { registerWasmSlice } from "./wasm-slice";
import { registerWasmSum } from "./wasm-sum";

let registered = false;

/** Puts our kernels in the place of the wasm backend's, once in a process: a second replacement would wrap the first. */
export function registerWasmKernels(): void {
  if (registered) return;
  registered = true;
  registerWasmMatMul();
  registerWasmConv2D();
  registerWasmConv2DBackpropFilter();
  registerWasmConv2DBackpropInput();
  registerWasmMaxPoolGrad();
  registerWasmAvgPoolGrad();
  registerWasmLeakyRelu();
  registerWasmDepthwiseGradients();
  registerWasmUnsortedSegmentSum();
  registerWasmSum();
  registerWasmSlice();
  registerWasmIdentity();
}
