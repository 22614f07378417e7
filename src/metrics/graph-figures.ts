/** What a graph over the images looks like, without its edges. Links have a direction: i to each of its neighbours. */
export interface GraphFigures {
  readonly images: number;
  /** Pairs of images that a link joins, in one direction or both. */
  readonly edges: number;
  /** Parts that no edge joins to each other; an image without neighbours is a part by itself. */
  readonly pieces: number;
  /** Images in the largest part. */
  readonly largestPiece: number;
  /** Images without neighbours. */
  readonly isolated: number;
  /** Neighbours of an image, whichever of the two names the other. */
  readonly degree: { readonly least: number; readonly mean: number; readonly most: number };
  /** Images by degree, in bins of equal width over [from, to]: as many degrees in each. */
  readonly degrees: { readonly from: number; readonly to: number; readonly counts: Float32Array };
}

/** How often links stay within a group, of those whose two images are both in one. */
export interface Homophily {
  /** In [0, 1]. */
  readonly share: number;
  /** What `share` would be if links kept their numbers a group but led anywhere. */
  readonly chance: number;
  /** [groups] of the links that begin in each group; NaN where none does. */
  readonly byGroup: Float32Array;
}

/** Bars of a degree histogram at most. */
const mostBins = 40;

/** Figures of a graph in CSR (the neighbours of i are columns[starts[i]] to columns[starts[i + 1] - 1]), symmetric or not. O(n + links). */
export function graphFigures(starts: Int32Array, columns: Int32Array): GraphFigures {
  const images = starts.length - 1;
  const degrees = degreesOf(starts, columns);
  const pieces = pieceSizes(starts, columns);
  let sum = 0;
  let isolated = 0;
  let least = images === 0 ? 0 : Number.POSITIVE_INFINITY;
  let most = 0;
  for (const degree of degrees) {
    sum += degree;
    if (degree === 0) isolated += 1;
    least = Math.min(least, degree);
    most = Math.max(most, degree);
  }
  const width = Math.ceil((most - least + 1) / mostBins);
  const bins = Math.ceil((most - least + 1) / width);
  const counts = new Float32Array(bins);
  for (const degree of degrees) counts[Math.floor((degree - least) / width)] += 1;
  return {
    images,
    edges: sum / 2,
    pieces: pieces.count,
    largestPiece: pieces.largest,
    isolated,
    degree: { least, mean: images === 0 ? 0 : sum / images, most },
    degrees: { from: least - 0.5, to: least - 0.5 + bins * width, counts },
  };
}

/** How often links join images of one group, `groups` [n] in [0, count) or -1 for none. Null where no link has two images in a group. */
export function homophily(starts: Int32Array, columns: Int32Array, groups: Int32Array, count: number): Homophily | null {
  const from = new Float64Array(count);
  const to = new Float64Array(count);
  const within = new Float64Array(count);
  for (let i = 0; i < groups.length; i++) {
    const group = groups[i];
    if (group < 0) continue;
    for (let e = starts[i]; e < starts[i + 1]; e++) {
      const other = groups[columns[e]];
      if (other < 0) continue;
      from[group] += 1;
      to[other] += 1;
      if (other === group) within[group] += 1;
    }
  }
  const total = from.reduce((sum, links) => sum + links, 0);
  if (total === 0) return null;
  const same = within.reduce((sum, links) => sum + links, 0);
  const chance = from.reduce((sum, links, group) => sum + (links / total) * (to[group] / total), 0);
  return { share: same / total, chance, byGroup: Float32Array.from(within, (links, group) => links / from[group]) };
}

/** [n] how many images each is joined to, counting a pair that names each other once. */
function degreesOf(starts: Int32Array, columns: Int32Array): Int32Array {
  const images = starts.length - 1;
  // The links once more, by the image that they lead to.
  const ends = new Int32Array(images + 1);
  for (const column of columns) ends[column + 1] += 1;
  for (let i = 0; i < images; i++) ends[i + 1] += ends[i];
  const sources = new Int32Array(columns.length);
  const filled = ends.slice(0, images);
  for (let i = 0; i < images; i++) for (let e = starts[i]; e < starts[i + 1]; e++) sources[filled[columns[e]]++] = i;
  const degrees = new Int32Array(images);
  const seenBy = new Int32Array(images).fill(-1);
  for (let i = 0; i < images; i++) {
    // No image is a neighbour of itself.
    seenBy[i] = i;
    const met = meet(i, columns, starts[i], starts[i + 1], seenBy);
    degrees[i] = met + meet(i, sources, ends[i], ends[i + 1], seenBy);
  }
  return degrees;
}

/** How many of others[from] to others[to - 1] image `i` had not met yet. */
function meet(i: number, others: Int32Array, from: number, to: number, seenBy: Int32Array): number {
  let met = 0;
  for (let e = from; e < to; e++) {
    const other = others[e];
    if (seenBy[other] === i) continue;
    seenBy[other] = i;
    met += 1;
  }
  return met;
}

/** How many parts there are whichever way links are followed, and how many images the largest has (union by halving paths). */
function pieceSizes(starts: Int32Array, columns: Int32Array): { readonly count: number; readonly largest: number } {
  const images = starts.length - 1;
  const parent = Int32Array.from({ length: images }, (_, i) => i);
  const rootOf = (image: number): number => {
    let i = image;
    while (parent[i] !== i) {
      parent[i] = parent[parent[i]];
      i = parent[i];
    }
    return i;
  };
  for (let i = 0; i < images; i++)
    for (let e = starts[i]; e < starts[i + 1]; e++) {
      const one = rootOf(i);
      const other = rootOf(columns[e]);
      if (one < other) parent[other] = one;
      else parent[one] = other;
    }
  const sizes = new Int32Array(images);
  let count = 0;
  let largest = 0;
  for (let i = 0; i < images; i++) {
    const root = rootOf(i);
    if (sizes[root] === 0) count += 1;
    sizes[root] += 1;
    largest = Math.max(largest, sizes[root]);
  }
  return { count, largest };
}
