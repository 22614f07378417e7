import type { WebGPUBackend } from "@tensorflow/tfjs-backend-webgpu";
import * as tf from "../tfjs";
import { replaceWebgpuKernel } from "./webgpu-program";

const flag = "WEBGPU_MATMUL_PROGRAM_TYPE";
/** tfjs's number of the program with small tiles, its second choice for a product with few results. */
const smallTiles = 2;

/**
 * Keeps tfjs from splitting the inner sum of a product among groups that add to the result in any order, as it does where the
 * result is small and the sum long (2,000 or more, one matrix): the last bits then differ from run to run, and it takes
 * three dispatches instead of one. Its program for other small results is taken instead.
 */
export function registerWebgpuMatMul(): void {
  for (const name of [tf.BatchMatMul, tf._FusedMatMul]) {
    replaceWebgpuKernel(name, (original) => (call) => {
      if (!wouldSplit(call)) return original(call);
      tf.env().set(flag, smallTiles);
      try {
        return original(call);
      } finally {
        tf.env().set(flag, -1);
      }
    });
  }
}

/** The rule of tfjs-backend-webgpu's BatchMatMul_impl.ts. */
function wouldSplit({ inputs, attrs, backend }: Parameters<tf.KernelFunc>[0]): boolean {
  if (tf.env().getNumber(flag) >= 0) return false;
  const { a, b } = inputs as { a: tf.TensorInfo; b: tf.TensorInfo };
  const { transposeA, transposeB } = attrs as unknown as { transposeA: boolean; transposeB: boolean };
  const [rows, inner] = lastTwo(a, transposeA);
  const [, cols] = lastTwo(b, transposeB);
  const batch = Math.max(...[a, b].map(({ shape }) => tf.util.sizeFromShape(shape.slice(0, -2))));
  if (batch !== 1 || inner < 2000 || rows * cols <= 128) return false;
  const asked = tf.env().getNumber("WEBGPU_THRESHOLD_TO_INCREASE_WORKGROUPS_FOR_MATMUL");
  const few = asked > 0 ? asked : (backend as WebGPUBackend).thresholdToIncreaseWorkgroups;
  const groups = Math.ceil(rows / 32) * Math.ceil(cols / 32);
  return groups <= few || (rows <= 8 && groups <= 2 * few);
}

function lastTwo({ shape }: tf.TensorInfo, transposed: boolean): [number, number] {
  const [rows, cols] = shape.slice(-2);
  return transposed ? [cols, rows] : [rows, cols];
}
