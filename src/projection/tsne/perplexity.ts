/** How near the entropy must come, in nats, and how often at most the precision is changed: scikit-learn's. */
const tolerance = 1e-5;
const mostSteps = 100;

/** What one row's calibration costs at most, in exponentials per neighbour; nearly all rows need fewer. */
export const calibrationSteps = 20;

/**
 * Turns squared distances to `count` neighbours, from `squared[at]` on, into the conditional probabilities p_{j|i} with the wanted
 * perplexity, in place: a Gaussian whose precision is found by bisection (van der Maaten & Hinton, Visualizing data using t-SNE,
 * JMLR 9, 2008, eqs. 1 and 4). `skip` is a column that stays 0, the point itself, or -1. Where no precision reaches the
 * perplexity, as among duplicates, the last one tried stands. They add up to 1 unless there is no neighbour.
 */
export function calibrate(squared: Float64Array, at: number, count: number, perplexity: number, skip = -1): void {
  const own = skip < 0 ? -1 : at + skip;
  const end = at + count;
  let least = Number.POSITIVE_INFINITY;
  for (let e = at; e < end; e++) if (e !== own && squared[e] < least) least = squared[e];
  const wanted = Math.log(perplexity);
  let precision = 1;
  let low = 0;
  let high = Number.POSITIVE_INFINITY;
  let sum = 0;
  for (let step = 0; ; step++) {
    sum = 0;
    let moment = 0;
    for (let e = at; e < end; e++) {
      if (e === own) continue;
      // Against the nearest one, so that not all of them can underflow; the entropy stays the same.
      const apart = squared[e] - least;
      const p = Math.exp(-apart * precision);
      sum += p;
      moment += apart * p;
    }
    const excess = Math.log(sum) + (precision * moment) / sum - wanted;
    if (!(Math.abs(excess) > tolerance) || step + 1 >= mostSteps) break;
    if (excess > 0) {
      low = precision;
      precision = high === Number.POSITIVE_INFINITY ? precision * 2 : (precision + high) / 2;
    } else {
      high = precision;
      precision = low === 0 ? precision / 2 : (precision + low) / 2;
    }
  }
  for (let e = at; e < end; e++) squared[e] = e === own ? 0 : Math.exp(-(squared[e] - least) * precision) / sum;
}

/** The perplexity that n points can have: a third of the others, as with fewer neighbours than three times as many. */
export function feasiblePerplexity(perplexity: number, n: number): number {
  return Math.max(1, Math.min(perplexity, (n - 1) / 3));
}

/** Neighbours that are looked at for a perplexity: beyond, the Gaussian is next to 0. scikit-learn's number. */
export function neighboursFor(perplexity: number, n: number): number {
  return Math.min(n - 1, Math.floor(3 * perplexity + 1));
}
