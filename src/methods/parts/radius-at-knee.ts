import type { Matrix } from "../../core/matrix";
import { nearestNeighbours } from "../../nn/nearest-neighbours";
import { heed } from "../method";
import { kneeOf } from "./knee";
import type { Refusal } from "./refusal";

/** An image counts as its own neighbour, so that a core may ask as many as there are. */
export function coreRefusal(rows: number, minPoints: number): Refusal | null {
  if (minPoints <= rows) return null;
  return {
    message: `No image can have ${minPoints} images within a radius: there are ${rows}. Ask fewer of a core.`,
    instead: { values: { minPoints: rows } },
  };
}

/**
 * DBSCAN's radius where the user names none: the distance at the knee of all images' distances to their neighbour `minPoints` - 1,
 * themselves not counted.
 */
export async function radiusAtKnee(codes: Matrix, minPoints: number, signal: AbortSignal): Promise<number> {
  const wanted = Math.max(1, minPoints - 1);
  const { k, distances } = await nearestNeighbours(codes, wanted, { metric: "euclidean", signal });
  if (k < wanted) heed(coreRefusal(codes.rows, minPoints));
  const farthest = Float64Array.from({ length: codes.rows }, (_, i) => distances[(i + 1) * k - 1]).sort();
  // Distances come in single precision: one that was rounded down would leave out the very pair it was measured of.
  const radius = farthest[kneeOf(farthest)] * (1 + 2 ** -23);
  // Equal images only: any radius joins them.
  return radius > 0 ? radius : (farthest.find((distance) => distance > 0) ?? 1);
}
