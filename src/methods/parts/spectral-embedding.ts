import type { Rng } from "../../core/rng";
import type { GiveWay } from "../../core/turns";
import { largestEigenpairs } from "../../numerics/lanczos";
import { connectedComponents, multiply, rowSums, type SparseMatrix, scaled } from "../../numerics/sparse-matrix";
import { fixSign, norm, scale } from "../../numerics/vectors";

export interface SpectralEmbedding {
  /** [dimensions] eigenvalues of D^-1/2 W D^-1/2, greatest first: 1 for every piece of the graph. */
  readonly eigenvalues: Float64Array;
  /** [n, dimensions] row-major: D^-1/2 times the unit eigenvectors. */
  readonly coordinates: Float64Array;
  /** Pieces that no edge joins. */
  readonly pieces: number;
}

/**
 * The solutions of W y = λ D y of the greatest λ for a symmetric graph W without loops: the relaxed normalised cut (Shi & Malik 2000,
 * eq. 6-11), scaled and signed as scikit-learn's spectral_embedding(norm_laplacian=True, drop_first=False) does. Of each vector the
 * entry of greatest magnitude is positive.
 *
 * λ = 1 belongs to the pieces of the graph, one vector each, which are written down and not searched for; where there are more
 * pieces than dimensions, the heaviest have one. A point without edges is a piece of its own, with a degree of 1.
 */
export async function spectralEmbedding(
  graph: SparseMatrix,
  dimensions: number,
  options: { readonly rng: Rng; readonly giveWay?: GiveWay },
): Promise<SpectralEmbedding> {
  const n = graph.rows;
  const roots = rowSums(graph).map((degree) => (degree > 0 ? Math.sqrt(degree) : 1));
  const inverse = roots.map((root) => 1 / root);
  const { count: pieces, vectors: known } = pieceVectors(graph, roots, dimensions);
  const wanted = dimensions - known.length;
  await options.giveWay?.();
  const normalised = scaled(graph, inverse, inverse);
  const found =
    wanted > 0
      ? await largestEigenpairs((x, out) => multiply(normalised, x, out), n, wanted, { ...options, deflate: known })
      : null;
  const coordinates = new Float64Array(n * dimensions);
  const eigenvalues = new Float64Array(dimensions).fill(1, 0, known.length);
  if (found) eigenvalues.set(found.values, known.length);
  for (let c = 0; c < dimensions; c++) {
    const vector = known[c] ?? found?.vectors.slice((c - known.length) * n, (c - known.length + 1) * n);
    for (let i = 0; i < n; i++) vector[i] *= inverse[i];
    fixSign(vector);
    for (let i = 0; i < n; i++) coordinates[i * dimensions + c] = vector[i];
  }
  return { eigenvalues, coordinates, pieces };
}

/** Unit vectors D^1/2 1_piece of the heaviest pieces, `most` at most, the heaviest first. */
function pieceVectors(graph: SparseMatrix, roots: Float64Array, most: number): { count: number; vectors: Float64Array[] } {
  const { count, labels } = connectedComponents(graph);
  const weights = new Float64Array(count);
  for (let i = 0; i < graph.rows; i++) weights[labels[i]] += roots[i] * roots[i];
  const heaviest = Array.from(weights.keys()).sort((a, b) => weights[b] - weights[a] || a - b);
  const vectors = heaviest.slice(0, most).map((piece) => {
    const vector = roots.map((root, i) => (labels[i] === piece ? root : 0));
    scale(vector, 1 / norm(vector));
    return vector;
  });
  return { count, vectors };
}
