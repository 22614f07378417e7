import type { Thumbnails } from "../../worker/protocol";

/** Images held at once, in so many columns. */
const slots = 1024;
const columns = 32;

/** The thumbnails that were drawn last, each ready to be drawn again, on one canvas. */
export class ThumbnailAtlas {
  readonly thumbnails: Thumbnails;
  readonly #canvas = document.createElement("canvas");
  readonly #context: CanvasRenderingContext2D | null;
  /** Slot by image, the longest unused first. */
  readonly #slotOf = new Map<number, number>();
  #image: ImageData | null = null;

  constructor(thumbnails: Thumbnails) {
    this.thumbnails = thumbnails;
    this.#canvas.width = columns * thumbnails.width;
    this.#canvas.height = (slots / columns) * thumbnails.height;
    this.#context = this.#canvas.getContext("2d", { willReadFrequently: true });
  }

  /** Draws image `index` into a square of `context`, filling it in its longer side. */
  draw(context: CanvasRenderingContext2D, index: number, left: number, top: number, side: number): void {
    const { width, height } = this.thumbnails;
    const slot = this.#slotFor(index);
    const fit = side / Math.max(width, height);
    const w = width * fit;
    const h = height * fit;
    context.drawImage(
      this.#canvas,
      (slot % columns) * width,
      Math.floor(slot / columns) * height,
      width,
      height,
      left + (side - w) / 2,
      top + (side - h) / 2,
      w,
      h,
    );
  }

  #slotFor(index: number): number {
    const known = this.#slotOf.get(index);
    if (known !== undefined) {
      this.#slotOf.delete(index);
      this.#slotOf.set(index, known);
      return known;
    }
    let slot = this.#slotOf.size;
    if (slot === slots) {
      const [oldest, its] = this.#slotOf.entries().next().value ?? [0, 0];
      this.#slotOf.delete(oldest);
      slot = its;
    }
    this.#slotOf.set(index, slot);
    this.#fill(slot, index);
    return slot;
  }

  #fill(slot: number, index: number): void {
    const { width, height, channels, pixels } = this.thumbnails;
    if (!this.#context) return;
    this.#image ??= this.#context.createImageData(width, height);
    writeRgba(this.#image.data, pixels, index * width * height * channels, channels);
    this.#context.putImageData(this.#image, (slot % columns) * width, Math.floor(slot / columns) * height);
  }
}

/** Fills `to` (RGBA) with the pixels of one image that begins at `from`. */
export function writeRgba(to: Uint8ClampedArray, pixels: Uint8Array, from: number, channels: 1 | 3): void {
  for (let at = 0; at < to.length; at += 4, from += channels) {
    to[at] = pixels[from];
    to[at + 1] = channels === 3 ? pixels[from + 1] : pixels[from];
    to[at + 2] = channels === 3 ? pixels[from + 2] : pixels[from];
    to[at + 3] = 255;
  }
}
