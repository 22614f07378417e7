import type { Thumbnails } from "../../worker/protocol";

export interface Grid {
  readonly columns: number;
  readonly rows: number;
  /** Side of a cell in CSS pixels. */
  readonly cell: number;
  /** Between cells, in CSS pixels. */
  readonly gap: number;
}

const queue = new Map<HTMLCanvasElement, () => void>();
/** Longer than this a turn of drawing does not last. */
const turnMs = 6;

/** As drawThumbnails, but a few canvases a frame, so that many at once do not hold up the page. */
export function drawThumbnailsSoon(
  canvas: HTMLCanvasElement,
  thumbnails: Thumbnails,
  indices: readonly number[],
  grid: Grid,
): void {
  if (queue.size === 0) requestAnimationFrame(drawSome);
  queue.set(canvas, () => drawThumbnails(canvas, thumbnails, indices, grid));
}

function drawSome(): void {
  const startedAt = performance.now();
  for (const [canvas, draw] of queue) {
    queue.delete(canvas);
    if (canvas.isConnected) draw();
    if (performance.now() - startedAt > turnMs) break;
  }
  if (queue.size > 0) requestAnimationFrame(drawSome);
}

let scratch: HTMLCanvasElement | null = null;

/** Draws the images at `indices` into `canvas`, row by row, each in a square cell of `grid`. Small images keep hard pixels. */
export function drawThumbnails(canvas: HTMLCanvasElement, thumbnails: Thumbnails, indices: readonly number[], grid: Grid): void {
  const scale = window.devicePixelRatio || 1;
  const { width, height } = gridSize(grid);
  canvas.width = Math.max(1, Math.round(width * scale));
  canvas.height = Math.max(1, Math.round(height * scale));
  const context = canvas.getContext("2d", { willReadFrequently: true });
  const shown = indices.slice(0, grid.columns * grid.rows);
  if (!context || shown.length === 0) return;

  const strip = stripOf(thumbnails, shown);
  if (!strip) return;
  const { width: w, height: h } = thumbnails;
  const side = grid.cell * scale;
  const fit = side / Math.max(w, h);
  context.imageSmoothingEnabled = fit < 1;
  shown.forEach((_, position) => {
    const x = (position % grid.columns) * (grid.cell + grid.gap) * scale + (side - w * fit) / 2;
    const y = Math.floor(position / grid.columns) * (grid.cell + grid.gap) * scale + (side - h * fit) / 2;
    context.drawImage(strip, 0, position * h, w, h, x, y, w * fit, h * fit);
  });
}

/** Size of a whole grid in CSS pixels. */
export function gridSize({ columns, rows, cell, gap }: Grid): { readonly width: number; readonly height: number } {
  return { width: columns * (cell + gap) - gap, height: rows * (cell + gap) - gap };
}

/** The images one under the other, in a canvas that is used again and again. */
function stripOf(thumbnails: Thumbnails, indices: readonly number[]): HTMLCanvasElement | null {
  const { width, height, channels, pixels } = thumbnails;
  scratch ??= document.createElement("canvas");
  scratch.width = width;
  scratch.height = height * indices.length;
  const context = scratch.getContext("2d", { willReadFrequently: true });
  if (!context) return null;
  const image = context.createImageData(width, height * indices.length);
  const size = width * height;
  let to = 0;
  for (const index of indices) {
    let from = index * size * channels;
    for (let pixel = 0; pixel < size; pixel++, from += channels, to += 4) {
      image.data[to] = pixels[from];
      image.data[to + 1] = channels === 3 ? pixels[from + 1] : pixels[from];
      image.data[to + 2] = channels === 3 ? pixels[from + 2] : pixels[from];
      image.data[to + 3] = 255;
    }
  }
  context.putImageData(image, 0, 0);
  return scratch;
}
