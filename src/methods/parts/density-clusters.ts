import type { Matrix } from "../../core/matrix";
import { stepEvent } from "../method";
import { Groups } from "./groups";
import { radiusPairs } from "./radius-pairs";

export interface DensityClusters {
  /** [n] cluster in 0..m-1 by the lowest core image, or -1. */
  readonly labels: Int32Array;
  /** [n] images within the radius, itself counted. */
  readonly neighbours: Int32Array;
  /** m */
  readonly clusters: number;
}

/**
 * DBSCAN of `points` [n, d] as scikit-learn has it: an image with at least `minPoints` images within `radius`, itself counted,
 * is a core; cores within the radius of each other share a cluster; other images within the radius of a core join the lowest
 * such cluster. Even the numbers are scikit-learn's. Two passes over all pairs: the first counts, the second joins. A border
 * image has fewer than `minPoints` neighbours, so that few pairs have to be remembered until the clusters are known.
 */
export async function* densityClusters(
  points: Matrix,
  radius: number,
  minPoints: number,
  signal: AbortSignal,
): AsyncGenerator<{ readonly kind: "step"; readonly images: number }, DensityClusters, void> {
  const count = points.rows;
  const neighbours = new Int32Array(count).fill(1);
  const counting = radiusPairs(points, radius, (i, j) => {
    neighbours[i]++;
    neighbours[j]++;
  });
  for await (const _ of counting) {
    signal.throwIfAborted();
    yield stepEvent(0);
  }
  const isCore = (i: number) => neighbours[i] >= minPoints;
  const groups = new Groups(count);
  // Pairs of a border image and a core.
  const touches: number[] = [];
  const joining = radiusPairs(points, radius, (i, j) => {
    const [a, b] = [isCore(i), isCore(j)];
    if (a && b) groups.join(i, j);
    else if (a) touches.push(j, i);
    else if (b) touches.push(i, j);
  });
  for await (const _ of joining) {
    signal.throwIfAborted();
    yield stepEvent(0);
  }

  const numbers = new Int32Array(count).fill(-1);
  const labels = new Int32Array(count).fill(-1);
  let clusters = 0;
  for (let i = 0; i < count; i++) {
    if (!isCore(i)) continue;
    const root = groups.rootOf(i);
    if (numbers[root] < 0) numbers[root] = clusters++;
    labels[i] = numbers[root];
  }
  for (let at = 0; at < touches.length; at += 2) {
    const [border, core] = [touches[at], touches[at + 1]];
    if (labels[border] < 0 || labels[core] < labels[border]) labels[border] = labels[core];
  }
  return { labels, neighbours, clusters };
}
