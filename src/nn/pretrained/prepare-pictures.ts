import { type ImageShape, imageSize } from "../../core/images";
import { ModelError } from "./model-error";
import { channelScales, type Normalisation } from "./normalisation";
import { bilinearTaps, resampleRows } from "./resample";

/** What a network wants to be given. */
export interface InputFormat {
  readonly side: number;
  readonly channels: 1 | 3;
  /** nchw: a picture's channels one after the other; nhwc: a pixel's side by side. */
  readonly layout: "nchw" | "nhwc";
  readonly normalisation: Normalisation;
}

/** Brightness of red, green and blue to the eye (ITU-R BT.601). */
const luma = [0.299, 0.587, 0.114] as const;

/**
 * Pixels [b, h, w, c] in [0, 1] as the network's input [rows, …], resized, normalised and laid out as `format` says; rows past the b
 * pictures are zeros. By plain code and not by the backend, so that both runtimes get the same numbers.
 */
export function preparePictures(pixels: Float32Array, shape: ImageShape, format: InputFormat, rows = shape.count): Float32Array {
  if (shape.vectors) throw new ModelError("These are vectors, not pictures: a pretrained network can't look at them.");
  const { count, height, width } = shape;
  const { side, channels, layout } = format;
  const size = imageSize(shape);
  if (pixels.length !== count * size)
    throw new RangeError(`pixels of ${count} pictures must be ${count * size} values, got ${pixels.length}`);
  const seen = Math.min(shape.channels, channels);
  const scales = channelScales(format.normalisation, channels);
  const across = bilinearTaps(width, side);
  const down = bilinearTaps(height, side);
  const wide = new Float32Array(height * side * seen);
  const square = new Float32Array(side * side * seen);
  const area = side * side;
  const prepared = new Float32Array(rows * area * channels);
  for (let image = 0; image < count; image++) {
    const whole = pixels.subarray(image * size, (image + 1) * size);
    resampleRows(shape.channels > seen ? brightness(whole) : whole, wide, height, width, seen, across);
    // The same down the columns: one row whose pixels are rows.
    resampleRows(wide, square, 1, height, side * seen, down);
    const target = prepared.subarray(image * area * channels, (image + 1) * area * channels);
    for (let channel = 0; channel < channels; channel++) {
      const { factor, shift } = scales[channel];
      const from = seen === 1 ? 0 : channel;
      for (let i = 0; i < area; i++)
        target[layout === "nchw" ? channel * area + i : i * channels + channel] = square[i * seen + from] * factor + shift;
    }
  }
  return prepared;
}

/** Brightness [h, w] of pixels [h, w, 3]. */
function brightness(pixels: Float32Array): Float32Array {
  const grey = new Float32Array(pixels.length / 3);
  for (let i = 0; i < grey.length; i++)
    grey[i] = luma[0] * pixels[3 * i] + luma[1] * pixels[3 * i + 1] + luma[2] * pixels[3 * i + 2];
  return grey;
}
