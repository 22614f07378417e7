import type { Rng } from "../core/rng";
import type { Pace } from "./pace";
import { addScaled, dot, norm as lengthOf, scale } from "./vectors";

/** A symmetric tridiagonal matrix. */
export interface Tridiagonal {
  /** [d] */
  readonly diagonal: Float64Array;
  /** [d - 1] */
  readonly beside: Float64Array;
}

/** Some eigenvalues of a symmetric matrix [d, d] and their vectors. */
export interface Eigenpairs {
  /** [count] greatest first. */
  readonly values: Float64Array;
  /** [count, d] unit rows, orthogonal. */
  readonly vectors: Float64Array;
}

/** Vectors whose values are nearer than this share of the norm are kept orthogonal by hand, as LAPACK's dstein does. */
const near = 1e-3;
const roundingUnit = 2 ** -52;

/** The `count` greatest eigenvalues [count], falling, by bisection, and their unit vectors [count, d] by inverse iteration. */
export async function tridiagonalEigenpairs(matrix: Tridiagonal, count: number, rng: Rng, pace: Pace): Promise<Eigenpairs> {
  const d = matrix.diagonal.length;
  const norm = normOf(matrix);
  const values = new Float64Array(count);
  const vectors = new Float64Array(count * d);
  if (norm === 0) {
    for (let c = 0; c < count; c++) vectors[c * d + c] = 1;
    return { values, vectors };
  }
  for (let c = 0; c < count; c++) {
    values[c] = bisect(matrix, c, norm);
    if (pace.spend(300 * d)) await pace.turn();
  }
  let first = 0;
  for (let c = 0; c < count; c++) {
    if (c > 0 && values[c - 1] - values[c] > near * norm) first = c;
    const y = vectors.subarray(c * d, (c + 1) * d);
    const solve = factorise(matrix, values[c], norm);
    for (let j = 0; j < d; j++) y[j] = rng.normal();
    // Two rounds reach rounding; the others are for values that lie together.
    for (let round = 0; round < 4; round++) {
      orthonormalise(vectors, first, c, d);
      solve(y);
    }
    orthonormalise(vectors, first, c, d);
    orthonormalise(vectors, first, c, d);
    if (pace.spend((50 + 12 * (c - first)) * d)) await pace.turn();
  }
  return { values, vectors };
}

/** The greatest sum of magnitudes of a row: no eigenvalue is greater in magnitude. */
function normOf({ diagonal, beside }: Tridiagonal): number {
  let norm = 0;
  for (let i = 0; i < diagonal.length; i++) {
    const before = i > 0 ? Math.abs(beside[i - 1]) : 0;
    const after = i < beside.length ? Math.abs(beside[i]) : 0;
    norm = Math.max(norm, Math.abs(diagonal[i]) + before + after);
  }
  return norm;
}

/** The eigenvalue that `rank` others exceed, repeated ones counted, to the last bit or so. */
function bisect(matrix: Tridiagonal, rank: number, norm: number): number {
  let [low, high] = [-norm * (1 + 1e-9), norm * (1 + 1e-9)];
  for (let round = 0; round < 100; round++) {
    const middle = (low + high) / 2;
    if (middle === low || middle === high || high - low <= roundingUnit * Math.max(norm * 1e-3, Math.abs(middle))) break;
    if (countAbove(matrix, middle, norm) > rank) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** How many eigenvalues exceed x: the positive pivots of T − xI (Sylvester's law of inertia). */
function countAbove({ diagonal, beside }: Tridiagonal, x: number, norm: number): number {
  const least = roundingUnit * roundingUnit * norm;
  let count = 0;
  let pivot = 1;
  for (let i = 0; i < diagonal.length; i++) {
    pivot = diagonal[i] - x - (i > 0 ? (beside[i - 1] * beside[i - 1]) / pivot : 0);
    if (Math.abs(pivot) < least) pivot = -least;
    if (pivot > 0) count += 1;
  }
  return count;
}

/** Solves (T − xI) y = y in place, by elimination with exchange of rows; a pivot of 0 becomes the rounding unit. */
function factorise({ diagonal, beside }: Tridiagonal, x: number, norm: number): (y: Float64Array) => void {
  const d = diagonal.length;
  const pivots = new Float64Array(d);
  const second = new Float64Array(d);
  const third = new Float64Array(d);
  const factors = new Float64Array(d);
  const exchanged = new Uint8Array(d);
  const least = roundingUnit * norm;
  let [own, next] = [diagonal[0] - x, d > 1 ? beside[0] : 0];
  for (let i = 0; i + 1 < d; i++) {
    const [below, belowOwn, belowNext] = [beside[i], diagonal[i + 1] - x, i + 2 < d ? beside[i + 1] : 0];
    if (Math.abs(below) > Math.abs(own)) {
      exchanged[i] = 1;
      [pivots[i], second[i], third[i]] = [below, belowOwn, belowNext];
      factors[i] = own / below;
      [own, next] = [next - factors[i] * belowOwn, -factors[i] * belowNext];
    } else {
      [pivots[i], second[i]] = [Math.abs(own) < least ? least : own, next];
      factors[i] = below / pivots[i];
      [own, next] = [belowOwn - factors[i] * next, belowNext];
    }
  }
  pivots[d - 1] = Math.abs(own) < least ? least : own;
  return (y) => {
    for (let i = 0; i + 1 < d; i++) {
      if (exchanged[i]) [y[i], y[i + 1]] = [y[i + 1], y[i]];
      y[i + 1] -= factors[i] * y[i];
    }
    for (let i = d - 1; i >= 0; i--) {
      let rest = y[i];
      if (i + 1 < d) rest -= second[i] * y[i + 1];
      if (i + 2 < d) rest -= third[i] * y[i + 2];
      y[i] = rest / pivots[i];
    }
  };
}

/** Takes rows first..c-1 out of row c and makes it a unit vector. */
function orthonormalise(rows: Float64Array, first: number, c: number, d: number): void {
  const y = rows.subarray(c * d, (c + 1) * d);
  scaleToUnit(y);
  for (let v = first; v < c; v++) {
    const row = rows.subarray(v * d, (v + 1) * d);
    addScaled(y, -dot(y, row), row);
  }
  scaleToUnit(y);
}

function scaleToUnit(y: Float64Array): void {
  // By the greatest magnitude first: solving with a value that is all but exact may give 1e300.
  let most = 0;
  for (const value of y) most = Math.max(most, Math.abs(value));
  if (most === 0) return;
  for (let j = 0; j < y.length; j++) y[j] /= most;
  scale(y, 1 / lengthOf(y));
}
