import type { LabState } from "../../store/lab-state";
import type { EmbeddingMap } from "./embedding-map";
import type { MapLayer, ShownFrame } from "./map-layer";
import type { Placement } from "./map-view";
import { isUnder, placeThumbnails, type ThumbnailPlan } from "./place-thumbnails";
import { ThumbnailAtlas } from "./thumbnail-atlas";

/** Of the lab's state, what is drawn over the points. */
export type Marks = Pick<LabState, "hovered" | "selection" | "neighbours" | "mapThumbnails">;

/** So few selected images get a ring each; more would hide one another. */
const mostRings = 24;
/** Opacity of images not selected beside selected ones. */
const faded = 0.3;
/** What is pointed at is so much larger. */
const hoveredScale = 1.4;
/** Width of a thumbnail's border, in CSS pixels. */
export const thumbnailBorder = 2;

/** Thumbnails in the place of points, and rings around those that are pointed at or selected: a canvas over whatever draws the points. */
export class MapOverlay implements MapLayer {
  readonly #canvas: HTMLCanvasElement;
  readonly #context: CanvasRenderingContext2D | null;
  #atlas: ThumbnailAtlas | null = null;
  /** What the map shows. */
  shown: ShownFrame | null = null;
  #marks: Marks = { hovered: null, selection: null, neighbours: null, mapThumbnails: false };
  /** Images that aren't faded, or null where none is. */
  #selected: ReadonlySet<number> | null = null;
  #plan: ThumbnailPlan | null = null;
  #ground = "#000000";
  #ink = "#ffffff";
  #empty = true;
  #planned = 0;
  /** Of the canvas, in CSS pixels; asked for when it changes only, since that makes the page lay itself out. */
  width = 0;
  height = 0;
  readonly #watch: ResizeObserver;
  readonly #onMarked: (map: EmbeddingMap) => void;

