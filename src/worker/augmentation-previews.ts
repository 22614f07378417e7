import { parseValues } from "../core/hyperparameters";
import { type Images, imageSize } from "../core/images";
import { Rng } from "../core/rng";
import { movesPictures } from "../core/vector-settings";
import type { Method } from "../methods/method";
import { viewAugmentationOf } from "../methods/parts/view-augmentation-settings";
import { isIdentity } from "../nn/augment";
import { originalBytes } from "../nn/augmentation/shown-variants";
import type { EngineParts } from "./host-parts";
import type { AugmentationPreview, Command } from "./protocol";

/** What a schema that movesPictures holds, its other values aside. */
type AugmentationValues = Parameters<typeof viewAugmentationOf>[0];
type Request = Extract<Command, { kind: "previewAugmentation" }>;

/** So many images are shown, and so many variants of each. */
const shownImages = 4;
const shownVariants = 5;

/**
 * Some images of a dataset, each with some variants as the method's settings would make them: the same ones under the same seed. Null
 * where the method has no augmentation. Throws HyperparameterError where a value is none.
 */
export async function augmentationPreview(
  { values, seed }: Pick<Request, "values" | "seed">,
  { hyperparameters }: Pick<Method, "hyperparameters">,
  images: Images,
  variantsOf: EngineParts["variantsOf"],
): Promise<AugmentationPreview | null> {
  // Of vectors there is nothing to look at.
  if (!movesPictures(hyperparameters) || images.shape.vectors) return null;
  const checked = parseValues(hyperparameters, values) as unknown as AugmentationValues;
  const augmentation = viewAugmentationOf(checked, images.shape);
  const rng = Rng.fromSeed(seed).fork("augmentation preview");
  const chosen = chosenImages(images.shape.count, rng);
  const repeated = Int32Array.from({ length: chosen.length * shownVariants }, (_, i) => chosen[Math.floor(i / shownVariants)]);
  const variants = await variantsOf(images, repeated, augmentation, rng);
  const size = imageSize(images.shape);
  const pixels = new Uint8Array((1 + shownVariants) * size * chosen.length);
  chosen.forEach((index, i) => {
    const start = i * (1 + shownVariants) * size;
    pixels.set(originalBytes(images, index), start);
    pixels.set(variants.subarray(i * shownVariants * size, (i + 1) * shownVariants * size), start + size);
  });
  const { height, width, channels } = images.shape;
  const changes = !isIdentity(augmentation);
  return { height, width, channels, images: chosen, variants: shownVariants, pixels, changes };
}

/** A few images from all over the dataset, each from its own stretch of it. */
function chosenImages(count: number, rng: Rng): number[] {
  const shown = Math.min(shownImages, count);
  return Array.from({ length: shown }, (_, i) => Math.floor(((i + rng.uniform()) * count) / shown));
}
