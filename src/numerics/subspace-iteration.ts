import type { Rng } from "../core/rng";

/** More directions than asked for are iterated: the error shrinks by the ratio to the first eigenvalue left out. */
const extra = 4;
/** Up to this width the covariance is formed once; beyond, each round goes through the sample. */
const mostCovariance = 128;

/**
 * The `wanted` leading principal directions [wanted, d] of centred rows [count, d], unit and orthogonal, and each one's
 * share of the variance. Subspace iteration with Rayleigh-Ritz (Saad, Numerical Methods for Large Eigenvalue Problems,
 * algorithm 5.3). Signs: the entry of greatest magnitude (the first among equals) is positive. Directions without
 * variance are zero.
 */
export function leadingDirections(
  sample: Float64Array,
  count: number,
  d: number,
  wanted: number,
  rng: Rng,
): { directions: Float64Array; shares: Float64Array } {
  const directions = new Float64Array(wanted * d);
  const shares = new Float64Array(wanted);
  let total = 0;
  for (let p = 0; p < sample.length; p++) total += sample[p] * sample[p];
  if (!(total > 0)) return { directions, shares };
  const width = Math.min(d, wanted + extra);
  const covariance = d <= mostCovariance ? gram(sample, count, d) : null;
  let basis: Float64Array = Float64Array.from({ length: width * d }, () => rng.normal());
  let values: Float64Array = new Float64Array(width);
  // A hundred cheap rounds, or ten through the sample; the tolerance ends most long before.
  for (let round = 0; round < (covariance ? 100 : 10); round++) {
    orthonormalise(basis, width, d);
    const image = covariance ? multiply(covariance, d, d, basis, width) : throughSample(sample, count, d, basis, width);
    const before = values;
    const ritz = symmetricEigen(products(basis, image, width, d), width);
    values = ritz.values;
    // The image, turned: closer than the turned basis by one multiplication.
    basis = combine(ritz.vectors, image, width, d);
    let change = 0;
    for (let w = 0; w < Math.min(wanted, width); w++) change = Math.max(change, Math.abs(values[w] - before[w]));
    if (change <= (covariance ? 1e-9 : 1e-6) * total) break;
  }
  orthonormalise(basis, width, d);
  for (let w = 0; w < Math.min(wanted, width); w++) {
    // What rounding leaves of a direction without variance is noise.
    if (!(values[w] > 1e-12 * total)) continue;
    shares[w] = Math.min(1, values[w] / total);
    let most = 0;
    for (let j = 0; j < d; j++) if (Math.abs(basis[w * d + j]) > Math.abs(basis[w * d + most]) * (1 + 1e-9)) most = j;
    const sign = basis[w * d + most] < 0 ? -1 : 1;
    for (let j = 0; j < d; j++) directions[w * d + j] = sign * basis[w * d + j];
  }
  return { directions, shares };
}

/** X'X [d, d] of X [count, d]. */
function gram(x: Float64Array, count: number, d: number): Float64Array {
  const out = new Float64Array(d * d);
  for (let s = 0; s < count; s++) {
    for (let a = 0; a < d; a++) {
      const value = x[s * d + a];
      for (let b = a; b < d; b++) out[a * d + b] += value * x[s * d + b];
    }
  }
  for (let a = 0; a < d; a++) for (let b = 0; b < a; b++) out[a * d + b] = out[b * d + a];
  return out;
}

/** [width, rows]: each of `vectors` [width, cols] under `m` [rows, cols]. */
function multiply(m: Float64Array, rows: number, cols: number, vectors: Float64Array, width: number): Float64Array {
  const out = new Float64Array(width * rows);
  for (let w = 0; w < width; w++) for (let r = 0; r < rows; r++) out[w * rows + r] = dot(m, r * cols, vectors, w * cols, cols);
  return out;
}

/** X'(X v) for each of `vectors` [width, d]. */
function throughSample(x: Float64Array, count: number, d: number, vectors: Float64Array, width: number): Float64Array {
  const out = new Float64Array(width * d);
  for (let s = 0; s < count; s++) {
    for (let w = 0; w < width; w++) {
      const along = dot(x, s * d, vectors, w * d, d);
      for (let j = 0, p = s * d, q = w * d; j < d; j++) out[q++] += along * x[p++];
    }
  }
  return out;
}

