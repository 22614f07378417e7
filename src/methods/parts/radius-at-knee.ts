import type { Matrix } from "../../core/matrix";
import { nearestNeighbours } from "../../nn/nearest-neighbours";
import { MethodError } from "../method";
import { kneeOf } from "./knee";

/**
 * DBSCAN's radius where the user names none: the distance at the knee of all images' distances to their neighbour `minPoints` - 1,
 * themselves not counted.
 */
export async function radiusAtKnee(codes: Matrix, minPoints: number, signal: AbortSignal): Promise<number> {
  const wanted = Math.max(1, minPoints - 1);
  const { k, distances } = await nearestNeighbours(codes, wanted, { metric: "euclidean", signal });
  if (k < wanted)
    throw new MethodError(`No image can have ${minPoints} images within a radius: there are ${codes.rows}. Ask fewer of a core.`);
  const farthest = Float64Array.from({ length: codes.rows }, (_, i) => distances[(i + 1) * k - 1]).sort();
  const radius = farthest[kneeOf(farthest)];
  // Equal images only: any radius joins them.
  return radius > 0 ? radius : (farthest.find((distance) => distance > 0) ?? 1);
}
