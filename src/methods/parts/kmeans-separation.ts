import type { Matrix } from "../../core/matrix";
import { type InParts, rangesOf } from "./kmeans-turns";
import { squaredDistanceAt } from "./squared-distance";

export interface Separation {
  /** [n] squared distance to the own centre. */
  readonly distances: Float32Array;
  /** [n] 1 - a / b, where a and b are the distances to the own and to the nearest other centre: 0 between two, 1 on one's own. */
  readonly confidence: Float32Array;
}

/** How far every point lies from the centre of its label, measured against the other centres. */
export function* separationOf(points: Matrix, centres: Matrix, labels: Int32Array): InParts<Separation> {
  const { rows: n, cols: d } = points;
  const found = { distances: new Float32Array(n), confidence: new Float32Array(n) };
  for (const [from, to] of rangesOf(n, centres.rows * d)) {
    separate(points, centres, labels, from, to, found);
    if (to < n) yield;
  }
  return found;
}

function separate(
  points: Matrix,
  centres: Matrix,
  labels: Int32Array,
  from: number,
  to: number,
  { distances, confidence }: Separation,
): void {
  const d = points.cols;
  for (let i = from; i < to; i++) {
    const own = squaredDistanceAt(points.data, i * d, centres.data, labels[i] * d, d);
    let other = Number.POSITIVE_INFINITY;
    for (let j = 0; j < centres.rows; j++) {
      if (j === labels[i]) continue;
      other = Math.min(other, squaredDistanceAt(points.data, i * d, centres.data, j * d, d));
    }
    distances[i] = own;
    confidence[i] = other > 0 ? Math.max(0, 1 - Math.sqrt(own / other)) : 0;
  }
}
