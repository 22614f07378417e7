import { type ColourMap, mapColours } from "../../core/colour-map";
import { choice } from "../../core/hyperparameters";
import { type ImageShape, type Images, imageSize } from "../../core/images";
import { type Matrix, matrix } from "../../core/matrix";
import { withColours } from "../../nn/mapped-images";
import { Pace } from "../../nn/neighbours/pace";
import { type ResidentImages, uploadImages } from "../../nn/resident-images";
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
  const colours = await colourMapOf(images, values);
  const uploaded = await uploadImages(images, signal);
  return {
    images: colours ? withColours(uploaded, colours) : uploaded,
    pixelsSeen: async () => matrix(await mapped(pixels, colours, signal), shape.count, imageSize(shape)),
  };
}

/** The pixels [n, h * w * c] of `images` as the settings let them be seen; not copied where nothing changes them. */
export async function seenPixels(images: Images, values: ColourValues, signal?: AbortSignal): Promise<Float32Array> {
  return mapped(images.pixels, await colourMapOf(images, values), signal);
}

/** Null where colours are seen as they are. */
async function colourMapOf({ shape, pixels }: Images, values: ColourValues): Promise<ColourMap | null> {
  return seesEvened(values, shape) ? colourWhitening(pixels, imageSize(shape)) : null;
}

/** Values that are mapped at a stretch, and the work of one in the units of `Pace`. */
const block = 3 * 2 ** 18;
const workOfValue = 5;

async function mapped(pixels: Float32Array, colours: ColourMap | null, signal: AbortSignal | undefined): Promise<Float32Array> {
  if (!colours) return pixels;
  const seen = new Float32Array(pixels.length);
  const pace = new Pace(undefined, signal);
  for (let start = 0; start < pixels.length; start += block) {
    const part = pixels.subarray(start, start + block);
    mapColours(part, colours, seen.subarray(start, start + block));
    if (pace.spend(part.length * workOfValue)) await pace.turn();
  }
  return seen;
}
