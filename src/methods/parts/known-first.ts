/**
 * A partition `labels` [n] in [0, k) renumbered so that cluster j is known class j, with the images whose class is `known` [n] (-1
 * where it isn't) moved to it. Each class takes the cluster that holds most of its images of those not taken yet, the class with the
 * largest such number first; what clusters are left keep their order. There are at most k known classes.
 */
export function knownFirst(labels: Int32Array, known: Int32Array, k: number): Int32Array {
  const classes = known.reduce((most, label) => Math.max(most, label + 1), 0);
  const overlaps = Array.from({ length: k * classes }, (_, at) => ({
    cluster: Math.floor(at / classes),
    label: at % classes,
    count: 0,
  }));
  for (const [i, label] of known.entries()) if (label >= 0) overlaps[labels[i] * classes + label].count += 1;
  const place = new Int32Array(k).fill(-1);
  const taken = new Set<number>();
  for (const { cluster, label } of overlaps.sort((a, b) => b.count - a.count)) {
    if (place[cluster] >= 0 || taken.has(label)) continue;
    place[cluster] = label;
    taken.add(label);
  }
  let next = classes;
  for (let cluster = 0; cluster < k; cluster++) if (place[cluster] < 0) place[cluster] = next++;
  return labels.map((cluster, i) => (known[i] >= 0 ? known[i] : place[cluster]));
}
