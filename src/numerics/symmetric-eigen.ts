import { invariant } from "../core/assert";
import { reflectBack, tridiagonalise } from "./householder";
import { Pace } from "./pace";
import type { Eigenpairs } from "./tridiagonal-eigen";

/** A block that has not come apart after this many rounds never will. */
const mostRounds = 60;

/**
 * All eigenpairs of a small symmetric matrix [size, size], of which the lower triangle is read: Householder reduction to
 * tridiagonal form, then QR steps with Wilkinson's shift (Golub & Van Loan, Matrix Computations, §8.3). O(size³), giving way
 * by `pace`; dense-eigenpairs.ts is for a few pairs of a greater one. Throws a sentence where an entry is not finite.
 */
export async function symmetricEigen(m: Float64Array, size: number, pace: Pace = new Pace(undefined)): Promise<Eigenpairs> {
  invariant(m.length === size * size, `symmetricEigen: [${size}, ${size}] needs ${size * size} values, got ${m.length}`);
  let largest = 0;
  for (const value of m) {
    if (!Number.isFinite(value)) throw new Error("Eigenvalues need finite numbers, and the matrix has one that is not.");
    largest = Math.max(largest, Math.abs(value));
  }
  // Scaled, so that no square under- or overflows.
  const unit = largest > 0 ? largest : 1;
  const reduction = await tridiagonalise(
    m.map((value) => value / unit),
    size,
    pace,
  );
  const { diagonal, beside } = reduction.tridiagonal;
  const rows = identity(size);
  await diagonalise(diagonal, beside, rows, size, pace);
  await reflectBack(rows, reduction, size, pace);
  const order = Array.from({ length: size }, (_, i) => i).sort((p, q) => diagonal[q] - diagonal[p] || p - q);
  const vectors = new Float64Array(size * size);
  order.forEach((from, to) => {
    vectors.set(rows.subarray(from * size, (from + 1) * size), to * size);
  });
  return { values: Float64Array.from(order, (i) => diagonal[i] * unit), vectors };
}

function identity(size: number): Float64Array {
  const out = new Float64Array(size * size);
  for (let i = 0; i < size; i++) out[i * size + i] = 1;
  return out;
}

/** QR steps on the tridiagonal matrix until nothing stands beside its diagonal; `rows` turn along and end as eigenvectors. */
async function diagonalise(
  diagonal: Float64Array,
  beside: Float64Array,
  rows: Float64Array,
  size: number,
  pace: Pace,
): Promise<void> {
  let last = size - 1;
  let rounds = 0;
  while (last > 0) {
    for (let i = 0; i < last; i++)
      if (Math.abs(beside[i]) <= Number.EPSILON * (Math.abs(diagonal[i]) + Math.abs(diagonal[i + 1]))) beside[i] = 0;
    if (beside[last - 1] === 0) {
      last--;
      rounds = 0;
      continue;
    }
    if (++rounds > mostRounds) throw new Error("The eigenvalues of a small symmetric matrix did not settle.");
    let first = last - 1;
    while (first > 0 && beside[first - 1] !== 0) first--;
    shiftedStep(diagonal, beside, rows, first, last, size);
    if (pace.spend(4 * (last - first) * size)) await pace.turn();
  }
}

/** One implicit QR step on the unreduced block first..last. */
function shiftedStep(d: Float64Array, e: Float64Array, rows: Float64Array, first: number, last: number, size: number): void {
  const half = (d[last - 1] - d[last]) / 2;
  const corner = e[last - 1];
  const root = Math.sqrt(half * half + corner * corner);
  const shift = d[last] - (corner / (half + (half < 0 ? -root : root))) * corner;
  let x = d[first] - shift;
  let z = e[first];
  for (let k = first; k < last; k++) {
    const r = Math.sqrt(x * x + z * z);
    const c = r > 0 ? x / r : 1;
    const s = r > 0 ? z / r : 0;
    if (k > first) e[k - 1] = r;
    const [upper, lower, apart] = [d[k], d[k + 1], e[k]];
    d[k] = c * c * upper + 2 * c * s * apart + s * s * lower;
    d[k + 1] = s * s * upper - 2 * c * s * apart + c * c * lower;
    e[k] = c * s * (lower - upper) + (c * c - s * s) * apart;
    if (k + 1 < last) {
      x = e[k];
      z = s * e[k + 1];
      e[k + 1] *= c;
    }
    for (let p = k * size, q = p + size, end = q; p < end; p++, q++) {
      const before = rows[p];
      rows[p] = c * before + s * rows[q];
      rows[q] = c * rows[q] - s * before;
    }
  }
}
