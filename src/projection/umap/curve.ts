/** The similarity of two points of the layout at distance d: 1 / (1 + a d^(2b)). */
export interface Curve {
  readonly a: number;
  readonly b: number;
}

const samples = 300;

/**
 * The a and b that come closest, by least squares on 300 points of [0, 3 spread], to 1 within `minDist` and to
 * exp(-(d - minDist) / spread) beyond (McInnes, Healy & Melville 2018, section 3.1; umap-learn's find_ab_params).
 * Levenberg and Marquardt's method. Throws where minDist is greater than spread.
 */
export function fitCurve(minDist: number, spread: number): Curve {
  if (minDist > spread)
    throw new Error(
      `The least distance ${minDist} is greater than the spread ${spread}; lower the distance to ${spread} or raise the spread.`,
    );
  const distances = Float64Array.from({ length: samples }, (_, i) => (3 * spread * i) / (samples - 1));
  const wanted = distances.map((d) => (d < minDist ? 1 : Math.exp(-(d - minDist) / spread)));
  let a = 1;
  let b = 1;
  let damping = 1e-3;
  let at = normalEquations(distances, wanted, a, b);
  for (let round = 0; round < 200 && damping < 1e12; round++) {
    // (J'J + damping diag J'J) step = J'r, two by two.
    const aa = at.aa * (1 + damping);
    const bb = at.bb * (1 + damping);
    const determinant = aa * bb - at.ab * at.ab;
    const stepA = (bb * at.ar - at.ab * at.br) / determinant;
    const stepB = (aa * at.br - at.ab * at.ar) / determinant;
    const next = a + stepA > 0 && b + stepB > 0 ? normalEquations(distances, wanted, a + stepA, b + stepB) : null;
    if (next === null || !(next.error <= at.error)) {
      damping *= 10;
      continue;
    }
    a += stepA;
    b += stepB;
    at = next;
    damping /= 10;
    if (Math.abs(stepA) <= 1e-10 * a && Math.abs(stepB) <= 1e-10 * b) break;
  }
  return { a, b };
}

/** J'J, J'r and r'r for the residuals r and their derivatives J by a and b. */
function normalEquations(distances: Float64Array, wanted: Float64Array, a: number, b: number) {
  const sums = { aa: 0, ab: 0, bb: 0, ar: 0, br: 0, error: 0 };
  for (let i = 0; i < distances.length; i++) {
    const power = distances[i] ** (2 * b);
    const value = 1 / (1 + a * power);
    const byA = -power * value * value;
    const byB = distances[i] > 0 ? 2 * Math.log(distances[i]) * a * byA : 0;
    const residual = wanted[i] - value;
    sums.aa += byA * byA;
    sums.ab += byA * byB;
    sums.bb += byB * byB;
    sums.ar += byA * residual;
    sums.br += byB * residual;
    sums.error += residual * residual;
  }
  return sums;
}
