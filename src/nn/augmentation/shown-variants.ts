import { type Images, imageSize } from "../../core/images";
import type { Rng } from "../../core/rng";
import type { Augmentation } from "../augment";
import { gatherOnHost } from "../kernels/host-augmented-gather";
import * as tf from "../tfjs";
import { augmentedBatch } from "./augmented-batch";

/** Tensors and their bytes. */
export interface Held {
  readonly tensors: number;
  readonly bytes: number;
}

/** Makes augmented pictures to be looked at, while a run may go on beside it. */
export class ShownVariants {
  #tensors = 0;
  #values = 0;

  /**
   * The images at `indices`, changed at random as training would change them, as bytes: [b, h, w, c]. Computed in one go; the thread
   * is given up only while the pictures come back from the device.
   */
  async make(images: Images, indices: Int32Array, augmentation: Augmentation, rng: Rng): Promise<Uint8Array> {
    const { height, width, channels } = images.shape;
    const variants = tf.tidy(() =>
      augmentedBatch(
        (transforms) => tf.tensor4d(gatherOnHost(images, indices, transforms), [indices.length, height, width, channels]),
        indices.length,
        images.shape,
        augmentation,
        rng,
      ),
    );
    this.#tensors += 1;
    this.#values += variants.size;
    try {
      return bytesOf(await variants.data());
    } finally {
      this.#tensors -= 1;
      this.#values -= variants.size;
      variants.dispose();
    }
  }

  /** `all` without what such pictures hold on their way: a run must not take it for its own. */
  without(all: Held): Held {
    return { tensors: all.tensors - this.#tensors, bytes: all.bytes - 4 * this.#values };
  }
}

/** The image at `index` as it is, as bytes: [h, w, c]. */
export function originalBytes({ shape, pixels }: Images, index: number): Uint8Array {
  const size = imageSize(shape);
  return bytesOf(pixels.subarray(index * size, (index + 1) * size));
}

function bytesOf(values: ArrayLike<number>): Uint8Array {
  return Uint8Array.from(values, (value) => Math.round(255 * Math.min(1, Math.max(0, value))));
}
