import type { HistogramView } from "../../core/live-view";
import { type Matrix, matrix } from "../../core/matrix";
import type { Figures } from "../method";

/** How alike two images are, from their codes: cosine about the mean code, plain cosine, or the product itself as printed. */
export type Similarity = "centred" | "cosine" | "product";

/** Above the first a pair is positive, below the second negative, between them it counts for nothing. */
export interface PairThresholds {
  /** ζ */
  readonly upper: number;
  /** γ */
  readonly lower: number;
}

/** Images whose pairs are counted at most: 130,816 pairs. */
const sampled = 512;
const bins = 60;

/** Features h [n, d] of which h_i · h_j is the similarity of images i and j. */
export function similarityFeatures({ data, rows, cols }: Matrix, similarity: Similarity): Matrix {
  const features = Float32Array.from(data);
  if (similarity === "product") return matrix(features, rows, cols);
  const mean = new Float64Array(cols);
  if (similarity === "centred") for (let p = 0; p < data.length; p++) mean[p % cols] += data[p] / rows;
  for (let i = 0; i < rows; i++) {
    const row = features.subarray(i * cols, (i + 1) * cols);
    let square = 0;
    for (let c = 0; c < cols; c++) {
      row[c] -= mean[c];
      square += row[c] * row[c];
    }
    if (square === 0) continue;
    const scale = 1 / Math.sqrt(square);
    for (let c = 0; c < cols; c++) row[c] *= scale;
  }
  return matrix(features, rows, cols);
}

/** Similarities of all pairs of some images, spread evenly over the dataset: the same images every time. */
export function sampledSimilarities({ data, rows, cols }: Matrix): Float32Array {
  const m = Math.min(sampled, rows);
  const places = Int32Array.from({ length: m }, (_, i) => Math.floor(((i + 0.5) * rows) / m) * cols);
  const found = new Float32Array((m * (m - 1)) / 2);
  let filled = 0;
  for (let i = 1; i < m; i++) {
    for (let j = 0; j < i; j++) {
      let sum = 0;
      for (let c = 0; c < cols; c++) sum += data[places[i] + c] * data[places[j] + c];
      found[filled++] = sum;
    }
  }
  return found;
}

/** Shares of the pairs that are positive, negative, and neither. */
export function pairShares(similarities: Float32Array, { upper, lower }: PairThresholds): Figures {
  const all = Math.max(1, similarities.length);
  let positive = 0;
  let negative = 0;
  for (const value of similarities) {
    if (value >= upper) positive += 1;
    else if (value <= lower) negative += 1;
  }
  return {
    positivePairs: positive / all,
    ambiguousPairs: (similarities.length - positive - negative) / all,
    negativePairs: negative / all,
  };
}

/** How many of the sampled pairs have which similarity, with the ambiguous zone between the two thresholds. */
export function pairSimilarityView(
  similarities: Float32Array,
  { upper, lower }: PairThresholds,
  similarity: Similarity,
): HistogramView {
  // Cosines lie in [-1, 1]; a product may lie anywhere.
  let from = -1;
  let to = 1;
  if (similarity === "product")
    for (const value of similarities) {
      from = Math.min(from, value);
      to = Math.max(to, value);
    }
  const counts = new Float32Array(bins);
  for (const value of similarities) {
    const bin = Math.floor(((value - from) / (to - from)) * bins);
    counts[Math.min(bins - 1, Math.max(0, bin))] += 1;
  }
  return {
    kind: "histogram",
    id: "pair-similarity",
    title: "How alike pairs of images are",
    help: "Pairs right of ζ are drawn together, pairs left of γ are pushed apart, and those between are left alone for now. The clearer the clusters, the more pairs are right of ζ and the emptier is the zone between. Nearly all pairs right of ζ means that the codes have shrunk to a point.",
    xTitle: similarity === "product" ? "Product of codes" : "Cosine of codes",
    yTitle: "Pairs of sampled images",
    from,
    to,
    counts,
    marks: [
      { title: "γ", value: lower },
      { title: "ζ", value: upper },
    ],
  };
}

/** The same of what the head answers, soft assignments q [n, k]: similarities of their sampled pairs. */
export function answerSimilarityView(similarities: Float32Array, thresholds: PairThresholds): HistogramView {
  return {
    ...pairSimilarityView(similarities, thresholds, "cosine"),
    id: "answer-similarity",
    title: "How alike the head's answers are",
    help: "The same pairs by what the head says of them. A head that is sure leaves the zone between the two marks nearly empty: a pair is in one cluster or in two. Pairs that stay between are pictures that the head can't place.",
    xTitle: "Cosine of soft assignments",
  };
}
