import { registerWebgpuSum } from "./webgpu-column-sums";
import { registerWebgpuMatMul } from "./webgpu-matmul";

let registered = false;

/**
 * Puts our kernels in the place of the WebGPU backend's, once in a process: a second replacement would wrap the first. Its
 * package must have been imported.
 */
export function registerWebgpuKernels(): void {
  if (registered) return;
  registered = true;
  registerWebgpuSum();
  registerWebgpuMatMul();
}
