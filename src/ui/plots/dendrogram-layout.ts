import type { Dendrogram } from "../../core/dendrogram";

/** One node of the tree as it is drawn: a merge, or a branch below the last drawn merge, collapsed into a leaf. */
export interface DrawnNode {
  /** Node of the dendrogram: an image, or n + m for merge m. */
  readonly node: number;
  /** Images under it. */
  readonly size: number;
  /** Height of its own merge; 0 for an image. */
  readonly height: number;
  /** In leaves from the left: a leaf at its number, a merge between its children. */
  readonly across: number;
  /** The cluster that all its images are in (-1: noise), or null where there are several. */
  readonly cluster: number | null;
  /** Places in `nodes`; null for a leaf and for the root. */
  readonly children: readonly [left: number, right: number] | null;
  readonly parent: number | null;
}

export interface DendrogramLayout {
  /** The root first, parents before their children, the left branch before the right. */
  readonly nodes: readonly DrawnNode[];
  readonly leaves: number;
  /** Heights at the bottom and the top of the axis. */
  readonly floor: number;
  readonly top: number;
  /** Height of the cut that leaves the clusters, or null where no single height does. */
  readonly cut: number | null;
}

/**
 * The last `most` merges of a tree, every branch below them collapsed into a leaf. The axis begins at the highest merge that is
 * not drawn, so that the drawn ones have all the room. Null where there is nothing to draw. O(n).
 */
export function dendrogramLayout(tree: Dendrogram, labels: Int32Array, most: number): DendrogramLayout | null {
  const { children, heights, sizes } = tree;
  const merges = heights.length;
  const images = merges + 1;
  if (merges === 0 || labels.length !== images) return null;
  const first = images + Math.max(0, merges - most);
  const clusters = commonClusters(tree, labels);
  const heightOf = (node: number) => (node < images ? 0 : heights[node - images]);
  const nodes: DrawnNode[] = [];
  let leaves = 0;
  // At most `most` deep.
  const draw = (node: number, parent: number | null): DrawnNode => {
    const place = nodes.length;
    const common = clusters[node];
    const own = {
      node,
      size: node < images ? 1 : sizes[node - images],
      height: heightOf(node),
      cluster: common === mixed ? null : common,
      parent,
    };
    if (node < first) {
      nodes.push({ ...own, across: leaves++, children: null });
      return nodes[place];
    }
    // Holds the place of the parent, which stands between its children.
    nodes.push({ ...own, across: 0, children: null });
    const left = draw(children[2 * (node - images)], place);
    const rightPlace = nodes.length;
    const right = draw(children[2 * (node - images) + 1], place);
    nodes[place] = { ...own, across: (left.across + right.across) / 2, children: [place + 1, rightPlace] };
    return nodes[place];
  };
  draw(images + merges - 1, null);
  const floor = first === images ? 0 : heights[first - images - 1];
  const top = heights[merges - 1];
  // Equal heights: the axis needs some length.
  return { nodes, leaves, floor: floor < top ? floor : 0, top: top > 0 ? top : 1, cut: cutHeight(tree, labels) };
}

const mixed = -2;

/** [2n - 1] the cluster that all images under each node share, or `mixed`. */
function commonClusters({ children, heights }: Dendrogram, labels: Int32Array): Int32Array {
  const images = labels.length;
  const common = new Int32Array(images + heights.length);
  common.set(labels);
  for (let m = 0; m < heights.length; m++) {
    const one = common[children[2 * m]];
    common[images + m] = one === common[children[2 * m + 1]] ? one : mixed;
  }
  return common;
}

/** In the middle between the last merge within a cluster and the first between two. */
function cutHeight({ heights }: Dendrogram, labels: Int32Array): number | null {
  const clusters = new Set(labels).size;
  const undone = heights.length - (clusters - 1);
  if (clusters < 2) return null;
  return ((undone > 0 ? heights[undone - 1] : 0) + heights[undone]) / 2;
}

/** The images under a node of the tree, ascending. */
export function imagesUnder({ children, heights }: Dendrogram, node: number): number[] {
  const images = heights.length + 1;
  const open = [node];
  const found: number[] = [];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (next < images) found.push(next);
    else open.push(children[2 * (next - images)], children[2 * (next - images) + 1]);
  }
  return found.sort((a, b) => a - b);
}

/** Round numbers between `low` and `high`, about `count` of them: steps of 1, 2 or 5 times a power of ten. */
export function roundTicks(low: number, high: number, count: number): number[] {
  const rough = (high - low) / Math.max(1, count);
  if (!(rough > 0) || !Number.isFinite(rough)) return [];
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5].find((factor) => factor * power >= rough) ?? 10);
  const ticks: number[] = [];
  for (let at = Math.ceil(low / step - 1e-9); at * step <= high * (1 + 1e-9); at++)
    ticks.push(Number((at * step).toPrecision(12)));
  return ticks;
}
