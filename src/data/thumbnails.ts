import { type Images, imageSize } from "../core/images";
import { resampler } from "./resample";

const LARGEST_SIDE = 48;
/** All thumbnails together, which go to the page in one message. */
const MAX_BYTES = 64e6;

/** Small pictures of every image: [n, height, width, channels], 0 to 255. */
export interface ThumbnailSheet {
  readonly height: number;
  readonly width: number;
  readonly channels: 1 | 3;
  readonly pixels: Uint8Array;
}

/** Sides of a vector's tile at most. */
const LARGEST_TILE = 16;

/** `images` with no side above 48 pixels, or less where there are so many that they would pass `maxBytes`; never enlarged. Of vectors, tiles. */
export function thumbnailsOf(images: Images, maxBytes = MAX_BYTES): ThumbnailSheet {
  if (images.shape.vectors) return vectorTiles(images, maxBytes);
  const { count, height, width, channels } = images.shape;
  const longer = Math.max(height, width);
  const affordable = Math.sqrt(maxBytes / (Math.max(1, count) * channels * (height / longer) * (width / longer)));
  const side = Math.max(1, Math.min(LARGEST_SIDE, longer, Math.floor(affordable)));
  const target = {
    height: Math.max(1, Math.round((height * side) / longer)),
    width: Math.max(1, Math.round((width * side) / longer)),
    channels,
  };
  const pixels = new Uint8Array(count * target.height * target.width * channels);
  if (side === longer) {
    for (let i = 0; i < pixels.length; i++) pixels[i] = Math.round(images.pixels[i] * 255);
    return { ...target, pixels };
  }
  const size = imageSize(images.shape);
  const small = new Float64Array(target.height * target.width * channels);
  const shrink = resampler({ width, height, stride: channels }, target, "stretch");
  for (let i = 0; i < count; i++) {
    shrink(images.pixels.subarray(i * size, (i + 1) * size), small);
    for (let j = 0; j < small.length; j++) pixels[i * small.length + j] = Math.round(small[j] * 255);
  }
  return { ...target, pixels };
}

/** A square of grey cells a vector, each the mean of some of its values side by side; black and white lie two deviations of all cells off their mean. */
function vectorTiles({ shape, pixels }: Images, maxBytes: number): ThumbnailSheet {
  const { count, width } = shape;
  const affordable = Math.floor(Math.sqrt(maxBytes / Math.max(1, count)));
  const side = Math.max(1, Math.min(LARGEST_TILE, Math.ceil(Math.sqrt(width)), affordable));
  const cells = side * side;
  const means = new Float32Array(count * cells);
  for (let p = 0; p < means.length; p++) {
    const start = Math.floor(((p % cells) * width) / cells);
    const end = Math.max(start + 1, Math.floor((((p % cells) + 1) * width) / cells));
    const row = Math.floor(p / cells) * width;
    for (let i = row + start; i < row + end; i++) means[p] += pixels[i] / (end - start);
  }
  const mean = means.reduce((sum, value) => sum + value, 0) / means.length;
  const deviation = Math.sqrt(means.reduce((sum, value) => sum + (value - mean) ** 2, 0) / means.length) || 1;
  const grey = (value: number) => Math.round(Math.min(1, Math.max(0, 0.5 + (value - mean) / (4 * deviation))) * 255);
  return { height: side, width: side, channels: 1, pixels: Uint8Array.from(means, grey) };
}
