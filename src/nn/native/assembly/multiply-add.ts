/**
 * a · b + c in each lane: one instruction where the engine has relaxed SIMD (fused on every processor with FMA), two
 * elsewhere. The build decides, so the loop that calls it has no branch.
 */
export function multiplyAdd(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(a, b, c);
  return f32x4.add(f32x4.mul(a, b), c);
}
