/** out = dy where y > 0, and 0 elsewhere: the gradient of max(0, ·) from its result. */
export function reluGradient(dy: usize, y: usize, out: usize, count: i32): void {
  const zero = f32x4.splat(0);
  let i = 0;
  for (; i + 4 <= count; i += 4, dy += 16, y += 16, out += 16) {
    v128.store(out, v128.and(v128.load(dy), f32x4.gt(v128.load(y), zero)));
  }
  for (; i < count; i++, dy += 4, y += 4, out += 4) store<f32>(out, load<f32>(y) > 0 ? load<f32>(dy) : 0);
}

/** out = x where x > 0, and slope · x elsewhere; slope < 1. */
export function leakyRelu(x: usize, out: usize, count: i32, slope: f32): void {
  const slopes = f32x4.splat(slope);
  let i = 0;
  for (; i + 4 <= count; i += 4, x += 16, out += 16) {
    const value = v128.load(x);
    v128.store(out, f32x4.max(value, f32x4.mul(value, slopes)));
  }
  for (; i < count; i++, x += 4, out += 4) {
    const value = load<f32>(x);
    store<f32>(out, max<f32>(value, value * slope));
  }
}

/** out = dy where y > 0, and slope · dy elsewhere: the gradient of a leaky ReLU from its result; slope > 0. */
export function leakyReluGradient(dy: usize, y: usize, out: usize, count: i32, slope: f32): void {
  const zero = f32x4.splat(0);
  const slopes = f32x4.splat(slope);
  let i = 0;
  for (; i + 4 <= count; i += 4, dy += 16, y += 16, out += 16) {
    const gradient = v128.load(dy);
    v128.store(out, v128.bitselect(gradient, f32x4.mul(gradient, slopes), f32x4.gt(v128.load(y), zero)));
  }
  for (; i < count; i++, dy += 4, y += 4, out += 4) {
    const gradient = load<f32>(dy);
    store<f32>(out, load<f32>(y) > 0 ? gradient : slope * gradient);
  }
}

/**
 * One step of Adam over `count` values (Kingma and Ba 2015, algorithm 1; the decay of Loshchilov and Hutter 2019):
 * m = beta1·m + fresh1·g, v = beta2·v + fresh2·g², out = kept·w − rate·m / (√(v·correction) + epsilon), with fresh1 = 1 − β₁
 * and fresh2 = 1 − β₂, given since single precision can't subtract them. m and v are changed where they lie; out may be w.
 */
export function adamUpdate(
  w: usize,
  g: usize,
  m: usize,
  v: usize,
  out: usize,
  count: i32,
  beta1: f32,
  fresh1: f32,
  beta2: f32,
  fresh2: f32,
  kept: f32,
  rate: f32,
  correction: f32,
  epsilon: f32,
): void {
  const b1 = f32x4.splat(beta1);
  const b2 = f32x4.splat(beta2);
  const f1 = f32x4.splat(fresh1);
  const f2 = f32x4.splat(fresh2);
  const keep = f32x4.splat(kept);
  const step = f32x4.splat(rate);
  const correct = f32x4.splat(correction);
  const small = f32x4.splat(epsilon);
  let i = 0;
  for (; i + 4 <= count; i += 4, w += 16, g += 16, m += 16, v += 16, out += 16) {
    const slope = v128.load(g);
    const mean = f32x4.add(f32x4.mul(b1, v128.load(m)), f32x4.mul(f1, slope));
    const variance = f32x4.add(f32x4.mul(b2, v128.load(v)), f32x4.mul(f2, f32x4.mul(slope, slope)));
    v128.store(m, mean);
    v128.store(v, variance);
    const scaled = f32x4.div(f32x4.mul(step, mean), f32x4.add(f32x4.sqrt(f32x4.mul(variance, correct)), small));
    v128.store(out, f32x4.sub(f32x4.mul(keep, v128.load(w)), scaled));
  }
  for (; i < count; i++, w += 4, g += 4, m += 4, v += 4, out += 4) {
    const slope = load<f32>(g);
    const mean = beta1 * load<f32>(m) + fresh1 * slope;
    const variance = beta2 * load<f32>(v) + fresh2 * (slope * slope);
    store<f32>(m, mean);
    store<f32>(v, variance);
    store<f32>(out, kept * load<f32>(w) - (rate * mean) / (sqrt<f32>(variance * correction) + epsilon));
  }
}
