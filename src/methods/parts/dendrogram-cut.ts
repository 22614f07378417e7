import type { Dendrogram } from "../../core/dendrogram";
import { Groups } from "./groups";

/** Clusters that cutting at `height` leaves: one more than there are merges at `height` or above, as in scikit-learn. */
export function clustersAtHeight({ heights }: Dendrogram, height: number): number {
  return heights.reduce((clusters, at) => clusters + Number(at >= height), 1);
}

/** [n] cluster of every image when the last `clusters` - 1 merges are undone; numbered in order of their first images. */
export function cutInto({ children, heights }: Dendrogram, clusters: number): Int32Array {
  const images = heights.length + 1;
  const groups = new Groups(images);
  // An image under each node.
  const under = Int32Array.from({ length: images + heights.length }, (_, node) => (node < images ? node : -1));
  for (let m = 0; m < heights.length; m++) {
    under[images + m] = under[children[2 * m]];
    if (m < images - clusters) groups.join(under[children[2 * m]], under[children[2 * m + 1]]);
  }
  const numbers = new Int32Array(images).fill(-1);
  let next = 0;
  return Int32Array.from({ length: images }, (_, i) => {
    const root = groups.rootOf(i);
    if (numbers[root] < 0) numbers[root] = next++;
    return numbers[root];
  });
}

/**
 * The height in the middle of the widest step between two of the last `most` merges: where a cut changes least when it
 * moves. Of equal steps the highest one. 0 where there are fewer than two merges, and infinite where they are all at one height.
 */
export function heightOfWidestStep({ heights }: Dendrogram, most: number): number {
  let widest = 0;
  let height = 0;
  for (let m = Math.max(1, heights.length - most + 1); m < heights.length; m++) {
    const step = heights[m] - heights[m - 1];
    if (step < widest) continue;
    widest = step;
    height = heights[m - 1] + step / 2;
  }
  const isOneHeight = heights.length > 1 && heights[0] === heights[heights.length - 1];
  return isOneHeight ? Number.POSITIVE_INFINITY : height;
}
