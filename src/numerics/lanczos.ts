import type { Rng } from "../core/rng";
import type { GiveWay } from "../core/turns";
import { Pace } from "./pace";
import { symmetricEigen } from "./symmetric-eigen";
import type { Eigenpairs } from "./tridiagonal-eigen";
import { addScaled, dot, fixSign, norm, scale } from "./vectors";

export interface LanczosOptions {
  /** Draws the start vectors; forked, so it does not advance. */
  readonly rng: Rng;
  /** A pair counts as found when |A x - λ x| is at most this times the largest |λ| seen. Default 1e-9. */
  readonly tolerance?: number;
  /** Gives up the thread; called about every 10 ms of work. */
  readonly giveWay?: GiveWay;
  /** Orthogonal unit eigenvectors that are known already and must not be found again. */
  readonly deflate?: readonly Float64Array[];
  /** Multiplications by A after which it gives up. Default 20,000. */
  readonly mostMultiplications?: number;
  /** Multiply-adds of one multiplication by A, so that the thread is given up in time. Default 24 a row: a graph's. */
  readonly workOfMultiplication?: number;
}

/** The iterations came to their bound before the pairs had settled. */
export class NotSettled extends Error {
  override readonly name = "NotSettled";
}

interface Pair {
  readonly value: number;
  readonly vector: Float64Array;
}

/** Multiply-adds for each row of a matrix that has a few entries there, which lie far apart in memory. */
const workOfRow = 24;

/**
 * The `count` algebraically largest eigenpairs of a symmetric operator on n numbers, `multiply(x, out)` being out = A x, the entry
 * of greatest magnitude of each vector positive: Lanczos iterations with full orthogonalisation and thick restarts (Wu & Simon,
 * SIAM J. Matrix Anal. Appl. 22(2), 2000). Holds about 3 count + 40 vectors at most.
 *
 * A start vector shows no more than one direction of a repeated eigenvalue, so whatever is found is set aside and a new
 * start looks for anything as great beside it, until there is nothing. Throws a sentence where n has not as many pairs, and
 * NotSettled where they do not settle in `mostMultiplications`.
 */
export async function largestEigenpairs(
  multiply: (x: Float64Array, out: Float64Array) => void,
  n: number,
  count: number,
  options: LanczosOptions,
): Promise<Eigenpairs> {
  const known = options.deflate ?? [];
  if (count < 1 || count > n - known.length)
    throw new Error(
      `${count} eigenvectors were asked for, but there are ${n - known.length} to find; ask for 1 to ${n - known.length}.`,
    );
  const search = new Search(multiply, n, options);
  const found: Pair[] = [];
  for (let round = 0; found.length + known.length < n; round++) {
    const missing = count - found.length;
    const floor = missing > 0 ? Number.NEGATIVE_INFINITY : found[count - 1].value;
    const aside = [...known, ...found.map((pair) => pair.vector)];
    const more = await search.run(aside, Math.max(1, missing), floor, options.rng.fork(`lanczos ${round}`));
    found.push(...more);
    found.sort((a, b) => b.value - a.value);
    if (missing <= 0 && !more.some(({ value }) => value > floor + search.slack)) break;
  }
  const vectors = new Float64Array(count * n);
  for (let c = 0; c < count; c++) {
    fixSign(found[c].vector);
    vectors.set(found[c].vector, c * n);
  }
  return { values: Float64Array.from({ length: count }, (_, c) => found[c].value), vectors };
}

/** What all rounds of one call share: the operator, its magnitude as far as seen, and the work done. */
class Search {
  readonly #multiply: (x: Float64Array, out: Float64Array) => void;
  readonly #n: number;
  readonly #tolerance: number;
  readonly #most: number;
  readonly #pace: Pace;
  readonly #workOfMultiplication: number;
  #magnitude = 0;
  #multiplications = 0;

  constructor(multiply: (x: Float64Array, out: Float64Array) => void, n: number, options: LanczosOptions) {
    this.#multiply = multiply;
    this.#n = n;
    this.#tolerance = options.tolerance ?? 1e-9;
    this.#most = options.mostMultiplications ?? 20_000;
    this.#pace = new Pace(options.giveWay);
    this.#workOfMultiplication = options.workOfMultiplication ?? workOfRow * n;
  }

  /** Residual norm below which a pair counts as found. */
  get slack(): number {
    return this.#tolerance * this.#magnitude;
  }

