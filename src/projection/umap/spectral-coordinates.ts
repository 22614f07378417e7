import { type Matrix, matrix } from "../../core/matrix";
import type { Rng } from "../../core/rng";
import { largestEigenpairs } from "../../numerics/lanczos";
import { connectedComponents, multiply, rowSums, type SparseMatrix, scaled } from "../../numerics/sparse-matrix";
import type { WorkPace } from "./work-pace";

/** Positions only start from here, so that a rough eigenvector serves as well as a sharp one. */
const tolerance = 1e-4;
const mostMultiplications = 3000;

/**
 * [n, dimensions] the eigenvectors of the graph's normalised Laplacian that belong to its least eigenvalues, without the first, which is
 * known; or null where the graph falls into pieces, has too few points or its spectrum does not settle.
 */
export async function spectralCoordinates(
  graph: SparseMatrix,
  dimensions: number,
  rng: Rng,
  pace: WorkPace,
): Promise<Matrix | null> {
  const n = graph.rows;
  if (n <= dimensions + 1 || connectedComponents(graph).count > 1) return null;
  await pace.turn();
  const degrees = rowSums(graph);
  const roots = degrees.map(Math.sqrt);
  const inverse = roots.map((root) => 1 / root);
  const length = Math.sqrt(degrees.reduce((sum, degree) => sum + degree, 0));
  await pace.turn();
  const normalised = scaled(graph, inverse, inverse);
  const giveWay = () => pace.turn();
  const pairs = await largestEigenpairs((x, out) => multiply(normalised, x, out), n, dimensions, {
    rng: rng.fork("spectral start"),
    tolerance,
    mostMultiplications,
    deflate: [roots.map((root) => root / length)],
    giveWay,
  }).catch(async () => {
    // Throws in its turn if that was an abort and no failure to settle.
    await giveWay();
    return null;
  });
  if (pairs === null) return null;
  const { vectors } = pairs;
  const coordinates = new Float32Array(n * dimensions);
  for (let i = 0; i < n; i++) for (let c = 0; c < dimensions; c++) coordinates[i * dimensions + c] = vectors[c * n + i];
  return matrix(coordinates, n, dimensions);
}
