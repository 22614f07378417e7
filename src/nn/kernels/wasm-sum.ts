import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import { nativeOf } from "../native/native";
import * as tf from "../tfjs";
import { replaceWasmKernel } from "./wasm-heap";

interface Attributes {
  readonly axis: number | number[] | undefined;
  readonly keepDims: boolean;
}

/**
 * Sum and mean for the wasm backend, long sums in double precision. The original adds up in single precision, one value after
 * another (10⁶ times 0.1 came out as 100,958), and transposes first unless the last axes are summed over.
 */
export function registerWasmSum(): void {
  for (const name of [tf.Sum, tf.Mean]) {
    replaceWasmKernel(name, (original) => (call) => {
      const { x } = call.inputs as { x: tf.TensorInfo };
      const { axis, keepDims } = call.attrs as unknown as Attributes;
      const axes = tf.util.parseAxisParam(axis ?? x.shape.map((_, i) => i), x.shape).sort((a, b) => a - b);
      const together = axes.every((one, i) => i === 0 || one === axes[i - 1] + 1);
      // Gaps between the axes, and whole numbers, are the original's: no loss of ours sums over them.
      if (!together || x.dtype !== "float32") {
        if (!original) throw new Error(`the wasm backend has no ${name} to fall back on`);
        return original.kernelFunc(call);
      }
      const first = axes[0] ?? 0;
      const last = first + axes.length;
      const outer = tf.util.sizeFromShape(x.shape.slice(0, first));
      const middle = tf.util.sizeFromShape(x.shape.slice(first, last));
      const inner = tf.util.sizeFromShape(x.shape.slice(last));
      const shape = [...x.shape.slice(0, first), ...(keepDims ? axes.map(() => 1) : []), ...x.shape.slice(last)];
      const wasm = call.backend as BackendWasm;
      const { functions, address, scratch } = nativeOf(wasm);
      const room = scratch(functions.sumMiddleScratch(inner));
      const out = wasm.makeOutput(shape, "float32");
      functions.sumMiddle(address(x), address(out), outer, middle, inner, name === tf.Mean ? 1 / middle : 1, room);
      return out;
    });
  }
}
