import type { Neighbours } from "../projector";

/** What makes distances around a point comparable with those around any other. */
export interface SmoothDistances {
  /** [n] Distance within which a neighbour is as near as can be: that of the nearest one that is no duplicate. */
  readonly rhos: Float32Array;
  /** [n] Scale on which similarity decays beyond. */
  readonly sigmas: Float32Array;
}

const rounds = 64;
const closeEnough = 1e-5;
/** A scale is never less than this share of a mean distance. */
const leastShare = 1e-3;

/**
 * Writes into `out` the rho and sigma of the points [from, to): sigma by bisection, so that the similarities of a point to its k
 * neighbours sum up to log2(k + 1) (McInnes, Healy & Melville 2018, algorithm 3; umap-learn's smooth_knn_dist, whose
 * count of neighbours includes the point itself). `connectivity` neighbours are taken as connected for certain.
 * `meanDistance` is that of all points to their neighbours, themselves included.
 */
export function smoothDistances(
  { k, distances }: Neighbours,
  connectivity: number,
  meanDistance: number,
  out: SmoothDistances,
  from: number,
  to: number,
): void {
  const target = Math.log2(k + 1);
  for (let i = from; i < to; i++) {
    const start = i * k;
    const rho = nearestApart(distances, start, start + k, connectivity);
    let low = 0;
    let high = Number.POSITIVE_INFINITY;
    let sigma = 1;
    let total = 0;
    for (let j = start; j < start + k; j++) total += distances[j];
    for (let round = 0; round < rounds; round++) {
      let sum = 0;
      for (let j = start; j < start + k; j++) {
        const beyond = distances[j] - rho;
        sum += beyond > 0 ? Math.exp(-beyond / sigma) : 1;
      }
      if (Math.abs(sum - target) < closeEnough) break;
      if (sum > target) high = sigma;
      else low = sigma;
      sigma = high === Number.POSITIVE_INFINITY ? sigma * 2 : (low + high) / 2;
    }
    out.rhos[i] = rho;
    out.sigmas[i] = Math.max(sigma, leastShare * (rho > 0 ? total / (k + 1) : meanDistance));
  }
}

/** The `connectivity`-th distance above 0 among distances[start..end), the greatest where there are fewer, 0 where there is none. */
function nearestApart(distances: Float32Array, start: number, end: number, connectivity: number): number {
  let zeros = start;
  while (zeros < end && distances[zeros] === 0) zeros++;
  return zeros === end ? 0 : distances[Math.min(end - 1, zeros + connectivity - 1)];
}
