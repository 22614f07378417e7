import type { Rng } from "../core/rng";
import type { GiveWay } from "../core/turns";
import { reflectBack, tridiagonalise } from "./householder";
import { Pace } from "./pace";
import { type Eigenpairs, tridiagonalEigenpairs } from "./tridiagonal-eigen";

/**
 * The `count` greatest eigenvalues of a dense symmetric matrix [d, d] and their vectors, to double precision, repeated ones
 * included. Reflections make it tridiagonal; then only the pairs that are wanted are computed. `a` is left as it is. `rng` gives the starts of inverse iteration.
 */
export async function symmetricEigenpairs(
  a: Float64Array,
  d: number,
  count: number,
  rng: Rng,
  giveWay?: GiveWay,
): Promise<Eigenpairs> {
  const pace = new Pace(giveWay);
  const reduction = await tridiagonalise(a.slice(), d, pace);
  const pairs = await tridiagonalEigenpairs(reduction.tridiagonal, count, rng, pace);
  await reflectBack(pairs.vectors, reduction, d, pace);
  return pairs;
}
