import { type ColourMap, mapColours } from "../../core/colour-map";
import { choice } from "../../core/hyperparameters";
import { type ImageShape, type Images, imageSize } from "../../core/images";
import { type Matrix, matrix } from "../../core/matrix";
import { withColours } from "../../nn/mapped-images";
import { type ResidentImages, uploadImages } from "../../nn/resident-images";
import { giveUpThread } from "../../nn/turn-work";
import { colourWhitening } from "../../numerics/colour-whitening";

/** What a network, or a clusterer, sees of coloured pictures. */
export const coloursHyperparameter = choice({
  label: "Colours",
  help: "From pixel to pixel light changes far more than colours do, and drowns them. Evened out, every shade of colour counts as much as light does, in what is seen and in what is redrawn. It helps where kinds differ in shade; where they differ in light and shape alone, try both. Pictures are shown in their own colours.",
  group: "Autoencoder",
  options: [
    { value: "evened", label: "Evened out (whitened)" },
    { value: "plain", label: "As they are" },
  ],
  default: "evened",
  advanced: true,
});

/** Where a network that sees evened-out colours departs from its paper. */
export const coloursDeparture =
  "By default the colours of coloured pictures are whitened before the network sees and redraws them, where most papers take pixels as they are or bring each channel to one scale.";

export type ColourValues = { readonly colours: "evened" | "plain" };

/** Pixels are seen in [-1, 1] about a mean of 0, in the place of [0, 1]. */
export function seesEvened({ colours }: ColourValues, { channels }: Pick<ImageShape, "channels">): boolean {
  return colours === "evened" && channels === 3;
}

/** The images on the device, as the settings let them be seen. The caller disposes them. */
export async function seenImages(
  images: Images,
  values: ColourValues,
  signal?: AbortSignal,
): Promise<{ readonly images: ResidentImages; pixelsSeen(): Promise<Matrix> }> {
  const { shape, pixels } = images;
  const colours = seesEvened(values, shape) ? await colourWhitening(pixels, imageSize(shape)) : null;
  const uploaded = await uploadImages(images, signal);
  const giveWay = async () => {
    await giveUpThread();
    signal?.throwIfAborted();
  };
  return {
    images: colours ? withColours(uploaded, colours) : uploaded,
    pixelsSeen: async () => matrix(colours ? await mapped(pixels, colours, giveWay) : pixels, shape.count, imageSize(shape)),
  };
}

/** The pixels [n, h * w * c] of `images` as the settings let them be seen; not copied where nothing changes them. */
export async function seenPixels(
  { shape, pixels }: Images,
  values: ColourValues,
  giveWay: () => Promise<void>,
): Promise<Float32Array> {
  if (!seesEvened(values, shape)) return pixels;
  return mapped(pixels, await colourWhitening(pixels, imageSize(shape)), giveWay);
}

/** Values between two turns of the thread. */
const block = 3 * 2 ** 18;

async function mapped(pixels: Float32Array, colours: ColourMap, giveWay: () => Promise<void>): Promise<Float32Array> {
  const seen = new Float32Array(pixels.length);
  for (let start = 0; start < pixels.length; start += block) {
    mapColours(pixels.subarray(start, start + block), colours, seen.subarray(start, start + block));
    await giveWay();
  }
  return seen;
}
