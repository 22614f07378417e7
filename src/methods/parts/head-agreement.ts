import type { HistogramView, PairsView } from "../../core/live-view";
import type { Matrix } from "../../core/matrix";
import type { Column } from "../../core/saved-state";
import type { SparseMatrix } from "../../numerics/sparse-matrix";

const bins = 40;
const shownPairs = 24;

/** What two soft assignments of one thing share: Σ_j min(a_rj, b_sj), 1 where they are alike and 0 where nothing is shared. */
function overlap(a: Matrix, r: number, b: Matrix, s: number): number {
  let sum = 0;
  for (let j = 0; j < a.cols; j++) sum += Math.min(a.data[r * a.cols + j], b.data[s * b.cols + j]);
  return Math.min(1, sum);
}

/** What the two heads of a method share about each image, from Q and Z [n, k]: [n] in [0, 1] */
export function headAgreement(q: Matrix, z: Matrix): Float32Array {
  return Float32Array.from({ length: q.rows }, (_, i) => overlap(q, i, z, i));
}

/** KL(P‖Z) of p and z [n, k] over a whole set: mean over the images of Σ_j p log(p / z), z kept above 1e-7. */
export function divergence(p: Matrix, z: Matrix): number {
  let sum = 0;
  for (const [at, share] of p.data.entries()) if (share > 0) sum += share * Math.log(share / Math.max(z.data[at], 1e-7));
  return p.rows === 0 ? 0 : sum / p.rows;
}

export function headAgreementColumn(values: Float32Array): Column {
  return {
    id: "headAgreement",
    title: "Agreement of the two networks",
    help: "What the assignment by centres and the one by the graph share: 1 where they are alike, 0 where they differ for certain.",
    values,
  };
}

export function headAgreementView(values: Float32Array): HistogramView {
  const counts = new Float32Array(bins);
  for (const value of values) counts[Math.min(bins - 1, Math.floor(value * bins))] += 1;
  return {
    kind: "histogram",
    id: "head-agreement",
    title: "Agreement of the two networks",
    help: "How alike the assignment by centres, Q, and the one by the graph network, Z, are for each image. At first they have little in common; where they still differ late, image and neighbours tell different stories.",
    xTitle: "Shared part of Q and Z",
    yTitle: "Images",
    from: 0,
    to: 1,
    counts,
    marks: [{ title: "mean", value: mean(values) }],
  };
}

/** Some edges of `graph` and what `z` [n, k] says at both ends, from those that agree least to those that agree most. */
export function edgesView(graph: SparseMatrix, z: Matrix): PairsView {
  const { edges, agreement } = edgeAgreement(graph, z);
  const order = Int32Array.from(agreement.keys()).sort((a, b) => agreement[a] - agreement[b] || a - b);
  const m = Math.min(shownPairs, order.length);
  const shown = Int32Array.from({ length: m }, (_, p) => order[m === 1 ? 0 : Math.round((p * (order.length - 1)) / (m - 1))]);
  return {
    kind: "pairs",
    id: "edges",
    title: "Neighbours and how they agree",
    help: "Images that the graph joins, from those that are assigned most differently to those most alike. Edges between two kinds whose ends agree are what misleads the graph network.",
    pairs: Int32Array.from({ length: 2 * m }, (_, p) => edges[2 * shown[p >> 1] + (p % 2)]),
    agreement: Float32Array.from(shown, (e) => agreement[e]),
    agreementHelp: "1 where both ends are assigned alike, 0 where each is certain of another cluster.",
    meanAgreement: agreement.length > 0 ? mean(agreement) : null,
  };
}

/** Each edge once, its ends one after the other, and what they share. */
function edgeAgreement(graph: SparseMatrix, z: Matrix): { readonly edges: number[]; readonly agreement: Float32Array } {
  const edges: number[] = [];
  for (let i = 0; i < graph.rows; i++)
    for (let e = graph.starts[i]; e < graph.starts[i + 1]; e++) if (graph.columns[e] > i) edges.push(i, graph.columns[e]);
  const agreement = Float32Array.from({ length: edges.length / 2 }, (_, e) => overlap(z, edges[2 * e], z, edges[2 * e + 1]));
  return { edges, agreement };
}

export function mean(values: Float32Array): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}
