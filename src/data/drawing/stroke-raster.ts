import type { Polyline } from "./control-path";
import type { Layer } from "./layer";

/** Half the width and the darkness of a pen, by the part of the stroke drawn so far, in [0, 1]. */
export interface Pen {
  /** pixels */
  radius(part: number): number;
  /** [0, 1] */
  ink(part: number): number;
  /** Pixels over which the edge fades; 1 is a sharp edge, anti-aliased. */
  readonly softness: number;
}

/** A pen of one width and darkness. */
export function evenPen(radius: number, ink = 1, softness = 1): Pen {
  return { radius: () => radius, ink: () => ink, softness };
}

/** Draws `line` (pixels) with round ends onto `layer`, keeping the darker value where strokes cross. */
export function strokeOnto(layer: Layer, line: Polyline, pen: Pen): void {
  const points = line.length / 2;
  for (let p = 0; p + 1 < points; p++) {
    const part = p / (points - 1);
    const next = (p + 1) / (points - 1);
    segmentOnto(layer, line, 2 * p, [pen.radius(part), pen.radius(next)], [pen.ink(part), pen.ink(next)], pen.softness);
  }
}

function segmentOnto(
  { width, height, values }: Layer,
  line: Polyline,
  at: number,
  [radiusFrom, radiusTo]: readonly [number, number],
  [inkFrom, inkTo]: readonly [number, number],
  softness: number,
): void {
  const x0 = line[at];
  const y0 = line[at + 1];
  const dx = line[at + 2] - x0;
  const dy = line[at + 3] - y0;
  const squared = dx * dx + dy * dy;
  const reach = Math.max(radiusFrom, radiusTo) + softness / 2;
  const firstRow = Math.max(0, Math.floor(Math.min(y0, y0 + dy) - reach - 0.5));
  const lastRow = Math.min(height - 1, Math.ceil(Math.max(y0, y0 + dy) + reach - 0.5));
  const firstColumn = Math.max(0, Math.floor(Math.min(x0, x0 + dx) - reach - 0.5));
  const lastColumn = Math.min(width - 1, Math.ceil(Math.max(x0, x0 + dx) + reach - 0.5));
  for (let row = firstRow; row <= lastRow; row++) {
    for (let column = firstColumn; column <= lastColumn; column++) {
      const px = column + 0.5 - x0;
      const py = row + 0.5 - y0;
      const t = squared > 0 ? Math.min(1, Math.max(0, (px * dx + py * dy) / squared)) : 0;
      const ex = px - t * dx;
      const ey = py - t * dy;
      const inside = (radiusFrom + t * (radiusTo - radiusFrom) - Math.sqrt(ex * ex + ey * ey)) / softness + 0.5;
      if (inside <= 0) continue;
      const edge = inside >= 1 ? 1 : inside * inside * (3 - 2 * inside);
      const value = edge * (inkFrom + t * (inkTo - inkFrom));
      const pixel = row * width + column;
      if (value > values[pixel]) values[pixel] = value;
    }
  }
}
