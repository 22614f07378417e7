import type { Polyline } from "./control-path";

export interface Bounds {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Moves a point; pure. */
export type Warp = (x: number, y: number) => readonly [number, number];

/** The line with each point moved. */
export function warpLine(line: Polyline, warp: Warp): Polyline {
  const moved = new Float64Array(line.length);
  for (let i = 0; i < line.length; i += 2) {
    const [x, y] = warp(line[i], line[i + 1]);
    moved[i] = x;
    moved[i + 1] = y;
  }
  return moved;
}

/** The smallest upright box around all lines. */
export function boundsOf(lines: readonly Polyline[]): Bounds {
  let [left, right, top, bottom] = [Infinity, -Infinity, Infinity, -Infinity];
  for (const line of lines) {
    for (let i = 0; i < line.length; i += 2) {
      left = Math.min(left, line[i]);
      right = Math.max(right, line[i]);
      top = Math.min(top, line[i + 1]);
      bottom = Math.max(bottom, line[i + 1]);
    }
  }
  return { left, right, top, bottom };
}

/** Scales by `scale` and puts the middle of `bounds` at (x, y). */
export function placeAt(bounds: Bounds, scale: number, x: number, y: number): Warp {
  const middleX = (bounds.left + bounds.right) / 2;
  const middleY = (bounds.top + bounds.bottom) / 2;
  return (fromX, fromY) => [x + scale * (fromX - middleX), y + scale * (fromY - middleY)];
}
