/**
 * The least of 1, 2, 3, 5 or 8 times a power of ten that is at least `value`. An axis that ends there stands still while a line
 * grows towards it, and an axis that stands still costs a chart half of its drawing time.
 */
export function niceCeiling(value: number): number {
  if (!(value > 0) || !Number.isFinite(value)) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  const step = [1, 2, 3, 5, 8, 10].find((factor) => factor * power >= value * (1 - 1e-9)) ?? 10;
  return Number((step * power).toPrecision(3));
}

/** From zero to just above the largest value; exponents of ten that hold all positive values where `log`. */
export function niceRange(values: Iterable<number>, log: boolean): readonly [number, number] {
  let least = Infinity;
  let most = -Infinity;
  for (const value of values) {
    if (!Number.isFinite(value) || (log && value <= 0)) continue;
    least = Math.min(least, value);
    most = Math.max(most, value);
  }
  if (most === -Infinity) return log ? [-2, 0] : [0, 1];
  if (log) {
    const bottom = Math.floor(Math.log10(least) * 2) / 2;
    // "+ 0" turns -0 into 0.
    return [bottom, Math.max(bottom + 0.5, Math.ceil(Math.log10(most) * 2) / 2) + 0];
  }
  if (least >= 0 && most <= 0) return [0, 1];
  // Room above, so that the curve does not lie on the frame.
  return [least < 0 ? -niceCeiling(-least * 1.02) : 0, most > 0 ? niceCeiling(most * 1.02) : 0];
}
