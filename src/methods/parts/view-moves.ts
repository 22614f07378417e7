import type { Augmentation } from "../../nn/augment";
import { type AutoencoderValues, augmentationOf } from "./autoencoder-settings";

/** How the two views of a picture that are compared are moved: the one place that says so, for every method of this kind. */
export function viewMovesOf(values: AutoencoderValues): Augmentation {
  return augmentationOf(values);
}
