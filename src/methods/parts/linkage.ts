import type { Dendrogram } from "../../core/dendrogram";
import type { Matrix } from "../../core/matrix";
import { heed, MethodError, stepEvent } from "../method";
import { distanceTiles } from "./distance-tiles";
import { chainMerges } from "./linkage-chain";
import { CondensedClusters, condensedBytes, offsetOf } from "./linkage-condensed";
import { WardClusters } from "./linkage-ward";
import { dendrogramOf, type Merges } from "./merge-order";
import type { Refusal } from "./refusal";
import { spanningTree } from "./spanning-tree";
import { inSpreadOrder } from "./spread-order";

export type Linkage = "ward" | "average" | "complete" | "single";

/** Images whose pairs are held at most, in f32: 0.8 GB. */
export const mostPairedImages = 20_000;
/** Of the clusters' means under ward, in f64: 1 GiB. */
const mostMeans = 2 ** 27;

type Steps<Result> = AsyncGenerator<{ readonly kind: "step"; readonly images: number }, Result, void>;

/**
 * The tree of `points` [n, d] under a linkage and Euclidean distance, heights as in SciPy and scikit-learn. Memory: the means
 * [n, d] under ward, a copy of the points under single, n²/2 distances in f32 under average and complete. Yields steps, between
 * which it holds the thread for 10 to 20 ms. Throws a MethodError where the memory would not do.
 */
export async function* linkageTree(points: Matrix, linkage: Linkage, signal: AbortSignal): Steps<Dendrogram> {
  heed(linkageRefusal(points, linkage));
  const merges = yield* mergesOf(points, linkage, signal);
  return yield* stepwise(dendrogramOf(merges), signal);
}

async function* mergesOf(points: Matrix, linkage: Linkage, signal: AbortSignal): Steps<Merges> {
  switch (linkage) {
    case "ward": {
      const clusters = yield* stepwise(WardClusters.of(points), signal);
      return yield* stepwise(chainMerges(clusters), signal);
    }
    case "single": {
      const sorted = yield* stepwise(inSpreadOrder(points), signal);
      const { one, other, squares } = yield* stepwise(spanningTree(sorted, null), signal);
      return { one, other, heights: squares.map(Math.sqrt) };
    }
    default: {
      const distances = yield* condensedDistances(points, signal);
      return yield* stepwise(chainMerges(new CondensedClusters(linkage, points.rows, distances)), signal);
    }
  }
}

/** What is too much for the memory. */
export function linkageRefusal({ rows, cols }: Pick<Matrix, "rows" | "cols">, linkage: Linkage): Refusal | null {
  const gigabytes = (bytes: number) => (bytes / 1e9).toFixed(1);
  if (linkage === "ward" && rows * cols > mostMeans)
    return {
      message: `Ward linkage of ${rows} images with ${cols} values each needs ${gigabytes(8 * rows * cols)} GB. Reduce them by PCA first, or take fewer images.`,
      instead: { values: { reduce: "pca" } },
    };
  if ((linkage === "average" || linkage === "complete") && rows > mostPairedImages)
    return {
      message: `With ${linkage} linkage the distances between all pairs of ${rows} images need ${gigabytes(condensedBytes(rows))} GB; up to ${mostPairedImages} images fit. Take ward or single linkage, which need no such table, fewer images, or k-means.`,
      instead: { values: { linkage: "ward" } },
    };
  return null;
}

/** Hands a computation's turns on as steps and looks at the signal. */
export async function* stepwise<Result>(turns: Generator<unknown, Result, void>, signal: AbortSignal): Steps<Result> {
  for (;;) {
    signal.throwIfAborted();
    const turn = turns.next();
    if (turn.done) return turn.value;
    yield stepEvent(0);
  }
}

async function* condensedDistances(points: Matrix, signal: AbortSignal): Steps<Float32Array> {
  const { rows: count } = points;
  const distances = roomFor(count);
  for await (const { rows, height, cols, width, squares } of distanceTiles(points)) {
    signal.throwIfAborted();
    for (let i = 0; i < height; i++) {
      const own = offsetOf(rows + i, count);
      for (let j = rows === cols ? i + 1 : 0; j < width; j++) distances[own + cols + j] = Math.sqrt(squares[i * width + j]);
    }
    yield stepEvent(0);
  }
  return distances;
}

function roomFor(count: number): Float32Array {
  try {
    return new Float32Array((count * (count - 1)) / 2);
  } catch (cause) {
    const megabytes = Math.ceil(condensedBytes(count) / 1e6);
    throw new MethodError(
      `This machine or browser does not give the ${megabytes} MB for the distances between ${count} images. Take ward or single linkage, or fewer images.`,
      { cause },
    );
  }
}
