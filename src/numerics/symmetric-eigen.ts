import { invariant } from "../core/assert";

export interface SymmetricEigen {
  /** [size] greatest first. */
  readonly values: Float64Array;
  /** [size, size] unit eigenvectors as rows, in the order of the values. */
  readonly vectors: Float64Array;
}

/** A block that has not come apart after this many rounds never will. */
const mostRounds = 60;

/**
 * All eigenpairs of a small symmetric matrix [size, size], of which the lower triangle is read: Householder reduction to
 * tridiagonal form, then QR steps with Wilkinson's shift (Golub & Van Loan, Matrix Computations, §8.3). O(size³), in one go:
 * some 20 ms at 150; dense-eigenpairs.ts is for a few pairs of a greater one. Throws a sentence where an entry is not finite.
 */
export function symmetricEigen(m: Float64Array, size: number): SymmetricEigen {
  invariant(m.length === size * size, `symmetricEigen: [${size}, ${size}] needs ${size * size} values, got ${m.length}`);
  let largest = 0;
  for (const value of m) {
    if (!Number.isFinite(value)) throw new Error("Eigenvalues need finite numbers, and the matrix has one that is not.");
    largest = Math.max(largest, Math.abs(value));
  }
  // Scaled, so that no square under- or overflows.
  const unit = largest > 0 ? largest : 1;
  const a = new Float64Array(size * size);
  for (let i = 0; i < size; i++)
    for (let j = 0; j <= i; j++) {
      a[i * size + j] = m[i * size + j] / unit;
      a[j * size + i] = a[i * size + j];
    }
  const rows = identity(size);
  const { diagonal, beside } = tridiagonalise(a, rows, size);
  diagonalise(diagonal, beside, rows, size);
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

/** Reflects `a` (destroyed) to tridiagonal form T and gathers the reflections: a = rows' T rows. */
function tridiagonalise(a: Float64Array, rows: Float64Array, size: number) {
  const v = new Float64Array(size);
  const w = new Float64Array(size);
  for (let k = 0; k + 2 < size; k++) {
    let square = 0;
    for (let i = k + 1; i < size; i++) square += a[i * size + k] ** 2;
    const head = a[(k + 1) * size + k];
    if (square === head * head) continue;
    const length = head > 0 ? -Math.sqrt(square) : Math.sqrt(square);
    for (let i = k + 1; i < size; i++) v[i] = a[i * size + k];
    v[k + 1] -= length;
    const weight = 1 / (square - head * length);
    reflectBlock(a, v, w, weight, k + 1, size);
    a[(k + 1) * size + k] = length;
    reflectRows(rows, v, w, weight, k + 1, size);
  }
  const diagonal = Float64Array.from({ length: size }, (_, i) => a[i * size + i]);
  const beside = Float64Array.from({ length: size }, (_, i) => (i + 1 < size ? a[(i + 1) * size + i] : 0));
  return { diagonal, beside };
}

/** The block of `a` from `first` on under the reflection I - weight v v' from both sides. */
function reflectBlock(a: Float64Array, v: Float64Array, w: Float64Array, weight: number, first: number, size: number): void {
  let along = 0;
  for (let i = first; i < size; i++) {
    let sum = 0;
    for (let j = first; j < size; j++) sum += a[i * size + j] * v[j];
    w[i] = weight * sum;
    along += w[i] * v[i];
  }
  const half = (weight * along) / 2;
  for (let i = first; i < size; i++) w[i] -= half * v[i];
  for (let i = first; i < size; i++) for (let j = first; j < size; j++) a[i * size + j] -= v[i] * w[j] + w[i] * v[j];
}

/** The rows from `first` on under the reflection I - weight v v' from the left. */
function reflectRows(rows: Float64Array, v: Float64Array, w: Float64Array, weight: number, first: number, size: number): void {
  w.fill(0);
  for (let i = first; i < size; i++) for (let j = 0; j < size; j++) w[j] += v[i] * rows[i * size + j];
  for (let i = first; i < size; i++) for (let j = 0; j < size; j++) rows[i * size + j] -= weight * v[i] * w[j];
}

/** QR steps on the tridiagonal matrix until nothing stands beside its diagonal; `rows` turn along and end as eigenvectors. */
function diagonalise(diagonal: Float64Array, beside: Float64Array, rows: Float64Array, size: number): void {
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