  /** `onMarked` hears that what `mark` took is drawn: other thumbnails may have room now. */
  constructor(canvas: HTMLCanvasElement, onMarked: (map: EmbeddingMap) => void) {
    this.#canvas = canvas;
    this.#onMarked = onMarked;
    this.#context = canvas.getContext("2d", { willReadFrequently: true });
    this.#watch = new ResizeObserver(([{ contentRect }]) => {
      this.width = contentRect.width;
      this.height = contentRect.height;
    });
    this.#watch.observe(canvas);
  }

  /** The image whose thumbnail is seen at a place of the canvas, in CSS pixels; null where none is. */
  pictureAt(map: EmbeddingMap, place: readonly [number, number]): number | null {
    const layout = map.positions();
    if (!this.#plan || !layout || layout.length !== this.shown?.points.layout.length) return null;
    const { side, indices } = this.#plan;
    const placement = placementOf(map);
    const { hovered } = this.#marks;
    const isSeen = (index: number, width: number) => isUnder(place, index, width + 2 * thumbnailBorder, layout, placement);
    // What is pointed at lies over the others, which lie side by side.
    if (hovered !== null && 2 * hovered < layout.length && isSeen(hovered, Math.round(side * hoveredScale))) return hovered;
    return indices.find((index) => isSeen(index, side)) ?? null;
  }

  /** What was drawn last as thumbnails. */
  get thumbnails(): ThumbnailPlan | null {
    return this.#plan;
  }

  read(shown: ShownFrame | null): void {
    this.shown = shown;
    if (!shown) this.#clear();
  }

  setColours(ground: string, ink: string): void {
    this.#ground = ground;
    this.#ink = ink;
  }

  /** Takes what is pointed at and selected; drawn with the next animation frame. */
  mark(marks: Marks, map: EmbeddingMap): void {
    if (marks.selection !== this.#marks.selection || marks.neighbours !== this.#marks.neighbours)
      this.#selected = marks.selection && new Set([...marks.selection.indices, ...neighboursOfChosen(marks)]);
    this.#marks = marks;
    if (this.#planned !== 0) return;
    this.#planned = requestAnimationFrame(() => {
      this.place(map);
      this.#onMarked(map);
    });
  }

  destroy(): void {
    cancelAnimationFrame(this.#planned);
    this.#watch.disconnect();
  }

  place(map: EmbeddingMap): void {
    cancelAnimationFrame(this.#planned);
    this.#planned = 0;
    const context = this.#context;
    const layout = map.positions();
    const width = this.width;
    const height = this.height;
    if (!context || !this.shown || !layout || layout.length !== this.shown.points.layout.length || width === 0) {
      this.#clear();
      return;
    }
    const ratio = Math.min(2, window.devicePixelRatio || 1);
    this.#size(Math.round(width * ratio), Math.round(height * ratio));
    this.#clear();
    const placement = placementOf(map);
    this.#plan = this.#marks.mapThumbnails ? placeThumbnails({ layout, placement, width, height, first: this.#first() }) : null;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    this.#drawLines(context, layout, placement);
    if (this.#plan) this.#drawThumbnails(context, this.#plan, layout, placement);
    this.#drawRings(context, layout, placement, map.pointRadius());
    context.setTransform(1, 0, 0, 1, 0, 0);
  }

  /** What has room before all others. Not what is pointed at: its neighbours would come and go with the pointer. */
  #first(): number[] {
    const { selection } = this.#marks;
    const chosen = selection && selection.indices.length <= mostRings ? selection.indices : [];
    return [...chosen, ...neighboursOfChosen(this.#marks)];
  }

  #drawThumbnails(context: CanvasRenderingContext2D, plan: ThumbnailPlan, layout: Float32Array, placement: Placement): void {
    if (!this.shown) return;
    const { dataset } = this.shown;
    if (this.#atlas?.thumbnails !== dataset.thumbnails) this.#atlas = new ThumbnailAtlas(dataset.thumbnails);
    const { side } = plan;
    context.imageSmoothingEnabled =
      side * (window.devicePixelRatio || 1) < Math.max(dataset.thumbnails.width, dataset.thumbnails.height);
    for (const index of plan.indices) this.#drawThumbnail(context, index, side, layout, placement);
    const { hovered } = this.#marks;
    if (hovered !== null && 2 * hovered < layout.length)
      this.#drawThumbnail(context, hovered, Math.round(side * hoveredScale), layout, placement);
    context.globalAlpha = 1;
    this.#empty = false;
  }

  #drawThumbnail(
    context: CanvasRenderingContext2D,
    index: number,
    side: number,
    layout: Float32Array,
    placement: Placement,
  ): void {
    if (!this.shown) return;
    const { points } = this.shown;
    // Whole pixels, lest the images shiver while they move.
    const [x, y] = placeOf(index, layout, placement);
    const left = Math.round(x - side / 2);
    const top = Math.round(y - side / 2);
    const border = () =>
      context.fillRect(left - thumbnailBorder, top - thumbnailBorder, side + 2 * thumbnailBorder, side + 2 * thumbnailBorder);
    const isFaded = this.#selected !== null && !this.#selected.has(index) && index !== this.#marks.hovered;
    context.globalAlpha = 1;
    if (isFaded) {
      context.fillStyle = this.#ground;
      border();
      context.globalAlpha = faded;
    }
    context.fillStyle = points.colours[points.categories[index]];
    border();
    this.#atlas?.draw(context, index, left, top, side);
  }

  /** From the image that is selected alone to its neighbours, under both. */
  #drawLines(context: CanvasRenderingContext2D, layout: Float32Array, placement: Placement): void {
    const nearest = neighboursOfChosen(this.#marks);
    const chosen = this.#marks.selection?.indices[0];
    if (nearest.length === 0 || chosen === undefined) return;
    const at = (index: number): readonly [number, number] => placeOf(index, layout, placement);
    context.beginPath();
    for (const index of nearest) {
      if (2 * Math.max(index, chosen) >= layout.length) continue;
      context.moveTo(...at(chosen));
      context.lineTo(...at(index));
    }
    context.lineWidth = 1;
    context.globalAlpha = 0.45;
    context.strokeStyle = this.#ink;
    context.stroke();
    context.globalAlpha = 1;
    this.#empty = false;
  }

  #drawRings(context: CanvasRenderingContext2D, layout: Float32Array, placement: Placement, radius: number): void {
    if (!this.shown) return;
    const { hovered, selection } = this.#marks;
    const { points } = this.shown;
    const at = (index: number): readonly [number, number] => placeOf(index, layout, placement);
    const count = layout.length / 2;
    const chosen = selection && selection.indices.length <= mostRings ? selection.indices.filter((index) => index < count) : [];
    const images = new Set(this.#plan?.indices);
    const side = this.#plan?.side ?? null;

    const ring = (index: number, away: number): void => {
      const [x, y] = at(index);
      context.beginPath();
      if (side !== null && (images.has(index) || index === hovered)) {
        const half = (index === hovered ? Math.round(side * hoveredScale) : side) / 2 + thumbnailBorder + away - 1;
        context.roundRect(Math.round(x) - half, Math.round(y) - half, 2 * half, 2 * half, 3);
      } else {
        context.arc(x, y, radius + away, 0, 2 * Math.PI);
      }
      context.lineWidth = 4;
      context.strokeStyle = this.#ground;
      context.stroke();
      context.lineWidth = 2;
      context.strokeStyle = this.#ink;
      context.stroke();
      this.#empty = false;
    };

    for (const index of chosen) if (index !== hovered) ring(index, 4);
    if (hovered !== null && hovered < count) {
      if (side === null) {
        context.beginPath();
        context.arc(...at(hovered), radius + 1.25, 0, 2 * Math.PI);
        context.fillStyle = points.colours[points.categories[hovered]];
        context.fill();
      }
      ring(hovered, 2.5);
    }
  }

  #size(width: number, height: number): void {
    if (this.#canvas.width === width && this.#canvas.height === height) return;
    this.#canvas.width = width;
    this.#canvas.height = height;
    this.#empty = true;
  }

  #clear(): void {
    if (!this.#empty) this.#context?.clearRect(0, 0, this.#canvas.width, this.#canvas.height);
    this.#empty = true;
    this.#plan = null;
  }
}

function placeOf(index: number, layout: Float32Array, { left, top, scale }: Placement): readonly [number, number] {
  return [left + layout[2 * index] * scale, top - layout[2 * index + 1] * scale];
}

/** Neighbours of the image that is selected alone, once they are known. */
function neighboursOfChosen({ selection, neighbours }: Marks): readonly number[] {
  return selection?.indices.length === 1 && neighbours?.index === selection.indices[0] ? neighbours.neighbours : [];
}

/** Where the map puts the layout's points, in CSS pixels. */
export function placementOf(map: EmbeddingMap): Placement {
  const [left, top] = map.place(0, 0);
  return { left, top, scale: map.place(1, 0)[0] - left };
}
