import { dotAt } from "./dot";

export function dot(a: Float64Array, b: Float64Array): number {
  return dotAt(a, 0, b, 0, a.length);
}

export function norm(a: Float64Array): number {
  return Math.sqrt(dot(a, a));
}

/** y += factor x */
export function addScaled(y: Float64Array, factor: number, x: Float64Array): void {
  for (let i = 0; i < y.length; i++) y[i] += factor * x[i];
}

/** x *= factor */
export function scale(x: Float64Array, factor: number): void {
  for (let i = 0; i < x.length; i++) x[i] *= factor;
}

/**
 * Turns the vector's sign so that its entry of greatest magnitude is positive. The first among those that are equal to within
 * rounding decides, so that the sign does not hang on the last bit.
 */
export function fixSign(x: Float64Array): void {
  let most = 0;
  for (let i = 0; i < x.length; i++) if (Math.abs(x[i]) > Math.abs(x[most]) * (1 + 1e-9)) most = i;
  if (x[most] < 0) scale(x, -1);
}
