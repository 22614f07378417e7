import { type Images, imageSize } from "../../core/images";
import { type Transforms, transformSize } from "../augment";

/** The images at `indices`, moved by their rows of `transforms` if there are any: [b, h, w, c] in plain JavaScript. */
export function gatherOnHost(images: Images, indices: ArrayLike<number>, transforms: Transforms | null): Float32Array {
  const { shape, pixels } = images;
  const size = imageSize(shape);
  const out = new Float32Array(indices.length * size);
  for (let i = 0; i < indices.length; i++) {
    const from = indices[i] * size;
    if (transforms) warp(images, from, out, i * size, transforms.subarray(i * transformSize, (i + 1) * transformSize));
    else out.set(pixels.subarray(from, from + size), i * size);
  }
  return out;
}

/** Moves the image whose values begin at `from` to `to` of `out`. */
function warp({ pixels, shape }: Images, from: number, out: Float32Array, to: number, transform: Transforms): void {
  const { height, width, channels } = shape;
  const [yy, yx, xy, xx, shiftY, shiftX] = transform;
  const middleY = (height - 1) / 2;
  const middleX = (width - 1) / 2;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++, to += channels) {
      const dy = y - middleY - shiftY;
      const dx = x - middleX - shiftX;
      const sy = clamp(yy * dy + yx * dx + middleY, height - 1);
      const sx = clamp(xy * dy + xx * dx + middleX, width - 1);
      const y0 = Math.floor(sy);
      const x0 = Math.floor(sx);
      const fy = sy - y0;
      const fx = sx - x0;
      const down = y0 < height - 1 ? width * channels : 0;
      const right = x0 < width - 1 ? channels : 0;
      const at = from + (y0 * width + x0) * channels;
      for (let c = 0; c < channels; c++) {
        const above = pixels[at + c] * (1 - fx) + pixels[at + right + c] * fx;
        const below = pixels[at + down + c] * (1 - fx) + pixels[at + down + right + c] * fx;
        out[to + c] = above * (1 - fy) + below * fy;
      }
    }
  }
}

function clamp(value: number, high: number): number {
  return Math.min(Math.max(value, 0), high);
}
