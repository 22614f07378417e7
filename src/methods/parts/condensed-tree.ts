import type { Dendrogram } from "../../core/dendrogram";
import type { InParts } from "./kmeans-turns";

/** Splits and fallen images between two places to pause, 5 to 10 ms. */
const nodesOfPart = 8192;

/**
 * A tree of clusters that only split where both parts are large: smaller parts fall out as noise. Density is λ = 1 / distance.
 * Cluster 0 is the root; a cluster's number is above its parent's.
 */
export interface CondensedTree {
  /** [clusters] -1 for the root. */
  readonly parents: Int32Array;
  /** [clusters] λ at which each comes into being, 0 for the root. */
  readonly births: Float64Array;
  /** [clusters] images at its birth. */
  readonly sizes: Int32Array;
  /** [n] cluster out of which each image falls. */
  readonly homes: Int32Array;
  /** [n] λ at which it does. */
  readonly lambdas: Float64Array;
}

/**
 * The condensed tree of a single-linkage tree (Campello et al. 2013, sec. 4; McInnes & Healy 2017). Merges of one height count as one split into
 * many, so that the result does not hang on the order of equal distances. Equal images have no distance: their λ is that of
 * the smallest distance there is. Yields after some thousands of nodes.
 */
export function* condensedTree({ children, heights, sizes }: Dendrogram, minClusterSize: number): InParts<CondensedTree> {
  const images = heights.length + 1;
  const sizeOf = (node: number) => (node < images ? 1 : sizes[node - images]);
  const least = heights.find((height) => height > 0) ?? 1;
  const parents = [-1];
  const births = [0];
  const clusterSizes = [images];
  const homes = new Int32Array(images);
  const lambdas = new Float64Array(images).fill(1 / least);
  const waiting: [node: number, cluster: number][] = images > 1 ? [[images + heights.length - 1, 0]] : [];
  let left = nodesOfPart;
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    if (left <= 0) {
      left = nodesOfPart;
      yield;
    }
    const [node, cluster] = next;
    const height = heights[node - images];
    const lambda = 1 / Math.max(height, least);
    const parts = partsBelow(node, (child) => child >= images && heights[child - images] === height, images, children);
    left -= parts.length;
    const large = parts.filter((part) => part >= images && sizeOf(part) >= minClusterSize);
    for (const part of large) {
      if (large.length === 1) {
        waiting.push([part, cluster]);
        continue;
      }
      parents.push(cluster);
      births.push(lambda);
      clusterSizes.push(sizeOf(part));
      waiting.push([part, parents.length - 1]);
    }
    for (const part of parts) {
      if (large.includes(part)) continue;
      const fallen = partsBelow(part, (child) => child >= images, images, children);
      left -= fallen.length;
      for (const image of fallen) {
        homes[image] = cluster;
        lambdas[image] = lambda;
      }
    }
  }
  return {
    parents: Int32Array.from(parents),
    births: Float64Array.from(births),
    sizes: Int32Array.from(clusterSizes),
    homes,
    lambdas,
  };
}

/** The nodes below `node`, where nodes that `opens` holds for give way to their children. An image is below itself. */
function partsBelow(node: number, opens: (node: number) => boolean, images: number, children: Int32Array): number[] {
  if (node < images) return [node];
  const open = [children[2 * (node - images) + 1], children[2 * (node - images)]];
  const parts: number[] = [];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (opens(next)) open.push(children[2 * (next - images) + 1], children[2 * (next - images)]);
    else parts.push(next);
  }
  return parts;
}
