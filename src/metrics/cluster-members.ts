/** Images by cluster: those of cluster c are rows[starts[c]] to rows[starts[c + 1] - 1]. */
export interface ClusterMembers {
  /** [images that are in a cluster], cluster after cluster, each in rising order. */
  readonly rows: Int32Array;
  /** [clusters + 1] */
  readonly starts: Int32Array;
}

/** Members of every cluster with an image, in the order of first sight. Noise (negative labels) is left out. */
export function clusterMembers(labels: Int32Array): ClusterMembers {
  const codeOf = new Map<number, number>();
  const sizes: number[] = [];
  for (const label of labels) {
    if (label < 0) continue;
    const code = codeOf.get(label) ?? sizes.length;
    codeOf.set(label, code);
    sizes[code] = (sizes[code] ?? 0) + 1;
  }
  const starts = new Int32Array(sizes.length + 1);
  sizes.forEach((size, code) => {
    starts[code + 1] = starts[code] + size;
  });
  const rows = new Int32Array(starts[sizes.length]);
  const next = starts.slice();
  labels.forEach((label, row) => {
    const code = codeOf.get(label);
    if (code !== undefined) rows[next[code]++] = row;
  });
  return { rows, starts };
}

/** Some members of each cluster. */
export interface MemberSample extends ClusterMembers {
  /** [clusters] Members that one of the sample stands for. */
  readonly weights: Float64Array;
}

/**
 * The first of `shuffled` (a random order of the places in `members.rows`), `most` at most, or all. Every cluster gives its share,
 * and two at least, so that none is lost and everyone has a companion; where there are too many clusters for that, images are drawn
 * whatever their cluster, and some clusters may be missing.
 */
export function sampleMembers(members: ClusterMembers, most: number, shuffled: Int32Array): MemberSample {
  const { rows, starts } = members;
  const clusters = starts.length - 1;
  if (rows.length <= most) return { ...members, weights: new Float64Array(clusters).fill(1) };
  const sizes = Int32Array.from({ length: clusters }, (_, cluster) => starts[cluster + 1] - starts[cluster]);
  const quotas = quotasOf(sizes, most);
  const clusterAt = new Int32Array(rows.length);
  for (let cluster = 0; cluster < clusters; cluster++) clusterAt.fill(cluster, starts[cluster], starts[cluster + 1]);

  const taken = new Int32Array(clusters);
  const drawn: number[] = [];
  for (const place of shuffled) {
    if (drawn.length === most) break;
    const cluster = clusterAt[place];
    if (taken[cluster] === quotas[cluster]) continue;
    taken[cluster]++;
    drawn.push(place);
  }
  const places = Int32Array.from(drawn).sort();
  const present = [...taken.keys()].filter((cluster) => taken[cluster] > 0);
  const sampleStarts = new Int32Array(present.length + 1);
  present.forEach((cluster, at) => {
    sampleStarts[at + 1] = sampleStarts[at] + taken[cluster];
  });
  return {
    rows: places.map((place) => rows[place]),
    starts: sampleStarts,
    weights: Float64Array.from(present, (cluster) => sizes[cluster] / taken[cluster]),
  };
}

/** How many each cluster may give: two (or its only one) and a share of the rest; without limit where not even that fits. */
function quotasOf(sizes: Int32Array, most: number): Int32Array {
  const sure = sizes.map((size) => Math.min(2, size));
  const held = sure.reduce((sum, count) => sum + count, 0);
  if (held > most) return sizes;
  const share = (most - held) / (sizes.reduce((sum, size) => sum + size, 0) - held);
  return sure.map((count, cluster) => count + Math.floor((sizes[cluster] - count) * share));
}
