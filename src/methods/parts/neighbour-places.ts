import { type Matrix, matrix } from "../../core/matrix";
import type { NearestNeighbours } from "../../nn/nearest-neighbours";

/** Where the neighbours of each image lie on average: places [n, k] → [n, k]; an image without neighbours stays where it is. */
export function neighbourPlaces(places: Matrix, { k: degree, indices }: NearestNeighbours): Matrix {
  const { rows, cols, data } = places;
  if (degree === 0) return places;
  const means = new Float32Array(rows * cols);
  for (let i = 0; i < rows; i++) {
    for (let e = i * degree; e < (i + 1) * degree; e++)
      for (let c = 0; c < cols; c++) means[i * cols + c] += data[indices[e] * cols + c] / degree;
  }
  return matrix(means, rows, cols);
}
