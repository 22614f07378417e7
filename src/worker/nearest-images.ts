import type { Matrix } from "../core/matrix";

/**
 * The `count` rows of `codes` [n, d] nearest to row `index`, nearest first, itself left out; ties by index. Squared
 * distances are summed in double; a row is given up as soon as it is too far.
 */
export function nearestImages(
  codes: Matrix,
  index: number,
  count: number,
): { readonly neighbours: number[]; readonly distances: number[] } {
  const { data, rows, cols } = codes;
  const neighbours: number[] = [];
  const squares: number[] = [];
  const own = index * cols;
  for (let i = 0; i < rows; i++) {
    if (i === index) continue;
    const limit = neighbours.length < count ? Number.POSITIVE_INFINITY : squares[count - 1];
    let sum = 0;
    for (let p = i * cols, q = own, end = p + cols; p < end && sum < limit; p++, q++) {
      const difference = data[p] - data[q];
      sum += difference * difference;
    }
    if (!(sum < limit)) continue;
    let at = neighbours.length;
    while (at > 0 && squares[at - 1] > sum) at--;
    neighbours.splice(at, 0, i);
    squares.splice(at, 0, sum);
    if (neighbours.length > count) {
      neighbours.pop();
      squares.pop();
    }
  }
  return { neighbours, distances: squares.map(Math.sqrt) };
}
