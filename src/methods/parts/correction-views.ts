import type { HistogramView, LiveView, MatrixView } from "../../core/live-view";
import type { Matrix } from "../../core/matrix";
import type { Column } from "../../core/saved-state";
import type { SetCorrection } from "./set-corrector";
import { changedShare, hardAssignment } from "./target-distribution";
import { entropiesOf } from "./uncertain-predictions";

const bins = 40;
/** Images whose predictions are shown one by one. */
const shownImages = 24;

/** Cheap figures of a correction of q [n, k]: how uncertain predictions are, and what share of the images changed cluster by it. */
export function correctionFacts(q: Matrix, { q: corrected, entropies, split }: SetCorrection): Record<string, number> {
  const uncertainty = entropies.reduce((sum, h) => sum + h, 0) / Math.max(1, entropies.length);
  if (!split) return { uncertainty };
  return { uncertainty, correctedClusters: changedShare(hardAssignment(q).labels, hardAssignment(corrected).labels) };
}

/** How uncertain each image is and, where predictions are corrected, the likeliest cluster of those that are. */
export function correctionColumns({ q, entropies, split }: SetCorrection): Column[] {
  const uncertainty: Column = {
    id: "uncertainty",
    title: "Uncertainty",
    help: "How far the image's prediction wavers between its likeliest clusters: 0 is sure of one, 1 cannot tell.",
    values: entropies,
  };
  if (!split) return [uncertainty];
  const { labels } = hardAssignment(q);
  const values = new Float32Array(q.rows).fill(Number.NaN);
  for (const i of split.uncertain) values[i] = labels[i];
  const help =
    "Number of the image's likeliest cluster after the correction; confident images, which it leaves alone, have none.";
  return [uncertainty, { id: "correctedCluster", title: "Corrected cluster", help, values, kind: "cluster" }];
}

/**
 * What a correction of q [n, k] did: entropies before and after, the predictions that wavered most, and clusters before and after. `one`
 * of the k is called so: a cluster, or what else predictions are of.
 */
export function correctionViews(q: Matrix, correction: SetCorrection, top: number, one = "cluster"): LiveView[] {
  const { entropies, split } = correction;
  const heap = "A heap at 1 says that the model knows nothing yet.";
  if (!split) return [entropyView("uncertainty", "Uncertainty", entropies, one, heap)];
  const views: LiveView[] = [
    {
      ...entropyView(
        "uncertainty",
        "Uncertainty before the correction",
        entropies,
        one,
        `${heap} From the mark on they are corrected.`,
      ),
      marks: [{ title: "corrected from here", value: split.threshold }],
    },
    entropyView(
      "uncertainty-after",
      "Uncertainty after the correction",
      entropiesOf(correction.q, top),
      one,
      "The uncertain ones have been corrected, the others are as before. A heap at 1 here is of those that the correction could not decide, and no sign that the model knows nothing.",
    ),
  ];
  if (split.uncertain.length === 0) return views;
  return [
    ...views,
    predictionsView(q, correction.q, entropies, split.uncertain, one),
    clustersView(q, correction.q, split.uncertain, one),
  ];
}

/** Entropies [n] of predictions of `one` of several, as a histogram; `reading` ends its help. */
function entropyView(id: string, title: string, entropies: Float32Array, one: string, reading: string): HistogramView {
  const counts = new Float32Array(bins);
  for (const h of entropies) counts[Math.min(bins - 1, Math.floor(h * bins))] += 1;
  return {
    kind: "histogram",
    id,
    title,
    help: `How many predictions are how uncertain, by the entropy of their likeliest ${one}s: 0 is sure of one, 1 cannot tell. ${reading}`,
    xTitle: "Entropy",
    yTitle: "Images",
    from: 0,
    to: 1,
    counts,
    marks: [],
  };
}

/** The most uncertain predictions, a row each: k probabilities before, an empty column, k after. */
function predictionsView(before: Matrix, after: Matrix, entropies: Float32Array, uncertain: Int32Array, one: string): MatrixView {
  const k = before.cols;
  const shown = uncertain
    .slice()
    .sort((a, b) => entropies[b] - entropies[a] || a - b)
    .subarray(0, shownImages);
  const cols = 2 * k + 1;
  const values = new Float32Array(shown.length * cols).fill(Number.NaN);
  for (const [row, i] of shown.entries()) {
    values.set(before.data.subarray(i * k, (i + 1) * k), row * cols);
    values.set(after.data.subarray(i * k, (i + 1) * k), row * cols + k + 1);
  }
  return {
    kind: "matrix",
    id: "uncertain-predictions",
    title: "Most uncertain predictions",
    help: `The pictures that waver most, a row each: to the left how likely each ${one} was, to the right what the correction made of it. A right half with one dark column says that all are thrown into one ${one}.`,
    rows: shown.length,
    cols,
    values,
    from: 0,
    to: 1,
    xTitle: `${one}s before, then after`,
    yTitle: "Images",
  };
}

/** Uncertain images by their clusters before (rows) and after (columns): [k, k]. */
function clustersView(before: Matrix, after: Matrix, uncertain: Int32Array, one: string): MatrixView {
  const k = before.cols;
  const values = new Float32Array(k * k);
  const [from, to] = [hardAssignment(before).labels, hardAssignment(after).labels];
  for (const i of uncertain) values[from[i] * k + to[i]] += 1;
  return {
    kind: "matrix",
    id: "corrected-clusters",
    title: "Before and after the correction",
    help: `Uncertain pictures by the likeliest ${one} before the correction, a row each, and after it, a column each. On the diagonal are those that stay; a dark column beside it is a ${one} that takes from others.`,
    rows: k,
    cols: k,
    values,
    from: 0,
    to: Math.max(1, ...values),
    xTitle: `${one} after`,
    yTitle: "Before",
  };
}
