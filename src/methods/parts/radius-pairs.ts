import type { Matrix } from "../../core/matrix";
import { distanceTiles } from "./distance-tiles";
import { squaredDistanceAt } from "./squared-distance";

/**
 * Calls `visit` for every pair i < j of `points` [n, d] at most `radius` apart, in a fixed order. Pairs that f32 can't tell from
 * the radius are measured in double, so the pairs are the same on every backend. O(n) memory beside a tile; yields after each.
 */
export async function* radiusPairs(
  points: Matrix,
  radius: number,
  visit: (i: number, j: number) => void,
): AsyncGenerator<undefined, void, void> {
  const { data, cols: d } = points;
  const square = radius * radius;
  // Twice the bound of a sum of d rounded squares, as in nn/neighbours/search-space.ts.
  const doubt = (2 * d + 16) * 2 ** -23 * square + d * 2 ** -124;
  const [sure, possible] = [square - doubt, square + doubt];
  for await (const { rows, height, cols, width, squares } of distanceTiles(points)) {
    for (let a = 0; a < height; a++) {
      const i = rows + a;
      const own = a * width;
      for (let b = rows === cols ? a + 1 : 0; b < width; b++) {
        const near = squares[own + b];
        if (near > possible) continue;
        const j = cols + b;
        if (near < sure || squaredDistanceAt(data, i * d, data, j * d, d) <= square) visit(i, j);
      }
    }
    yield;
  }
}
