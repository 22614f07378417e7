import type { WebGPUBackend } from "@tensorflow/tfjs-backend-webgpu";
import * as tf from "../tfjs";

/** Threads of a workgroup where a shader names no other number: small enough for every device, a multiple of what hardware runs at once. */
export const groupSize = 64;

/** One of our programs in WGSL, run through the WebGPU backend's own interface so that it keeps its place in tfjs's queue. */
export interface Shader {
  /** Identifies the code: two shaders with the same name are compiled once. */
  readonly name: string;
  /** Names of the input buffers in the code, bound from 1 on; 0 is `result`. */
  readonly inputs: readonly string[];
  /** Names of f32 numbers, `uniforms.name` in the code. */
  readonly numbers?: readonly string[];
  /** Threads of a group, where not `groupSize`; 256 at most. */
  readonly threads?: number;
  /**
   * Code with `fn main(index : i32)`, called once a thread; `index` counts through all groups. For an input `x`,
   * `uniforms.xShape` is its shape, as `uniforms.outShape` is the result's.
   */
  readonly code: string;
}

export interface ShaderCall {
  readonly inputs: readonly tf.TensorInfo[];
  /** Groups of threads. More may be started: a thread beyond its work must do nothing. */
  readonly groups: number;
  /** Values of `numbers`, in their order. */
  readonly numbers?: readonly number[];
}

/** The WebGPU backend, when it is the one in force. */
export function webgpuBackend(): WebGPUBackend | null {
  return tf.getBackend() === "webgpu" ? (tf.backend() as WebGPUBackend) : null;
}

/** Swaps one of the WebGPU backend's kernels. */
export function replaceWebgpuKernel(kernelName: string, make: (original: tf.KernelFunc) => tf.KernelFunc): void {
  const original = tf.getKernel(kernelName, "webgpu");
  if (!original) throw new Error(`The WebGPU backend has no ${kernelName} to build on.`);
  tf.unregisterKernel(kernelName, "webgpu");
  tf.registerKernel({ ...original, kernelFunc: make(original.kernelFunc) });
}

/** Runs a shader whose result is a new float32 tensor of `shape`. */
export function runShader(backend: WebGPUBackend, shader: Shader, shape: readonly number[], call: ShaderCall): tf.Tensor {
  return tf.engine().makeTensorFromTensorInfo(dispatch(backend, shader, shape, call));
}

/**
 * Runs a shader that works value by value: it sees all tensors as lists of numbers (`uniforms.outShape` of them), so that one
 * compiled program serves every rank. The result is a new float32 tensor of `shape`.
 */
export function runElementwise(
  backend: WebGPUBackend,
  shader: Shader,
  shape: readonly number[],
  inputs: readonly tf.TensorInfo[],
  numbers: readonly number[] = [],
): tf.Tensor {
  const info = backend.makeTensorInfo([...shape], "float32");
  const target = asList(info);
  dispatch(
    backend,
    shader,
    target.shape,
    { inputs: inputs.map(asList), groups: Math.ceil(target.shape[0] / groupSize), numbers },
    target,
  );
  return tf.engine().makeTensorFromTensorInfo(info);
}

/** The same values as a list of numbers. */
export function asList({ dataId, shape, dtype }: tf.TensorInfo): tf.TensorInfo {
  return { dataId, shape: [tf.util.sizeFromShape(shape)], dtype };
}

/**
 * Runs a shader that changes the values of `target`, which it knows as `result`, in place, and those of the inputs at
 * `changedInputs`. No other tensor may share their buffers: see `ownBuffer`.
 */
export function changeInPlace(
  backend: WebGPUBackend,
  shader: Shader,
  target: tf.TensorInfo,
  call: ShaderCall & { readonly changedInputs?: readonly number[] },
): void {
  dispatch(backend, shader, target.shape, call, target);
  for (const changed of [target, ...(call.changedInputs ?? []).map((i) => call.inputs[i])]) keepNoCopy(backend, changed);
}

/**
 * WGSL: the input with index `input` once more, for writing. tfjs declares every input for reading only; WGSL lets a second
 * name stand for the same binding, as long as a program uses one of the two.
 */
export function writableInput(input: number, name: string): string {
  return `@group(0) @binding(${input + 1}) var<storage, read_write> ${name} : array<f32>;`;
}

const withoutCopy = new WeakSet<object>();

/**
 * A read leaves a copy of the values on the host, and later reads are served from it. For a tensor that changes in place it
 * would be the past; a read that is under way now would even leave one after the change. So this tensor keeps none.
 */
function keepNoCopy(backend: WebGPUBackend, changed: tf.TensorInfo): void {
  const data = backend.tensorMap.get(changed.dataId);
  if (!data.resource || withoutCopy.has(data)) return;
  Object.defineProperty(data, "values", { get: () => null, set: () => undefined });
  withoutCopy.add(data);
}

/** Gives a variable a buffer of its own where it shares one with another tensor (a clone, a reshaped view), which must not change. */
export function ownBuffer(backend: WebGPUBackend, variable: tf.Variable): void {
  if (backend.refCount(variable.dataId) > 1) tf.tidy(() => variable.assign(tf.mul(variable, 1)));
}

function dispatch(
  backend: WebGPUBackend,
  { name, inputs, numbers = [], threads = groupSize, code }: Shader,
  shape: readonly number[],
  call: ShaderCall,
  target?: tf.TensorInfo,
): tf.TensorInfo {
  return backend.runWebGPUProgram(
    {
      shaderKey: `kindred_${name}`,
      variableNames: [...inputs],
      uniforms: numbers.map((number) => `${number} : f32, `).join(""),
      outputShape: [...shape],
      dispatchLayout: { x: shape.map((_, i) => i) },
      dispatch: [call.groups, 1, 1],
      workgroupSize: [threads, 1, 1],
      getUserCode: () => code,
    },
    [...call.inputs],
    "float32",
    (call.numbers ?? []).map((number) => ({ type: "float32", data: [number] })),
    target,
  );
}

/** WGSL: sum and maximum over the threads of a group, in a fixed order; every thread must call them. */
export const groupReductions = `
  var<workgroup> lanes : array<f32, ${groupSize}>;

  fn groupSum(value : f32) -> f32 {
    lanes[localIndex] = value;
    workgroupBarrier();
    for (var width = ${groupSize / 2}u; width > 0u; width = width >> 1u) {
      if (localIndex < width) { lanes[localIndex] = lanes[localIndex] + lanes[localIndex + width]; }
      workgroupBarrier();
    }
    let total = lanes[0];
    workgroupBarrier();
    return total;
  }

  fn groupMax(value : f32) -> f32 {
    lanes[localIndex] = value;
    workgroupBarrier();
    for (var width = ${groupSize / 2}u; width > 0u; width = width >> 1u) {
      if (localIndex < width) { lanes[localIndex] = max(lanes[localIndex], lanes[localIndex + width]); }
      workgroupBarrier();
    }
    let highest = lanes[0];
    workgroupBarrier();
    return highest;
  }
`;
