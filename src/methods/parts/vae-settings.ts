import { choice, number, type Values, type ValuesOf } from "../../core/hyperparameters";
import { bernoulliCrossEntropy, gaussianSquaredError } from "../../nn/losses/bernoulli";
import * as tf from "../../nn/tfjs";
import { autoencoderHyperparameters, autoencoderKey } from "./autoencoder-settings";
import { seesEvened } from "./colours-seen";

/** What every method with a variational autoencoder lets its user set. */
export const vaeHyperparameters = {
  ...autoencoderHyperparameters,
  batchSize: { ...autoencoderHyperparameters.batchSize, default: 128 },
  reconstruction: choice({
    label: "Pixels are",
    help: "What a pixel counts as. As coin throws, the error is the cross-entropy, which suits drawings in black and white; as numbers with noise, it is the squared error, which suits photographs.",
    group: "Autoencoder",
    options: [
      { value: "bernoulli", label: "Coin throws (cross-entropy)" },
      { value: "gaussian", label: "Numbers with noise (squared error)" },
    ],
    default: "bernoulli",
    advanced: true,
  }),
  pixelVariance: number({
    label: "Pixel noise",
    symbol: "σₓ²",
    help: "Variance of that noise. The smaller it is, the more redrawing weighs against the clusters.",
    group: "Autoencoder",
    default: 0.1,
    min: 1e-3,
    max: 10,
    scale: "log",
    when: { field: "reconstruction", is: ["gaussian"] },
    advanced: true,
  }),
  logVarianceStart: number({
    label: "First log-variance",
    help: "Logarithm of the variance of every code before training. Low, and codes start as sharp points; high, and the decoder has to cope with blurred ones at once.",
    group: "Autoencoder",
    default: -1,
    min: -10,
    max: 2,
    advanced: true,
  }),
} as const;

export type VaeValues = ValuesOf<typeof vaeHyperparameters>;

/** How badly `output` [b, h, w, c] (logits, or values) redraws `batch`: summed over the pixels, mean over the batch. */
export function redrawingError(batch: tf.Tensor, output: tf.Tensor, values: VaeValues): tf.Scalar {
  if (values.reconstruction === "gaussian") return gaussianSquaredError(batch, output, values.pixelVariance);
  return bernoulliCrossEntropy(seenAboutZero(batch, values) ? tf.mul(tf.add(batch, 1), 0.5) : batch, output);
}

/** The decoder's output as pixels such as the network sees. */
export function pixelsOf(output: tf.Tensor, values: Pick<VaeValues, "reconstruction" | "colours">): tf.Tensor {
  const aboutZero = seenAboutZero(output, values);
  if (values.reconstruction === "gaussian") return tf.clipByValue(output, aboutZero ? -1 : 0, 1);
  const coins = tf.sigmoid(output);
  return aboutZero ? tf.sub(tf.mul(coins, 2), 1) : coins;
}

/** Whether `pictures` [b, h, w, c] are in [-1, 1], not in [0, 1]. */
function seenAboutZero({ shape }: tf.Tensor, values: Pick<VaeValues, "colours">): boolean {
  return seesEvened(values, { channels: shape.at(-1) === 3 ? 3 : 1 });
}

/** What a pretrained variational autoencoder depends on: for the work cache. */
export function vaeKey(values: VaeValues): Values {
  const { reconstruction, pixelVariance, logVarianceStart } = values;
  const pixels = reconstruction === "gaussian" ? { pixelVariance } : {};
  return { ...autoencoderKey(values), kind: "variational autoencoder", reconstruction, logVarianceStart, ...pixels };
}
