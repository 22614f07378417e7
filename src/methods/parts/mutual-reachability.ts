import type { Dendrogram } from "../../core/dendrogram";
import type { Matrix } from "../../core/matrix";
import { nearestNeighbours } from "../../nn/nearest-neighbours";
import { stepwise } from "./linkage";
import { dendrogramOf } from "./merge-order";
import { spanningTree } from "./spanning-tree";
import { inSpreadOrder } from "./spread-order";
import { squaredDistanceAt } from "./squared-distance";

/**
 * The single-linkage tree of `points` [n, d] under mutual reachability, max(core_i, core_j, ‖i − j‖), where core_i is the
 * distance to the `minSamples`-th nearest image, itself counted (Campello et al. 2013, def. 1 and 5). O(n) memory beside a
 * copy of the points.
 */
export async function* reachabilityTree(
  points: Matrix,
  minSamples: number,
  signal: AbortSignal,
): AsyncGenerator<{ readonly kind: "step"; readonly images: number }, Dendrogram, void> {
  const sorted = yield* stepwise(inSpreadOrder(points), signal);
  const core = minSamples > 1 ? await squaredCoreDistances(sorted, minSamples - 1, signal) : null;
  const { one, other, squares } = yield* stepwise(spanningTree(sorted, core), signal);
  return yield* stepwise(dendrogramOf({ one, other, heights: squares.map(Math.sqrt) }), signal);
}

/** [n] measured as the spanning tree measures, since a core distance is the distance of a pair too and must equal it. */
async function squaredCoreDistances(points: Matrix, neighbour: number, signal: AbortSignal): Promise<Float64Array> {
  const { data, rows, cols } = points;
  const { k, indices } = await nearestNeighbours(points, neighbour, { metric: "euclidean", signal });
  return Float64Array.from({ length: rows }, (_, i) =>
    k === 0 ? 0 : squaredDistanceAt(data, i * cols, data, indices[(i + 1) * k - 1] * cols, cols),
  );
}
