import { Rng } from "../../core/rng";
import { type Autoencoder, createAutoencoder } from "../encoders/autoencoder";
import { type Loss, trainStep } from "../fit";
import { logSoftAssignment } from "../kernels/log-soft-assignment";
import { klDivergence } from "../losses/kl";
import { reconstructionError } from "../losses/reconstruction";
import { nearestNeighbours } from "../nearest-neighbours";
import { adam, type Optimizer } from "../optimizers";
import { uploadImages } from "../resident-images";
import * as tf from "../tfjs";
import { createVariable } from "../variables";
import { batchIndices, noiseImages, pictureOf, targetRows, uniform } from "./data";
import { kernelWork } from "./kernel-work";
import {
  type Around,
  augmentation,
  batchesInMemory,
  clusteringWeight,
  learningRate,
  type Prepared,
  type Work,
  type WorkOf,
} from "./work";

/** `work` as our engine does it: the very functions that the methods call. */
export async function prepareOurs(work: Work): Promise<Prepared> {
  switch (work.kind) {
    case "dense step":
      return reconstructionStep(work, denseNetwork(work.widths));
    case "convolutional step":
      return reconstructionStep(work, convolutionalNetwork(work));
    case "IDEC step":
      return idecStep(work);
    case "Adam update":
      return adamUpdate(work);
    case "product":
    case "convolution":
      return kernelWork(work);
    case "neighbours":
      return neighbourSearch(work);
  }
}

interface Network {
  readonly autoencoder: Autoencoder;
  readonly height: number;
  readonly width: number;
}

function denseNetwork(widths: readonly number[]): Network {
  const [inputs, ...rest] = widths;
  const picture = pictureOf(inputs);
  const options = {
    network: "dense",
    filters: [],
    widths: rest.slice(0, -1),
    codeSize: rest.at(-1) ?? 1,
  } as const;
  const autoencoder = createAutoencoder(options, { count: 0, ...picture, channels: 1 }, Rng.fromSeed("bench"));
  return { autoencoder, ...picture };
}

function convolutionalNetwork({ side, filters, codeSize }: WorkOf<"convolutional step" | "IDEC step">): Network {
  const options = { network: "convolutional", filters, widths: [], codeSize } as const;
  const shape = { count: 0, height: side, width: side, channels: 1 } as const;
  return { autoencoder: createAutoencoder(options, shape, Rng.fromSeed("bench")), height: side, width: side };
}

async function reconstructionStep(
  { batch: size }: { readonly batch: number },
  { autoencoder, height, width }: Network,
): Promise<Prepared> {
  const rng = Rng.fromSeed("bench data");
  const images = await uploadImages(noiseImages(size * batchesInMemory, height, width, rng));
  const optimizer = adam(autoencoder.variables);
  let turn = 0;
  return {
    async once(around) {
      const batch = around("batch", () => images.batch(batchIndices(turn++, size, batchesInMemory), null, rng));
      const step = await trainStep(autoencoder.variables, watched(optimizer, around), learningRate, () => {
        const total = reconstructionError(batch, autoencoder.decoder.apply(autoencoder.encoder.apply(batch)));
        return { total, terms: { reconstruction: total } };
      });
      await step.losses();
      batch.dispose();
    },
    dispose() {
      images.dispose();
      optimizer.dispose();
      autoencoder.dispose();
    },
  };
}

async function idecStep(work: WorkOf<"IDEC step">): Promise<Prepared> {
  const { clusters, codeSize, batch: size } = work;
  const { autoencoder, height, width } = convolutionalNetwork(work);
  const rng = Rng.fromSeed("bench data");
  const images = await uploadImages(noiseImages(size * batchesInMemory, height, width, rng));
  const targets = targetRows(size, clusters, rng);
  const centres = createVariable(uniform(clusters * codeSize, -1, 1, rng), [clusters, codeSize]);
  const variables = { ...autoencoder.variables, centres };
  const optimizer = adam(variables);
  let turn = 0;
  return {
    async once(around) {
      const batch = around("batch", () => images.batch(batchIndices(turn++, size, batchesInMemory), augmentation, rng));
      const p = tf.tensor2d(targets.slice(), [size, clusters]);
      const step = await trainStep(variables, watched(optimizer, around), learningRate, (): Loss => {
        const z = autoencoder.encoder.apply(batch);
        const kl = klDivergence(p, logSoftAssignment(z as tf.Tensor2D, centres as unknown as tf.Tensor2D, 1));
        const reconstruction = reconstructionError(batch, autoencoder.decoder.apply(z));
        const total = tf.add(tf.mul(kl, clusteringWeight), reconstruction) as tf.Scalar;
        return { total, terms: { clustering: kl, reconstruction } };
      });
      await step.losses();
      batch.dispose();
      p.dispose();
    },
    dispose() {
      images.dispose();
      optimizer.dispose();
      centres.dispose();
      autoencoder.dispose();
    },
  };
}

function adamUpdate({ widths }: WorkOf<"Adam update">): Prepared {
  const { autoencoder } = denseNetwork(widths);
  const rng = Rng.fromSeed("bench gradients");
  const gradients = Object.fromEntries(
    Object.entries(autoencoder.variables).map(([name, { shape, size }]) => [
      name,
      tf.tensor(uniform(size, -0.01, 0.01, rng), shape),
    ]),
  );
  const optimizer = adam(autoencoder.variables);
  return {
    async once() {
      tf.tidy(() => optimizer.apply(gradients, learningRate));
    },
    dispose() {
      tf.dispose(gradients);
      optimizer.dispose();
      autoencoder.dispose();
    },
  };
}

function neighbourSearch({ count, dimensions, k }: WorkOf<"neighbours">): Prepared {
  const rng = Rng.fromSeed("bench codes");
  const codes = { data: Float32Array.from({ length: count * dimensions }, () => rng.normal()), rows: count, cols: dimensions };
  return {
    async once() {
      await nearestNeighbours(codes, k, { metric: "euclidean" });
    },
    dispose() {},
  };
}

/** `optimizer`, with its updates under a name of their own in a profile. */
function watched(optimizer: Optimizer, around: Around): Optimizer {
  const apply: Optimizer["apply"] = (...step) => around("Adam", () => optimizer.apply(...step));
  return Object.assign(Object.create(optimizer) as Optimizer, { apply });
}
