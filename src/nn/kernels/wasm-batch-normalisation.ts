import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import { nativeOf } from "../native/native";
import * as tf from "../tfjs";
import type { Normalised } from "./batch-normalisation";

/** One pass for the moments, one for the result: composed of tfjs operations it takes six. */
export function normaliseOnWasm(
  backend: BackendWasm,
  x: tf.Tensor,
  scale: tf.Tensor,
  shift: tf.Tensor,
  epsilon: number,
): Normalised {
  const channels = scale.size;
  const out = backend.makeOutput(x.shape, "float32");
  const [mean, variance, slope] = [1, 2, 3].map(() => backend.makeOutput([channels], "float32"));
  const { functions, address, scratch } = nativeOf(backend);
  const room = scratch(functions.batchNormalisationScratch(channels));
  functions.normaliseByBatch(
    address(x),
    address(scale),
    address(shift),
    address(out),
    address(mean),
    address(variance),
    address(slope),
    x.size / channels,
    channels,
    epsilon,
    room,
  );
  const tensor = (info: tf.TensorInfo) => tf.engine().makeTensorFromTensorInfo(info);
  return { value: tensor(out), mean: tensor(mean), variance: tensor(variance), slope: tensor(slope) };
}

/** [dx, dScale, dShift], in two passes. */
export function normalisationGradientOnWasm(
  backend: BackendWasm,
  dy: tf.Tensor,
  x: tf.Tensor,
  scale: tf.Tensor,
  mean: tf.Tensor,
  slope: tf.Tensor,
): tf.Tensor[] {
  const channels = scale.size;
  const outputs = [x.shape, [channels], [channels]].map((shape) => backend.makeOutput(shape, "float32"));
  const { functions, address, scratch } = nativeOf(backend);
  const room = scratch(functions.batchNormalisationScratch(channels));
  const [dx, dScale, dShift] = outputs.map(address);
  functions.batchNormalisationGradient(
    address(dy),
    address(x),
    address(scale),
    address(mean),
    address(slope),
    dx,
    dScale,
    dShift,
    x.size / channels,
    channels,
    room,
  );
  return outputs.map((info) => tf.engine().makeTensorFromTensorInfo(info));
}
