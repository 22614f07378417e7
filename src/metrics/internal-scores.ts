import type { Matrix } from "../core/matrix";
import type { Rng } from "../core/rng";
import type { ScoreDescription } from "../core/score-description";
import { abortablePace, type Turns } from "./abortable-pace";
import { clusterMembers, sampleMembers } from "./cluster-members";
import { clusterSpread } from "./cluster-spread";
import { meanSilhouette } from "./silhouette";

/** Scores without labels, of one partition in one space. NaN where there are fewer than two clusters. Noise is left out. */
export interface InternalScores {
  /** In [-1, 1], higher is better. */
  readonly silhouette: number;
  /** From 0, lower is better. */
  readonly daviesBouldin: number;
  /** From 0, higher is better. */
  readonly calinskiHarabasz: number;
  /** Images that the silhouette was taken over, where not all. */
  readonly sampled: number | null;
}

export const internalScoreDescriptions: readonly ScoreDescription[] = [
  {
    id: "silhouette",
    name: "Silhouette",
    title: "Silhouette",
    group: "shape",
    headline: true,
    range: [-1, 1],
    better: "higher",
    summary:
      "Whether images lie nearer to their own cluster than to the next one: 1 is well apart, 0 is on the border, below 0 most are nearer to another one.",
    formula:
      "For each image: mean distance to the nearest other cluster minus that to its own, over the larger of both; then the mean.",
  },
  {
    id: "daviesBouldin",
    name: "Davies–Bouldin",
    title: "Davies–Bouldin index",
    group: "shape",
    headline: false,
    range: [0, Number.POSITIVE_INFINITY],
    better: "lower",
    summary:
      "How wide clusters are, measured by the distance to the cluster they are most easily confused with. Lower is better.",
    formula: "For each cluster the worst ratio of two clusters' widths to the distance of their centres; then the mean.",
  },
  {
    id: "calinskiHarabasz",
    name: "Calinski–Harabasz",
    title: "Calinski–Harabasz index",
    group: "shape",
    headline: false,
    range: [0, Number.POSITIVE_INFINITY],
    better: "higher",
    summary: "How much more clusters differ from each other than images within them. Compare it within one space only.",
    formula: "Variance between clusters over variance within them, each by its degrees of freedom (an F ratio).",
  },
];

export interface InternalScoreOptions extends Turns {
  readonly rng: Rng;
  /** Images of the silhouette at most; 5,000 where left out. */
  readonly most?: number;
}

/**
 * Silhouette, Davies-Bouldin and Calinski-Harabasz of `labels` [n] over the rows of `codes` [n, d], as scikit-learn has them (Euclidean
 * distances, double precision). Images with a negative label (noise) are left out, as if they were not there. NaN with fewer than
 * two clusters, or with every image alone in its own, for which scikit-learn raises an error.
 *
 * Beyond `most` images the silhouette is that of a seeded sample among itself, in which every cluster has its share and at least two
 * images, each counted for as many as it stands for; `sampled` says how many. The other two are of all images. Gives the thread up
 * after some 5 ms of work each time. Throws a RangeError where lengths differ, and the signal's reason once that is aborted.
 */
export async function internalScores(
  codes: Matrix,
  labels: Int32Array,
  { rng, most = 5000, ...turns }: InternalScoreOptions,
): Promise<InternalScores> {
  if (labels.length !== codes.rows)
    throw new RangeError(`internal scores: there are ${codes.rows} codes, but ${labels.length} labels.`);
  turns.signal?.throwIfAborted();
  const pace = abortablePace(turns);
  const members = clusterMembers(labels);
  const clusters = members.starts.length - 1;
  const count = members.rows.length;
  if (clusters < 2 || clusters === count)
    return { silhouette: Number.NaN, daviesBouldin: Number.NaN, calinskiHarabasz: Number.NaN, sampled: null };
  const sample = sampleMembers(members, Math.max(4, most), rng.fork("silhouette").permutation(count));
  const spread = await clusterSpread(codes, members, pace);
  return {
    silhouette: await meanSilhouette(codes, sample, pace),
    ...spread,
    sampled: sample.rows.length < count ? sample.rows.length : null,
  };
}
