import type { Placement } from "./map-view";

/** Which images stand in the place of their points. */
export interface ThumbnailPlan {
  /** Of the squares, in CSS pixels. */
  readonly side: number;
  /** Such that no two squares overlap, the topmost first. */
  readonly indices: readonly number[];
}

export interface ThumbnailRoom {
  /** [n, 2] */
  readonly layout: Float32Array;
  readonly placement: Placement;
  /** CSS pixels. */
  readonly width: number;
  readonly height: number;
  /** Shown before all others, where they are seen. */
  readonly first: readonly number[];
}

/** Sides that a thumbnail may have; few, so that zooming does not make them all flicker. */
const sides = [14, 18, 24, 32, 40, 48];
/** With more in view no image can be told from its neighbour, and drawing would take longer than a frame lasts. */
const mostInView = 4000;
const mostShown = 500;
/** Between two squares, in CSS pixels: their borders and some ground. */
const gap = 5;
/** The view is measured in cells of this side. */
const cell = 24;

/**
 * Chooses images to draw in the place of their points, or none where a point in view has less room than 14 pixels a side. Of images that
 * would overlap one is drawn, always the same while both are in view; the other stays a point.
 */
export function placeThumbnails({ layout, placement, width, height, first }: ThumbnailRoom): ThumbnailPlan | null {
  const { left, top, scale } = placement;
  const margin = sides[sides.length - 1];
  const inView: number[] = [];
  const columns = Math.ceil((width + 2 * margin) / cell);
  const taken = new Uint8Array(columns * Math.ceil((height + 2 * margin) / cell));
  for (let i = 0; i < layout.length / 2; i++) {
    const x = left + layout[2 * i] * scale + margin;
    const y = top - layout[2 * i + 1] * scale + margin;
    if (!(x >= 0 && y >= 0 && x < width + 2 * margin && y < height + 2 * margin)) continue;
    inView.push(i);
    if (inView.length > mostInView) return null;
    taken[Math.floor(y / cell) * columns + Math.floor(x / cell)] = 1;
  }
  if (inView.length === 0) return null;
  const room = cell * Math.sqrt(taken.reduce((sum, one) => sum + one, 0) / inView.length);
  // Some of the images that share a cell give way, so the others may be somewhat larger than the room.
  const side = sides.findLast((each) => each <= 1.3 * room);
  if (side === undefined || room < sides[0]) return null;

  const order = Float64Array.from(inView, (i) => rankOf(i) * 2 ** 21 + i).sort();
  const chosen = new Set(first.filter((i) => 2 * i < layout.length));
  const candidates = [...chosen, ...Array.from(order, (key) => key % 2 ** 21).filter((i) => !chosen.has(i))];
  return { side, indices: withoutOverlap(candidates, layout, placement, side + gap) };
}

/** Those of `candidates` whose squares overlap none before them. */
function withoutOverlap(candidates: readonly number[], layout: Float32Array, placement: Placement, apart: number): number[] {
  // A square as wide as the least distance holds at most one, so that eight neighbours are to be asked.
  const held = new Map<number, number>();
  const kept: number[] = [];
  const keyOf = (column: number, row: number) => (column + 2 ** 15) * 2 ** 16 + row + 2 ** 15;
  const reach = apart / placement.scale;
  for (const i of candidates) {
    if (kept.length === mostShown) break;
    const x = layout[2 * i];
    const y = layout[2 * i + 1];
    const column = Math.floor(x / reach) % 2 ** 15;
    const row = Math.floor(y / reach) % 2 ** 15;
    let free = true;
    for (let dx = -1; free && dx <= 1; dx++)
      for (let dy = -1; free && dy <= 1; dy++) {
        const other = held.get(keyOf(column + dx, row + dy));
        if (other !== undefined && Math.abs(layout[2 * other] - x) < reach && Math.abs(layout[2 * other + 1] - y) < reach)
          free = false;
      }
    if (!free) continue;
    held.set(keyOf(column, row), i);
    kept.push(i);
  }
  return kept.sort((a, b) => layout[2 * b + 1] - layout[2 * a + 1]);
}

/** A fixed shuffling of the images: neighbours in a dataset are often alike, and should not all come first. */
function rankOf(index: number): number {
  let hash = Math.imul(index + 1, 0x9e3779b1);
  hash = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b);
  return (hash ^ (hash >>> 13)) >>> 0;
}

/** Whether a square of `side` CSS pixels in the place of image `index` holds a point of the canvas. */
export function isUnder(
  [x, y]: readonly [number, number],
  index: number,
  side: number,
  layout: Float32Array,
  { left, top, scale }: Placement,
): boolean {
  const dx = left + layout[2 * index] * scale - x;
  const dy = top - layout[2 * index + 1] * scale - y;
  return Math.max(Math.abs(dx), Math.abs(dy)) <= side / 2;
}
