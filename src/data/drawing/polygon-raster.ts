import type { Polyline } from "./control-path";
import type { Layer } from "./layer";

/**
 * Share of each pixel of a [height, width] layer that lies inside the closed polygons (pixels), all wound the same way;
 * where they overlap it is 1. Each edge adds its signed area to the row's pixels to its right, and a running sum over the row
 * then gives exact coverage, so that the work grows with the outline and not with the supersampling.
 */
export function fillPolygons(polygons: readonly Polyline[], width: number, height: number): Layer {
  const stride = width + 2;
  const steps = new Float64Array(stride * height);
  for (const polygon of polygons) {
    const points = polygon.length / 2;
    for (let p = 0; p < points; p++) {
      const q = (p + 1) % points;
      addEdge(steps, stride, height, polygon[2 * p], polygon[2 * p + 1], polygon[2 * q], polygon[2 * q + 1]);
    }
  }
  const values = new Float32Array(width * height);
  for (let row = 0; row < height; row++) {
    let sum = 0;
    for (let column = 0; column < width; column++) {
      sum += steps[row * stride + column];
      values[row * width + column] = Math.min(1, Math.abs(sum));
    }
  }
  return { width, height, values };
}

function addEdge(steps: Float64Array, stride: number, height: number, x0: number, y0: number, x1: number, y1: number): void {
  if (y0 === y1) return;
  const direction = y0 < y1 ? 1 : -1;
  const [topX, top, bottomX, bottom] = y0 < y1 ? [x0, y0, x1, y1] : [x1, y1, x0, y0];
  const slope = (bottomX - topX) / (bottom - top);
  const lastRow = Math.min(height - 1, Math.ceil(bottom) - 1);
  for (let row = Math.max(0, Math.floor(top)); row <= lastRow; row++) {
    const from = Math.max(top, row);
    const to = Math.min(bottom, row + 1);
    if (to > from)
      addPiece(steps, row * stride, stride - 2, topX + (from - top) * slope, topX + (to - top) * slope, direction * (to - from));
  }
}

/** A piece of edge within one row, from xFrom to xTo, `rise` rows high: spread over the pixels it crosses. */
function addPiece(steps: Float64Array, start: number, width: number, xFrom: number, xTo: number, rise: number): void {
  const left = Math.min(width, Math.max(0, Math.min(xFrom, xTo)));
  const right = Math.min(width, Math.max(0, Math.max(xFrom, xTo)));
  const first = Math.floor(left);
  const last = Math.floor(right);
  if (right - left < 1e-9 || first === last) {
    addToPixel(steps, start + first, rise, (left + right) / 2 - first);
    return;
  }
  for (let column = first; column <= last; column++) {
    const from = Math.max(left, column);
    const to = Math.min(right, column + 1);
    if (to > from) addToPixel(steps, start + column, (rise * (to - from)) / (right - left), (from + to) / 2 - column);
  }
}

/** `offset` in [0, 1]: how far into the pixel the edge stands; all of what lies to its right is inside. */
function addToPixel(steps: Float64Array, at: number, rise: number, offset: number): void {
  steps[at] += rise * (1 - offset);
  steps[at + 1] += rise * offset;
}
