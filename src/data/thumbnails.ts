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

/** `images` with no side above 48 pixels, or less where there are so many that they would pass `maxBytes`; never enlarged. */
export function thumbnailsOf(images: Images, maxBytes = MAX_BYTES): ThumbnailSheet {
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