function products(a: Float64Array, b: Float64Array, width: number, d: number): Float64Array {
  const out = new Float64Array(width * width);
  for (let v = 0; v < width; v++) for (let w = 0; w < width; w++) out[v * width + w] = dot(a, v * d, b, w * d, d);
  return out;
}

/** Rows of `weights` [width, width] as sums of the rows of `vectors` [width, d]. */
function combine(weights: Float64Array, vectors: Float64Array, width: number, d: number): Float64Array {
  const out = new Float64Array(width * d);
  for (let v = 0; v < width; v++)
    for (let w = 0; w < width; w++) for (let j = 0; j < d; j++) out[v * d + j] += weights[v * width + w] * vectors[w * d + j];
  return out;
}

/** Gram-Schmidt, twice for accuracy; rows that vanish become 0. */
function orthonormalise(rows: Float64Array, width: number, d: number): void {
  for (let w = 0; w < width; w++) {
    const start = Math.sqrt(dot(rows, w * d, rows, w * d, d));
    for (let pass = 0; pass < 2; pass++) {
      for (let v = 0; v < w; v++) {
        const along = dot(rows, w * d, rows, v * d, d);
        for (let j = 0; j < d; j++) rows[w * d + j] -= along * rows[v * d + j];
      }
    }
    const length = Math.sqrt(dot(rows, w * d, rows, w * d, d));
    const scale = length > 1e-12 * start ? 1 / length : 0;
    for (let j = 0; j < d; j++) rows[w * d + j] *= scale;
  }
}

/** Eigenvalues, greatest first, and unit eigenvectors as rows, of a small symmetric matrix (cyclic Jacobi rotations). */
function symmetricEigen(m: Float64Array, size: number): { values: Float64Array; vectors: Float64Array } {
  const a = m.slice();
  const v = new Float64Array(size * size);
  for (let i = 0; i < size; i++) v[i * size + i] = 1;
  for (let sweep = 0; sweep < 30; sweep++) {
    let off = 0;
    let diagonal = 0;
    for (let p = 0; p < size; p++)
      for (let q = 0; q < size; q++) {
        if (p === q) diagonal += a[p * size + p] ** 2;
        else off += a[p * size + q] ** 2;
      }
    if (off <= 1e-28 * diagonal) break;
    for (let p = 0; p < size; p++) {
      for (let q = p + 1; q < size; q++) {
        const apart = (a[p * size + q] + a[q * size + p]) / 2;
        if (apart === 0) continue;
        const angle = 0.5 * Math.atan2(2 * apart, a[q * size + q] - a[p * size + p]);
        const c = Math.cos(angle);
        const s = Math.sin(angle);
        for (let i = 0; i < size; i++) turn(a, i * size + p, i * size + q, c, s);
        for (let i = 0; i < size; i++) turn(a, p * size + i, q * size + i, c, s);
        for (let i = 0; i < size; i++) turn(v, p * size + i, q * size + i, c, s);
      }
    }
  }
  const order = Array.from({ length: size }, (_, i) => i).sort((p, q) => a[q * size + q] - a[p * size + p] || p - q);
  const vectors = new Float64Array(size * size);
  order.forEach((from, to) => {
    vectors.set(v.subarray(from * size, (from + 1) * size), to * size);
  });
  return { values: Float64Array.from(order, (i) => a[i * size + i]), vectors };
}

function turn(x: Float64Array, p: number, q: number, c: number, s: number): void {
  const before = x[p];
  x[p] = c * before - s * x[q];
  x[q] = s * before + c * x[q];
}

function dot(a: Float64Array, p: number, b: Float64Array, q: number, length: number): number {
  let even = 0;
  let odd = 0;
  const end = p + length;
  for (const whole = p + (length & ~1); p < whole; p += 2, q += 2) {
    even += a[p] * b[q];
    odd += a[p + 1] * b[q + 1];
  }
  if (p < end) even += a[p] * b[q];
  return even + odd;
}