  /**
   * The `wanted` largest pairs, or more, among what is orthogonal to the vectors set `aside`; or none, once it is plain that
   * all of them are below `floor`.
   */
  async run(aside: readonly Float64Array[], wanted: number, floor: number, rng: Rng): Promise<Pair[]> {
    const n = this.#n;
    const width = Math.min(n - aside.length, wanted + Math.max(20, Math.min(wanted, 40)));
    const basis = Array.from({ length: width + 1 }, () => new Float64Array(n));
    const projected = new Float64Array(width * width);
    this.#freshDirection(basis, 0, aside, rng);
    for (let kept = 0; ; ) {
      const coupling = await this.#extend(basis, kept, width, projected, aside, rng);
      const { values, vectors } = await symmetricEigen(projected, width, this.#pace);
      const residual = (i: number) => coupling * Math.abs(vectors[i * width + width - 1]);
      let settled = 0;
      while (settled < width && residual(settled) <= this.slack) settled++;
      if (settled >= Math.min(wanted, width)) {
        await this.#combine(basis, vectors, width, settled);
        return basis.slice(0, settled).map((vector, i) => ({ value: values[i], vector }));
      }
      // Small against its distance to the floor: this pair and all after it are on the other side.
      if (residual(0) <= 0.1 * (floor - values[0])) return [];
      if (this.#multiplications >= this.#most)
        throw new NotSettled(
          `${wanted} leading eigenvectors of ${n} rows did not settle in ${this.#most} multiplications: ${settled} did. Ask for fewer, or for a looser tolerance.`,
        );
      kept = Math.min(width - 1, wanted + Math.ceil((width - wanted) / 3));
      await this.#combine(basis, vectors, width, kept);
      [basis[kept], basis[width]] = [basis[width], basis[kept]];
      projected.fill(0);
      for (let i = 0; i < kept; i++) projected[i * width + i] = values[i];
    }
  }

  /**
   * Lanczos steps from basis[from] to basis[width], with A in that basis written into `projected` [width, width]. Gives the
   * coupling to the last vector, 0 where the basis is invariant.
   */
  async #extend(
    basis: Float64Array[],
    from: number,
    width: number,
    projected: Float64Array,
    aside: readonly Float64Array[],
    rng: Rng,
  ): Promise<number> {
    let coupling = 0;
    for (let j = from; j < width; j++) {
      const next = basis[j + 1];
      this.#multiply(basis[j], next);
      this.#multiplications++;
      const before = norm(next);
      this.#magnitude = Math.max(this.#magnitude, before);
      const along = orthogonalise(next, basis, j + 1, aside);
      for (let i = 0; i <= j; i++) {
        projected[i * width + j] = along[i];
        projected[j * width + i] = along[i];
      }
      coupling = norm(next);
      if (coupling > 1e-13 * this.#magnitude) scale(next, 1 / coupling);
      else {
        coupling = 0;
        // The basis has come to its end before it was full: go on beside it.
        if (j + 1 < width) this.#freshDirection(basis, j + 1, aside, rng);
      }
      await this.#spend(this.#workOfMultiplication + 4 * this.#n * (j + 1 + aside.length));
    }
    return coupling;
  }

  /** basis[at] becomes a random unit vector orthogonal to those before it and to those set aside. */
  #freshDirection(basis: Float64Array[], at: number, aside: readonly Float64Array[], rng: Rng): void {
    const vector = basis[at];
    for (let attempt = 0; attempt < 20; attempt++) {
      for (let i = 0; i < vector.length; i++) vector[i] = rng.normal();
      scale(vector, 1 / norm(vector));
      orthogonalise(vector, basis, at, aside);
      const rest = norm(vector);
      // In a space that is nearly used up little is left of any vector: once more cleans that little.
      if (rest < 1e-10) continue;
      scale(vector, 1 / rest);
      orthogonalise(vector, basis, at, aside);
      scale(vector, 1 / norm(vector));
      return;
    }
    throw new Error("No direction is left that is orthogonal to the eigenvectors found; the known ones may not be orthogonal.");
  }

  /** basis[0..kept) = the first `kept` rows of `weights` [width, width] times basis[0..width), in stretches that stay in the cache. */
  async #combine(basis: Float64Array[], weights: Float64Array, width: number, kept: number): Promise<void> {
    const stretch = 512;
    const sums = Array.from({ length: kept }, () => new Float64Array(stretch));
    for (let start = 0; start < this.#n; start += stretch) {
      const end = Math.min(this.#n, start + stretch);
      for (let c = 0; c < kept; c++) {
        const sum = sums[c].fill(0);
        for (let w = 0; w < width; w++) {
          const factor = weights[c * width + w];
          const row = basis[w];
          for (let i = start; i < end; i++) sum[i - start] += factor * row[i];
        }
      }
      for (let c = 0; c < kept; c++) basis[c].set(sums[c].subarray(0, end - start), start);
      await this.#spend(kept * width * (end - start));
    }
  }

  async #spend(work: number): Promise<void> {
    if (this.#pace.spend(work)) await this.#pace.turn();
  }
}

/** Takes out of `vector` its parts along basis[0..size), which it gives, and along `aside`. Twice, for rounding. */
function orthogonalise(
  vector: Float64Array,
  basis: readonly Float64Array[],
  size: number,
  aside: readonly Float64Array[],
): Float64Array {
  const along = new Float64Array(size);
  for (let pass = 0; pass < 2; pass++) {
    for (const other of aside) addScaled(vector, -dot(vector, other), other);
    for (let i = 0; i < size; i++) {
      const part = dot(vector, basis[i]);
      along[i] += part;
      addScaled(vector, -part, basis[i]);
    }
  }
  return along;
}
