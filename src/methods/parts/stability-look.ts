import type { HistogramView, PairsView } from "../../core/live-view";
import type { Matrix } from "../../core/matrix";
import type { Column } from "../../core/saved-state";

/** s_i of each image from q [n, k], as losses/sample-stability.ts, for whole datasets: [n] */
export function stabilityOf(q: Matrix, threshold: number, lambda: number): Float32Array {
  const { rows: n, cols: k } = q;
  const stability = new Float32Array(n);
  for (let i = 0; i < n; i++) {
    let sum = 0;
    let squares = 0;
    for (let j = 0; j < k; j++) {
      const value = q.data[i * k + j];
      const certain = value < threshold ? (threshold - value) / threshold : (value - threshold) / (1 - threshold);
      sum += certain;
      squares += certain * certain;
    }
    const mean = sum / k;
    stability[i] = mean - lambda * Math.max(0, squares / k - mean * mean);
  }
  return stability;
}

/** How far each image's assignment agrees with its neighbour's, 1 − ½ Σ_j |q_ij − q_n(i)j|: [n] in [0, 1] */
export function agreementOf(q: Matrix, neighbourOf: (i: number) => number): Float32Array {
  const { rows: n, cols: k } = q;
  const agreement = new Float32Array(n);
  for (let i = 0; i < n; i++) {
    const other = neighbourOf(i) * k;
    let apart = 0;
    for (let j = 0; j < k; j++) apart += Math.abs(q.data[i * k + j] - q.data[other + j]);
    agreement[i] = Math.min(1, Math.max(0, 1 - apart / 2));
  }
  return agreement;
}

export const stabilityColumn = (values: Float32Array): Column => ({
  id: "stability",
  title: "Stability",
  help: "How clearly the image belongs to one cluster and to no other; near 1 is best, low values lie between clusters.",
  values,
});

export const agreementColumn = (values: Float32Array): Column => ({
  id: "agreement",
  title: "Agreement with neighbour",
  help: "How alike the image and its nearest neighbour are assigned: 1 is alike, 0 is to different clusters for certain.",
  values,
});

const bins = 50;

/** All entries of q, with the threshold between them. */
export function assignmentsView(q: Matrix, threshold: number, otsu: boolean): HistogramView {
  const counts = new Float32Array(bins);
  for (const value of q.data) counts[Math.min(bins - 1, Math.floor(value * bins))] += 1;
  return {
    kind: "histogram",
    id: "assignments",
    title: "Soft assignments",
    help: "How many of all assignments of an image to a cluster have which strength. Training empties the middle. The threshold t is found on training pictures, moved as these are; one that falls towards 0 says that one cluster is swallowing all others.",
    xTitle: "Assignment q",
    yTitle: "Pairs of image and cluster",
    from: 0,
    to: 1,
    counts,
    marks: [
      { title: otsu ? "Otsu's t" : "t", value: threshold },
      { title: "1/k, all alike", value: 1 / q.cols },
    ],
  };
}

const shownPairs = 24;

/** Some images and their nearest neighbours, from those that agree least to those that agree most. */
export function neighboursView(agreement: Float32Array, neighbourOf: (i: number) => number): PairsView {
  const order = Int32Array.from(agreement.keys()).sort((a, b) => agreement[a] - agreement[b] || a - b);
  const m = Math.min(shownPairs, order.length);
  const shown = Int32Array.from({ length: m }, (_, p) => order[m === 1 ? 0 : Math.round((p * (order.length - 1)) / (m - 1))]);
  return {
    kind: "pairs",
    id: "neighbours",
    title: "Neighbours and how they agree",
    help: "Images beside their nearest neighbours, from the pair that agrees least to the one that agrees most. Pairs of different kinds that agree are what misleads this method.",
    pairs: Int32Array.from({ length: 2 * m }, (_, p) => (p % 2 === 0 ? shown[p >> 1] : neighbourOf(shown[p >> 1]))),
    agreement: Float32Array.from(shown, (i) => agreement[i]),
    agreementHelp: "1 where both are assigned alike, 0 where each is certain of another cluster.",
    meanAgreement: mean(agreement),
  };
}

export function mean(values: Float32Array): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}
