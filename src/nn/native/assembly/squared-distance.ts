/** Values between two looks at the limit, as in neighbours/squared-distance.ts. */
const STRETCH: i32 = 32;

/**
 * ‖s·a − t·b‖² in double for rows a and b [cols] of f32, to the bit as neighbours/squared-distance.ts computes it; infinity
 * may stand for anything above `limit`.
 */
export function squaredDistance(a: usize, s: f64, b: usize, t: f64, cols: i32, limit: f64): f64 {
  if ((s === 0) !== (t === 0)) return 2;
  const left = f64x2.splat(s);
  const right = f64x2.splat(t);
  let even = f64x2.splat(0); // remainders 0 and 1
  let odd = even; // remainders 2 and 3
  let whole = cols & ~3;
  while (whole > 0) {
    const next = min(whole, STRETCH);
    const end = a + ((<usize>next) << 2);
    while (a < end) {
      const low = f64x2.sub(
        f64x2.mul(f64x2.promote_low_f32x4(v128.load64_zero(a)), left),
        f64x2.mul(f64x2.promote_low_f32x4(v128.load64_zero(b)), right),
      );
      const high = f64x2.sub(
        f64x2.mul(f64x2.promote_low_f32x4(v128.load64_zero(a, 8)), left),
        f64x2.mul(f64x2.promote_low_f32x4(v128.load64_zero(b, 8)), right),
      );
      even = f64x2.add(even, f64x2.mul(low, low));
      odd = f64x2.add(odd, f64x2.mul(high, high));
      a += 16;
      b += 16;
    }
    whole -= next;
    const sums = f64x2.add(even, odd);
    if (f64x2.extract_lane(sums, 0) + f64x2.extract_lane(sums, 1) > limit) return Infinity;
  }
  const rest = cols & 3;
  if (rest > 0) even = f64x2.add(even, f64x2.replace_lane(f64x2.splat(0), 0, square(a, s, b, t)));
  if (rest > 1) even = f64x2.add(even, f64x2.replace_lane(f64x2.splat(0), 1, square(a + 4, s, b + 4, t)));
  if (rest > 2) odd = f64x2.add(odd, f64x2.replace_lane(f64x2.splat(0), 0, square(a + 8, s, b + 8, t)));
  const sums = f64x2.add(even, odd);
  return f64x2.extract_lane(sums, 0) + f64x2.extract_lane(sums, 1);
}

function square(a: usize, s: f64, b: usize, t: f64): f64 {
  const difference = <f64>load<f32>(a) * s - <f64>load<f32>(b) * t;
  return difference * difference;
}
