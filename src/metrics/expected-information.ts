/** Beyond a weight of this share of the greatest, what is left of a distribution is nothing in double precision. */
const negligible = 1e-20;

/**
 * Mutual information in nats that clusters and classes of these sizes have by chance: the mean over all ways to deal the images out
 * (Vinh, Epps and Bailey, Information theoretic measures for clusterings comparison, JMLR 11, 2010, eq. 24a).
 *
 * The count of a cell is hypergeometric. Its probabilities are got from one another by their ratios, outwards from the likeliest
 * count, and scaled by their sum: no factorials, whose logarithms would lose digits, and no more counts than matter. Equal sizes
 * are taken together; as different sizes sum to at most `total`, at most 2 `total` pairs of them remain.
 */
export function expectedInformation(rowSums: Float64Array, colSums: Float64Array, total: number): number {
  const rowSizes = tally(rowSums);
  const colSizes = tally(colSums);
  const greatest = Math.min(Math.max(...rowSizes.keys()), Math.max(...colSizes.keys()));
  const logs = new Float64Array(greatest + 1);
  for (let count = 1; count <= greatest; count++) logs[count] = Math.log(count);
  let sum = 0;
  for (const [a, rows] of rowSizes) for (const [b, cols] of colSizes) sum += rows * cols * expectedShare(a, b, total, logs);
  return sum;
}

/** What a cell of a row with `a` images and a column with `b` adds on average. */
function expectedShare(a: number, b: number, total: number, logs: Float64Array): number {
  const least = Math.max(0, a + b - total);
  const most = Math.min(a, b);
  const apart = total - a - b;
  const independent = Math.log((a * b) / total);
  const likeliest = Math.min(most, Math.max(least, Math.floor(((a + 1) * (b + 1)) / (total + 2))));
  const share = (count: number) => (count === 0 ? 0 : count * (logs[count] - independent));

  let weights = 1;
  let sum = share(likeliest);
  let weight = 1;
  for (let count = likeliest; count < most && weight > negligible; count++) {
    weight *= ((a - count) * (b - count)) / ((count + 1) * (apart + count + 1));
    weights += weight;
    sum += weight * share(count + 1);
  }
  weight = 1;
  for (let count = likeliest; count > least && weight > negligible; count--) {
    weight *= (count * (apart + count)) / ((a - count + 1) * (b - count + 1));
    weights += weight;
    sum += weight * share(count - 1);
  }
  return sum / (weights * total);
}

/** How often each value occurs. */
function tally(values: Float64Array): Map<number, number> {
  const times = new Map<number, number>();
  for (const value of values) times.set(value, (times.get(value) ?? 0) + 1);
  return times;
}
