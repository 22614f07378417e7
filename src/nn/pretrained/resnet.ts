import * as tf from "../tfjs";
import { giveUpThread } from "../turn-work";
import type { ConvolutionPlan, ResnetPlan } from "./resnet-plan";

/** As in torchvision, timm and Hugging Face. */
const epsilon = 1e-5;

/** A ResNet on the backend in force. */
export interface Resnet {
  /** Pictures [b, side, side, c] → the mean over the pixels of the last block's output, [b, D]; neither given back here. */
  features(pictures: tf.Tensor4D): Promise<tf.Tensor2D>;
  dispose(): void;
}

/** A convolution with the normalisation behind it folded in: both are linear. */
interface Folded {
  /** [side, side, in, out] */
  readonly filter: tf.Tensor4D;
  /** [out] */
  readonly bias: tf.Tensor1D;
}

/** Builds the network of `plan`; `read` gives a tensor's values by its name, filters as [out, in, side, side]. */
export function buildResnet(plan: ResnetPlan, read: (name: string) => Float32Array): Resnet {
  const folded = new Map<ConvolutionPlan, Folded>();
  const dispose = () => {
    for (const { filter, bias } of folded.values()) tf.dispose([filter, bias]);
  };
  const all = [
    plan.stem,
    ...plan.blocks.flatMap(({ convolutions, shortcut }) => [...convolutions, ...(shortcut ? [shortcut] : [])]),
  ];
  try {
    for (const convolution of all) folded.set(convolution, fold(convolution, read));
  } catch (error) {
    dispose();
    throw error;
  }

  function apply(x: tf.Tensor4D, convolution: ConvolutionPlan, activation: "relu" | "linear"): tf.Tensor4D {
    const { filter, bias } = folded.get(convolution) as Folded;
    const { stride, side } = convolution;
    // Padded alike on all sides, as PyTorch does: "same" would put less above than below under a stride.
    return tf.fused.conv2d({ x, filter, bias, strides: stride, pad: (side - 1) / 2, activation });
  }

  /** One step each, between which the thread is given up. */
  const steps: readonly ((x: tf.Tensor4D) => tf.Tensor4D)[] = [
    (x) => {
      const active = apply(x, plan.stem, "relu");
      return plan.pools ? tf.maxPool(active, 3, 2, 1) : active;
    },
    ...plan.blocks.map(({ convolutions, shortcut }) => (x: tf.Tensor4D) => {
      const last = convolutions.length - 1;
      const direct = convolutions.reduce((y, convolution, i) => apply(y, convolution, i < last ? "relu" : "linear"), x);
      return tf.relu(tf.add<tf.Tensor4D>(direct, shortcut ? apply(x, shortcut, "linear") : x));
    }),
  ];

  return {
    async features(pictures) {
      let x = pictures;
      try {
        for (const step of steps) {
          const next = tf.tidy(() => step(x));
          if (x !== pictures) x.dispose();
          x = next;
          await giveUpThread();
        }
        return tf.tidy(() => tf.mean(x, [1, 2]));
      } finally {
        if (x !== pictures) x.dispose();
      }
    },
    dispose,
  };
}

/** scale · (x ∗ w − mean) / √(variance + ε) + shift, as one convolution with a bias; w turned from [out, in, ·, ·] to [·, ·, in, out]. */
function fold(
  { weights, normalisation, side, inChannels, outChannels }: ConvolutionPlan,
  read: (name: string) => Float32Array,
): Folded {
  const w = read(`${weights}.weight`);
  const [scale, shift, mean, variance] = ["weight", "bias", "running_mean", "running_var"].map((part) =>
    read(`${normalisation}.${part}`),
  );
  const area = side * side;
  const filter = new Float32Array(w.length);
  const bias = new Float32Array(outChannels);
  for (let out = 0; out < outChannels; out++) {
    const factor = scale[out] / Math.sqrt(variance[out] + epsilon);
    bias[out] = shift[out] - mean[out] * factor;
    for (let c = 0; c < inChannels; c++) {
      for (let p = 0; p < area; p++)
        filter[(p * inChannels + c) * outChannels + out] = factor * w[(out * inChannels + c) * area + p];
    }
  }
  return { filter: tf.tensor4d(filter, [side, side, inChannels, outChannels]), bias: tf.tensor1d(bias) };
}

/** Multiply-adds for one picture of `side` x `side` pixels. */
export function resnetWork(plan: ResnetPlan, side: number): number {
  let at = side;
  const through = ({ side: filter, stride, inChannels, outChannels }: ConvolutionPlan, from: number) => {
    const to = Math.ceil(from / stride);
    return { to, work: to * to * filter * filter * inChannels * outChannels };
  };
  const stem = through(plan.stem, at);
  let total = stem.work;
  at = plan.pools ? Math.ceil(stem.to / 2) : stem.to;
  for (const { convolutions, shortcut } of plan.blocks) {
    if (shortcut) total += through(shortcut, at).work;
    for (const convolution of convolutions) {
      const { to, work } = through(convolution, at);
      total += work;
      at = to;
    }
  }
  return total;
}
