import type { Placement } from "./map-view";
import { type Picture, paintPoints } from "./paint-points";

/** So much is painted beyond each edge, in CSS pixels: seen when the view moves before the next painting is done. */
const margin = 40;
/** Longer than this no turn of painting lasts. */
const turnMs = 8;

/** What is to be painted now; `radius` in CSS pixels. */
export type PictureSource = () => Picture | null;

/**
 * The map's points on a canvas. A painting is made in turns, one an animation frame; until it is done the last one is shown,
 * moved and stretched to where the view is now. With so few points that one turn is enough, that is never seen.
 */
export class CanvasPicture {
  readonly #canvas: HTMLCanvasElement;
  readonly #context: CanvasRenderingContext2D;
  readonly #source: PictureSource;
  /** Device pixels a CSS pixel. */
  #ratio = 1;
  #border = 0;
  /** The painting that is shown, and the one being made. */
  #done: Painting | null = null;
  #next: Painting | null = null;
  /** Holds `#done` for stretching; made anew where `#copied` is another. */
  #copy: HTMLCanvasElement | null = null;
  #copied: Painting | null = null;
  #work: Generator<void, void, void> | null = null;
  /** Counts what should be shown; a painting is of one of them. */
  #version = 0;
  /** What the canvas holds. */
  #put: { readonly painting: Painting; readonly place: Placement } | null = null;

  constructor(canvas: HTMLCanvasElement, source: PictureSource) {
    const context = canvas.getContext("2d", { alpha: false, willReadFrequently: true });
    if (!context) throw new Error("This browser gives no canvas to draw the map on; everything else works without it.");
    this.#canvas = canvas;
    this.#context = context;
    this.#source = source;
  }

  /** To be called after the canvas's own size has changed. */
  resize(ratio: number): void {
    this.#ratio = ratio;
    this.#border = Math.round(margin * ratio);
    this.forget();
  }

  /** Whether the canvas shows what it should, if maybe moved or stretched. */
  get isCurrent(): boolean {
    return this.#done?.version === this.#version;
  }

  /** Drops every painting, as of other points. */
  forget(): void {
    this.#done = null;
    this.#next = null;
    this.#work = null;
    this.#put = null;
    this.#version += 1;
  }

  /** What was painted is no longer what should be shown. */
  change(): void {
    this.#version += 1;
  }

  /** Paints for one turn, or to the end, and shows what there is at `placement` (CSS pixels). Returns whether work is left. */
  show(placement: Placement, toTheEnd = false): boolean {
    const place = { left: placement.left * this.#ratio, top: placement.top * this.#ratio, scale: placement.scale * this.#ratio };
    const isDone = () => this.isCurrent && this.#done !== null && isSame(this.#done.placement, place);
    if (!this.#work && !isDone()) this.#begin(place);
    if (this.#work) {
      const startedAt = performance.now();
      for (;;) {
        if (this.#work.next().done) {
          [this.#done, this.#next, this.#work] = [this.#next, this.#done, null];
          break;
        }
        if (!toTheEnd && performance.now() - startedAt > turnMs) break;
      }
    }
    if (this.#done) this.#show(this.#done, place);
    return !isDone();
  }

  clear(ground: string): void {
    this.forget();
    this.#context.fillStyle = ground;
    this.#context.fillRect(0, 0, this.#canvas.width, this.#canvas.height);
  }

  #begin(place: Placement): void {
    const picture = this.#source();
    if (!picture) return;
    const width = this.#canvas.width + 2 * this.#border;
    const height = this.#canvas.height + 2 * this.#border;
    const usable = this.#next?.image.width === width && this.#next.image.height === height;
    const image = usable && this.#next ? this.#next.image : new ImageData(width, height);
    if (this.#copied === this.#next) this.#copied = null;
    this.#next = { image, placement: place, ground: picture.ground, version: this.#version };
    const moved = { left: place.left + this.#border, top: place.top + this.#border, scale: place.scale };
    this.#work = paintPoints(image, moved, { ...picture, radius: picture.radius * this.#ratio });
  }

  #show(painting: Painting, place: Placement): void {
    if (this.#put?.painting === painting && isSame(this.#put.place, place)) return;
    this.#put = { painting, place };
    const { image, placement, ground } = painting;
    if (isSame(placement, place)) {
      this.#context.putImageData(image, -this.#border, -this.#border);
      return;
    }
    this.#copy ??= document.createElement("canvas");
    if (this.#copied !== painting) {
      this.#copy.width = image.width;
      this.#copy.height = image.height;
      this.#copy.getContext("2d", { alpha: false, willReadFrequently: true })?.putImageData(image, 0, 0);
      this.#copied = painting;
    }
    const stretch = place.scale / placement.scale;
    const left = place.left - (placement.left + this.#border) * stretch;
    const top = place.top - (placement.top + this.#border) * stretch;
    this.#context.fillStyle = ground;
    this.#context.fillRect(0, 0, this.#canvas.width, this.#canvas.height);
    this.#context.imageSmoothingEnabled = false;
    this.#context.drawImage(this.#copy, left, top, image.width * stretch, image.height * stretch);
  }
}

interface Painting {
  readonly image: ImageData;
  /** In device pixels of the canvas. */
  readonly placement: Placement;
  readonly ground: string;
  readonly version: number;
}

function isSame(one: Placement, other: Placement): boolean {
  return one.left === other.left && one.top === other.top && one.scale === other.scale;
}
