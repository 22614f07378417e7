import { mapColours } from "../../core/colour-map";
import { choice } from "../../core/hyperparameters";
import { type ImageShape, type Images, imageSize } from "../../core/images";
import { type Matrix, matrix } from "../../core/matrix";
import { withColours } from "../../nn/mapped-images";
import { type ResidentImages, uploadImages } from "../../nn/resident-images";
import { colourWhitening } from "../../numerics/colour-whitening";

/** What a network, or a clusterer, sees of coloured pictures. */
export const coloursHyperparameter = choice({
  label: "Colours",
  help: "From pixel to pixel light changes far more than colours do, and drowns them. Evened out, every shade of colour counts as much as light does, in what is seen and in what is redrawn; pictures are shown in their own colours. Grey pictures have none.",
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
  "By default the colours of coloured pictures are whitened before the network sees and redraws them, where the papers take pixels as they are or bring each channel to one scale.";

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
): Promise<{ readonly images: ResidentImages; pixelsSeen(): Matrix }> {
  const { shape, pixels } = images;
  const size = imageSize(shape);
  const colours = seesEvened(values, shape) ? await colourWhitening(pixels, size) : null;
  const uploaded = await uploadImages(images, signal);
  return {
    images: colours ? withColours(uploaded, colours) : uploaded,
    pixelsSeen: () => matrix(colours ? mapColours(pixels, colours) : pixels, shape.count, size),
  };
}
