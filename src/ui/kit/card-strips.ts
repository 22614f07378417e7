/** Measures of a card's thumbnails, in CSS pixels. */
const padding = 10;
export const cell = 28;
export const gap = 2;

/** Thumbnails that a card of this width has room for beside each other. */
export function cardColumns(width: number): number {
  return Math.max(4, Math.floor((width - 2 * padding - 2 + gap) / (cell + gap)));
}
