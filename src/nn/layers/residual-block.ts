import type { Rng } from "../../core/rng";
import { prefixed } from "../encoders/coder";
import { glorotUniform } from "../initialisers";
import * as tf from "../tfjs";
import { createVariable } from "../variables";
import { batchNormalisation } from "./batch-normalisation";
import { cbam } from "./cbam";
import type { Layer } from "./dense";
import { leakyRelu } from "./leaky-relu";
import { simam } from "./simam";

export type Attention = "simam" | "cbam" | "none";

export interface ResidualBlockOptions {
  readonly height: number;
  readonly width: number;
  readonly inChannels: number;
  readonly outChannels: number;
  readonly attention: Attention;
  /** Whether the way past the convolutions is there. */
  readonly residual: boolean;
}

/** Of the leaky ReLU; the paper gives none. */
const slope = 0.2;
/** As in PyTorch, in which the papers of these layers were made. */
const normalisation = { epsilon: 1e-5 };

/**
 * The Res-VAE-Block of MFVC (Chen et al. 2024, figure 3): x [b, h, w, in] → leaky(attention(bn(conv3(leaky(bn(conv3(x)))))) +
 * bn(conv1(x))) [b, h, w, out], all of stride 1. Convolutions before a normalisation have no bias, which it would take away again.
 */
export function residualBlock(options: ResidualBlockOptions, rng: Rng): Layer {
  const { height, width, inChannels, outChannels, attention, residual } = options;
  const pixels = height * width;
  const activation = leakyRelu(slope);
  const parts: Record<string, Layer> = {
    first: convolutionAlone(pixels, 3, inChannels, outChannels, rng.fork("first")),
    firstNormalisation: batchNormalisation(outChannels, normalisation),
    second: convolutionAlone(pixels, 3, outChannels, outChannels, rng.fork("second")),
    secondNormalisation: batchNormalisation(outChannels, normalisation),
    ...(attention === "simam" ? { attention: simam() } : {}),
    ...(attention === "cbam" ? { attention: cbam(outChannels, pixels, rng.fork("attention")) } : {}),
    ...(residual
      ? {
          shortcut: convolutionAlone(pixels, 1, inChannels, outChannels, rng.fork("shortcut")),
          shortcutNormalisation: batchNormalisation(outChannels, normalisation),
        }
      : {}),
  };
  const { first, firstNormalisation, second, secondNormalisation, shortcut, shortcutNormalisation } = parts;
  const named = (of: (layer: Layer) => Readonly<Record<string, tf.Variable>> | undefined): Record<string, tf.Variable> =>
    Object.assign({}, ...Object.entries(parts).map(([name, layer]) => prefixed(name, of(layer))));
  return {
    work: Object.values(parts).reduce((sum, { work }) => sum + work, 0),
    variables: named((layer) => layer.variables),
    statistics: named((layer) => layer.statistics),
    apply(x, mode) {
      const inner = activation.apply(firstNormalisation.apply(first.apply(x), mode));
      const direct = secondNormalisation.apply(second.apply(inner), mode);
      const attended = parts.attention?.apply(direct, mode) ?? direct;
      return activation.apply(residual ? tf.add(attended, shortcutNormalisation.apply(shortcut.apply(x), mode)) : attended);
    },
  };
}

/** x [b, h, w, in] → x ∗ w [b, h, w, out], padding "same". */
function convolutionAlone(pixels: number, side: number, inChannels: number, outChannels: number, rng: Rng): Layer {
  const area = side * side;
  const values = glorotUniform(area * inChannels * outChannels, area * inChannels, area * outChannels, rng);
  const weights = createVariable(values, [side, side, inChannels, outChannels]);
  return {
    work: pixels * area * inChannels * outChannels,
    variables: { weights },
    apply: (x) => tf.conv2d(x as tf.Tensor4D, weights as unknown as tf.Tensor4D, 1, "same"),
  };
}
