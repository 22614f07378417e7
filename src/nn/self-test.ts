import { Rng } from "../core/rng";
import * as tf from "./tfjs";

/** Above 1,000 values WebGPU computes on the device; below it would quietly test the processor. */
const rows = 64;
const inputs = 32;
const outputs = 4;
const side = 8;

/**
 * Trains one step on fixed numbers and compares with the same step worked out here in double precision. Catches drivers
 * whose gradients are zero or wrong, and devices that answer with zeros. Throws a sentence.
 */
export async function selfTest(): Promise<void> {
  const rng = Rng.fromSeed("self-test");
  const x = Float32Array.from({ length: rows * inputs }, () => rng.between(-1, 1));
  const w = Float32Array.from({ length: inputs * outputs }, () => rng.between(-1, 1));
  const gradients = tf.tidy(() => {
    const data = tf.tensor2d(x.slice(), [rows, inputs]);
    const weights = tf.tensor2d(w.slice(), [inputs, outputs]);
    const dense = tf.grad((value: tf.Tensor) => tf.mean(tf.square(tf.matMul(data, value as tf.Tensor2D))))(weights);
    const image = tf.tensor4d(x.slice(0, side * side * 2), [1, side, side, 2]);
    const filter = tf.zeros([3, 3, 2, 1]);
    const convolution = tf.grad((value: tf.Tensor) => tf.sum(tf.conv2d(image, value as tf.Tensor4D, 1, "valid")))(filter);
    return tf.concat([tf.reshape(dense, [-1]), tf.reshape(convolution, [-1])]);
  });
  const got = await gradients.data();
  gradients.dispose();
  const expected = [...denseGradient(x, w), ...convolutionGradient(x)];
  const worst = expected.reduce((error, value, i) => Math.max(error, Math.abs(value - got[i])), 0);
  // A NaN anywhere makes `worst` NaN, which this comparison also refuses.
  if (!(worst < 1e-3)) throw new Error(`its start-up test failed: a gradient is off by ${worst.toPrecision(2)}.`);
}

/** ∂/∂W mean((X·W)²) = 2 Xᵀ(X·W) / (rows · outputs). */
function denseGradient(x: Float32Array, w: Float32Array): number[] {
  const gradient = new Array<number>(inputs * outputs).fill(0);
  for (let r = 0; r < rows; r++) {
    for (let o = 0; o < outputs; o++) {
      let product = 0;
      for (let i = 0; i < inputs; i++) product += x[r * inputs + i] * w[i * outputs + o];
      for (let i = 0; i < inputs; i++) gradient[i * outputs + o] += (2 * x[r * inputs + i] * product) / (rows * outputs);
    }
  }
  return gradient;
}

/** ∂/∂F Σ conv(image, F), "valid", 3 x 3, two channels: the sum of the image under each place of the filter. */
function convolutionGradient(x: Float32Array): number[] {
  const gradient: number[] = [];
  for (let fy = 0; fy < 3; fy++) {
    for (let fx = 0; fx < 3; fx++) {
      for (let c = 0; c < 2; c++) {
        let sum = 0;
        for (let y = 0; y + 3 <= side; y++) for (let z = 0; z + 3 <= side; z++) sum += x[((y + fy) * side + z + fx) * 2 + c];
        gradient.push(sum);
      }
    }
  }
  return gradient;
}
