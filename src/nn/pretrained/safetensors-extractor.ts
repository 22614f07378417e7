import * as tf from "../tfjs";
import { imagesAtOnce } from "../turn-work";
import type { ExtractorOptions, FeatureExtractor } from "./feature-extractor";
import { ModelError } from "./model-error";
import { type InputFormat, preparePictures } from "./prepare-pictures";
import { buildResnet, resnetWork } from "./resnet";
import { resnetTensors } from "./resnet-names";
import { planResnet } from "./resnet-plan";
import { readSafetensors } from "./safetensors";

/** On a graphics card, which could take any number. */
const largestBatch = 32;
/** Sides of the pictures that these networks were mostly trained on: ImageNet's, and CIFAR's where the first convolution skips nothing. */
const usualSides = { imagenet: 224, cifar: 32 } as const;

/**
 * Builds the ResNet whose weights a safetensors file holds (resnet-names.ts, resnet-plan.ts) on the backend in force, which must be open.
 * The classifier is dropped; features are the means over the pixels of the last block's output.
 */
export async function openSafetensors(bytes: Uint8Array, name: string, options: ExtractorOptions): Promise<FeatureExtractor> {
  const tensors = resnetTensors(readSafetensors(bytes, name), name);
  const plan = planResnet(tensors, name);
  const read = (tensor: string) => tensors.get(tensor)?.read() ?? new Float32Array(0);
  const network = buildResnet(plan, read);
  const side = options.side ?? (plan.pools ? usualSides.imagenet : usualSides.cifar);
  const format: InputFormat = {
    side,
    channels: plan.stem.inChannels === 1 ? 1 : 3,
    layout: "nhwc",
    normalisation: options.normalisation ?? "imagenet",
  };
  let open = true;
  return {
    title: `${name}, a ${plan.title}`,
    kind: "safetensors",
    features: plan.features,
    inputSide: side,
    inputChannels: format.channels,
    batchSize: Math.min(largestBatch, imagesAtOnce(resnetWork(plan, side))),
    async extract(pixels, shape) {
      if (!open) throw new ModelError(`${name} has been closed.`);
      const prepared = preparePictures(pixels, shape, format);
      const pictures = tf.tensor4d(prepared, [shape.count, side, side, format.channels]);
      try {
        const features = await network.features(pictures);
        try {
          return (await features.data()) as Float32Array;
        } finally {
          features.dispose();
        }
      } finally {
        pictures.dispose();
      }
    },
    async dispose() {
      if (open) network.dispose();
      open = false;
    },
  };
}
