import type { Rng } from "../../core/rng";
import { glorotUniform } from "../initialisers";
import * as tf from "../tfjs";
import type { ConvolutionalSizes } from "./work";

/** The network of encoders/convolutional.ts in plain tfjs operations, as somebody would write it who has tfjs alone. */
export interface StockNetwork {
  readonly variables: tf.Variable[];
  /** [b, side, side, 1] → [b, codeSize] */
  encode(x: tf.Tensor4D): tf.Tensor2D;
  /** [b, codeSize] → [b, side, side, 1] */
  decode(codes: tf.Tensor2D): tf.Tensor4D;
}

const filterSides = [5, 5, 3];

export function stockNetwork({ side, filters, codeSize }: ConvolutionalSizes, rng: Rng): StockNetwork {
  const sides = filters.reduce<number[]>((all) => [...all, Math.ceil(all[all.length - 1] / 2)], [side]);
  const channels = [1, ...filters];
  const last = sides[filters.length];
  const flat = last * last * channels[filters.length];
  const variables: tf.Variable[] = [];
  const weights = (...shape: number[]) => {
    const size = tf.util.sizeFromShape(shape);
    const [inputs, outputs] = shape.slice(-2);
    const area = size / inputs / outputs;
    const values = glorotUniform(size, area * inputs, area * outputs, rng);
    const variable = tf.tidy(() => tf.variable(tf.tensor(values, shape)));
    variables.push(variable);
    return variable as tf.Tensor;
  };
  const bias = (size: number) => {
    const variable = tf.tidy(() => tf.variable(tf.zeros([size])));
    variables.push(variable);
    return variable as tf.Tensor;
  };

  const down = filters.map((count, i) => ({
    filter: weights(filterSides[i], filterSides[i], channels[i], count) as tf.Tensor4D,
    bias: bias(count),
  }));
  const toCode = { weights: weights(flat, codeSize) as tf.Tensor2D, bias: bias(codeSize) };
  const fromCode = { weights: weights(codeSize, flat) as tf.Tensor2D, bias: bias(flat) };
  const up = filters.map((count, i) => ({
    filter: weights(filterSides[i], filterSides[i], channels[i], count) as tf.Tensor4D,
    bias: bias(channels[i]),
  }));

  return {
    variables,
    encode(x) {
      const y = down.reduce((value, layer) => tf.relu(tf.add(tf.conv2d(value, layer.filter, 2, "same"), layer.bias)), x);
      return tf.add(tf.matMul(tf.reshape(y, [-1, flat]), toCode.weights), toCode.bias);
    },
    decode(codes) {
      const rows = codes.shape[0];
      const grid = tf.relu(tf.add(tf.matMul(codes, fromCode.weights), fromCode.bias));
      let value = tf.reshape(grid, [rows, last, last, channels[filters.length]]) as tf.Tensor4D;
      for (let i = filters.length - 1; i >= 0; i--) {
        const shape: [number, number, number, number] = [rows, sides[i], sides[i], channels[i]];
        const sum = tf.add(tf.conv2dTranspose(value, up[i].filter, shape, 2, "same"), up[i].bias) as tf.Tensor4D;
        value = i === 0 ? sum : tf.relu(sum);
      }
      return value;
    },
  };
}
