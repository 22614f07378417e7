import { allExemplars } from "../core/all-exemplars";
import type { Matrix } from "../core/matrix";
import type { Snapshot } from "../core/saved-state";
import type { ClusterSummary } from "./protocol";

const exemplarCount = 24;
const borderlineCount = 24;
const outlierCount = 12;
/** Multiplications a summary may take: it is made for every frame. */
const budget = 5e6;

/**
 * One summary a cluster of `snapshot.labels` (null gives none). Exemplars and outliers are nearest to and farthest from
 * the cluster's mean code. Borderline images are those of least confidence; without confidence, those whose distance to
 * their own mean is the greatest part of the distance to the nearest other mean. Ties go to the lowest index; images
 * of label -1 are in no cluster.
 *
 * Distances of long codes (pixels) are taken over evenly spread coordinates, as many as fit 5 million multiplications:
 * 250 of 3,072 at n = 10,000; all of d = 10.
 */
export function summariseClusters(
  snapshot: Pick<Snapshot, "codes" | "labels" | "confidence">,
  clusters: number,
  truth: { readonly codes: Int32Array; readonly names: readonly string[] } | null,
): ClusterSummary[] {
  const { codes, labels, confidence } = snapshot;
  if (labels === null) return [];
  const members = membersOf(labels, clusters);
  const others = confidence === null && clusters > 1;
  const short = sampledColumns(codes, Math.floor(budget / (codes.rows * (others ? clusters + 1 : 2))));
  const means = meansOf(short, members);
  const distance = new Float64Array(codes.rows);
  const doubt = new Float64Array(codes.rows);
  members.forEach((indices, cluster) => {
    for (const i of indices) {
      distance[i] = orFar(squaredTo(short, i, means, cluster));
      if (confidence) doubt[i] = orFar(1 - confidence[i]);
      else if (others) doubt[i] = orFar(distance[i] / nearestOther(short, i, means, cluster, members));
      else doubt[i] = distance[i];
    }
  });
  return members.map((indices, cluster) => {
    const size = indices.length;
    const few = size <= allExemplars;
    // Of more at most half, so that none is clear and far away at once.
    const exemplars = leastOf(indices, distance, 1, few ? size : Math.min(exemplarCount, Math.ceil(size / 2)));
    const clearest = new Set(exemplars);
    const rest = few ? indices : indices.filter((i) => !clearest.has(i));
    return {
      cluster,
      size,
      exemplars,
      borderline: leastOf(rest, doubt, -1, borderlineCount),
      outliers: leastOf(rest, distance, -1, outlierCount),
      majority: truth && majorityOf(indices, truth),
    };
  });
}

/** NaN sorts nowhere; a code that is not a number is as far as can be. */
function orFar(value: number): number {
  return Number.isNaN(value) ? Number.POSITIVE_INFINITY : value;
}

/** Images of each cluster, ascending. */
function membersOf(labels: Int32Array, clusters: number): Int32Array[] {
  const counts = new Int32Array(clusters);
  for (const label of labels) if (label >= 0 && label < clusters) counts[label]++;
  const members = Array.from(counts, (count) => new Int32Array(count));
  counts.fill(0);
  for (let i = 0; i < labels.length; i++) {
    const label = labels[i];
    if (label >= 0 && label < clusters) members[label][counts[label]++] = i;
  }
  return members;
}

/** `codes` with at most `most` (but at least 8) of their columns, each from a place of its own in an equal share of them. */
function sampledColumns(codes: Matrix, most: number): Matrix {
  const { rows, cols, data } = codes;
  const kept = Math.max(8, most);
  if (cols <= kept) return codes;
  // The place within the share shifts from share to share, so that interleaved channels are all met.
  const columns = Array.from({ length: kept }, (_, c) => {
    const from = Math.floor((c * cols) / kept);
    return from + (c % (Math.floor(((c + 1) * cols) / kept) - from));
  });
  const out = new Float32Array(rows * kept);
  for (let i = 0; i < rows; i++) for (let c = 0; c < kept; c++) out[i * kept + c] = data[i * cols + columns[c]];
  return { data: out, rows, cols: kept };
}

/** Mean code of each cluster [k, d]; 0 for empty ones. */
function meansOf(codes: Matrix, members: readonly Int32Array[]): Float64Array {
  const { cols: d, data } = codes;
  const means = new Float64Array(members.length * d);
  members.forEach((indices, cluster) => {
    for (const i of indices) for (let j = 0; j < d; j++) means[cluster * d + j] += data[i * d + j];
    for (let j = 0; j < d; j++) means[cluster * d + j] /= Math.max(1, indices.length);
  });
  return means;
}

function squaredTo(codes: Matrix, i: number, means: Float64Array, cluster: number): number {
  let sum = 0;
  const { data, cols: d } = codes;
  for (let p = i * d, q = cluster * d, end = p + d; p < end; p++, q++) {
    const difference = data[p] - means[q];
    sum += difference * difference;
  }
  return sum;
}

/** Least squared distance of image `i` to the mean of a cluster that has images and is not its own. */
function nearestOther(codes: Matrix, i: number, means: Float64Array, own: number, members: readonly Int32Array[]): number {
  let least = Number.POSITIVE_INFINITY;
  for (let cluster = 0; cluster < members.length; cluster++) {
    if (cluster === own || members[cluster].length === 0) continue;
    least = Math.min(least, squaredTo(codes, i, means, cluster));
  }
  return least;
}

/** The `count` of `indices` (ascending) whose key times `sign` is least, in that order; ties by index. */
function leastOf(indices: Int32Array, keys: Float64Array, sign: 1 | -1, count: number): number[] {
  const found: number[] = [];
  for (const i of indices) {
    const key = sign * keys[i];
    if (found.length === count && key >= sign * keys[found[count - 1]]) continue;
    if (found.length === count) found.pop();
    let at = found.length;
    while (at > 0 && sign * keys[found[at - 1]] > key) at--;
    found.splice(at, 0, i);
  }
  return found;
}

/** The commonest label and its share of the labelled images; null where none is labelled. */
function majorityOf(
  indices: Int32Array,
  truth: { readonly codes: Int32Array; readonly names: readonly string[] },
): ClusterSummary["majority"] {
  const counts = new Int32Array(truth.names.length);
  let labelled = 0;
  for (const i of indices) {
    const code = truth.codes[i];
    if (code < 0 || code >= counts.length) continue;
    counts[code]++;
    labelled++;
  }
  if (labelled === 0) return null;
  const code = counts.indexOf(counts.reduce((most, count) => Math.max(most, count), 0));
  return { name: truth.names[code], share: counts[code] / labelled };
}
