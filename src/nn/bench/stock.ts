import { layers, type Sequential, sequential } from "@tensorflow/tfjs-layers";
import type { Images } from "../../core/images";
import { Rng } from "../../core/rng";
import { glorotUniform } from "../initialisers";
import * as tf from "../tfjs";
import { batchIndices, noiseImages, pictureOf, targetRows, uniform } from "./data";
import { kernelWork } from "./kernel-work";
import { augmentOnHost } from "./stock-augment";
import { stockNetwork } from "./stock-network";
import { type Around, batchesInMemory, clusteringWeight, learningRate, type Prepared, type Work, type WorkOf } from "./work";

/**
 * `work` as tfjs does it without us: dense layers by tf.layers, convolutions by plain operations (tf.layers can't bring 4 back
 * to 7), Adam by tf.train.adam.
 */
export async function prepareStock(work: Work): Promise<Prepared> {
  switch (work.kind) {
    case "dense step":
      return layersStep(work);
    case "convolutional step":
    case "IDEC step":
      return operationsStep(work);
    case "Adam update":
      return adamUpdate(work);
    case "product":
    case "convolution":
      return kernelWork(work);
    case "neighbours":
      throw new Error("tfjs has no nearest neighbours");
  }
}

function denseModel(widths: readonly number[]): Sequential {
  const sizes = [...widths, ...widths.slice(0, -1).reverse()];
  const linear = new Set([widths.length - 1, sizes.length - 1]);
  const model = sequential();
  for (const [i, units] of sizes.entries()) {
    if (i === 0) continue;
    const activation = linear.has(i) ? "linear" : "relu";
    const inputShape = i === 1 ? { inputShape: [sizes[0]] } : {};
    model.add(layers.dense({ units, activation, kernelInitializer: "zeros", ...inputShape }));
  }
  // In the place of its own start: that draws without our seed.
  tf.tidy(() => {
    const rng = Rng.fromSeed("bench");
    const start = (shape: number[], size: number) =>
      shape.length === 1 ? tf.zeros(shape) : tf.tensor(glorotUniform(size, shape[0], shape[1], rng), shape);
    model.setWeights(model.getWeights().map(({ shape, size }) => start(shape, size)));
  });
  return model;
}

function layersStep({ widths, batch: size }: WorkOf<"dense step">): Prepared {
  const { height, width } = pictureOf(widths[0]);
  const images = noiseImages(size * batchesInMemory, height, width, Rng.fromSeed("bench data"));
  const model = denseModel(widths);
  const optimizer = tf.train.adam(learningRate);
  const watch = watchUpdates(optimizer);
  model.compile({ optimizer, loss: "meanSquaredError" });
  let turn = 0;
  return {
    async once(around) {
      watch(around);
      const batch = tf.tensor2d(pixelsOf(images, turn++, size, null), [size, widths[0]]);
      await model.trainOnBatch(batch, batch);
      batch.dispose();
    },
    dispose() {
      model.dispose();
      optimizer.dispose();
    },
  };
}

function operationsStep(work: WorkOf<"convolutional step" | "IDEC step">): Prepared {
  const { side, batch: size } = work;
  const rng = Rng.fromSeed("bench data");
  const images = noiseImages(size * batchesInMemory, side, side, rng);
  const network = stockNetwork(work, Rng.fromSeed("bench"));
  const clustering = work.kind === "IDEC step" ? clusteringLoss(work, rng) : null;
  const variables = [...network.variables, ...(clustering ? [clustering.centres] : [])];
  const optimizer = tf.train.adam(learningRate);
  const watch = watchUpdates(optimizer);
  let turn = 0;
  return {
    async once(around) {
      watch(around);
      const pixels = around("batch", () => pixelsOf(images, turn++, size, clustering && rng));
      const batch = tf.tensor4d(pixels, [size, side, side, 1]);
      const target = clustering?.target();
      const loss = optimizer.minimize(
        () =>
          tf.tidy(() => {
            const codes = network.encode(batch);
            const reconstruction = tf.losses.meanSquaredError(batch, network.decode(codes)) as tf.Scalar;
            if (!clustering || !target) return reconstruction;
            return tf.add(reconstruction, tf.mul(clustering.loss(codes, target), clusteringWeight)) as tf.Scalar;
          }),
        true,
        variables,
      );
      await loss?.data();
      tf.dispose([batch, ...(loss ? [loss] : []), ...(target ? [target] : [])]);
    },
    dispose() {
      tf.dispose(variables);
      optimizer.dispose();
    },
  };
}

/** KL(P‖Q) of IDEC with Student's t of one degree of freedom, written out in operations. */
function clusteringLoss({ clusters, codeSize, batch }: WorkOf<"IDEC step">, rng: Rng) {
  const values = targetRows(batch, clusters, rng);
  const centres = tf.tidy(() => tf.variable(tf.tensor2d(uniform(clusters * codeSize, -1, 1, rng), [clusters, codeSize])));
  return {
    centres,
    target: () => tf.tensor2d(values.slice(), [batch, clusters]),
    loss(codes: tf.Tensor2D, target: tf.Tensor2D): tf.Tensor {
      const distances = tf.sum(tf.square(tf.sub(tf.expandDims(codes, 1), tf.expandDims(centres as tf.Tensor, 0))), 2);
      const weights = tf.div(1, tf.add(distances, 1));
      const q = tf.div(weights, tf.sum(weights, 1, true));
      return tf.mean(tf.sum(tf.mul(target, tf.sub(tf.log(target), tf.log(q))), 1));
    },
  };
}

function adamUpdate({ widths }: WorkOf<"Adam update">): Prepared {
  const model = denseModel(widths);
  const rng = Rng.fromSeed("bench gradients");
  const trained = new Set(model.trainableWeights.map((weight) => weight.read().id));
  const gradients = Object.values(tf.engine().registeredVariables)
    .filter(({ id }) => trained.has(id))
    .map(({ name, shape, size }) => ({ name, tensor: tf.tensor(uniform(size, -0.01, 0.01, rng), shape) }));
  const optimizer = tf.train.adam(learningRate);
  return {
    async once() {
      optimizer.applyGradients(gradients);
    },
    dispose() {
      tf.dispose(gradients);
      optimizer.dispose();
      model.dispose();
    },
  };
}

/** Batch `turn` of the pictures, moved on the processor where there is an `rng`. */
function pixelsOf({ shape, pixels }: Images, turn: number, size: number, rng: Rng | null): Float32Array {
  const values = shape.height * shape.width;
  const data = new Float32Array(size * values);
  for (const [i, index] of batchIndices(turn, size, batchesInMemory).entries()) {
    if (rng) augmentOnHost(pixels, index, data, i, shape, rng);
    else data.set(pixels.subarray(index * values, (index + 1) * values), i * values);
  }
  return data;
}

/** Puts `optimizer`'s updates under a name of their own in a profile; returns what sets the watch of the next step. */
function watchUpdates(optimizer: tf.Optimizer): (around: Around) => void {
  let around: Around = (_, part) => part();
  const apply = optimizer.applyGradients.bind(optimizer);
  optimizer.applyGradients = (gradients) => around("Adam", () => apply(gradients));
  return (next) => {
    around = next;
  };
}
