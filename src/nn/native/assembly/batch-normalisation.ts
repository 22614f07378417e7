import { multiplyAdd } from "./multiply-add";

/** Rows whose sums are taken in single precision before they go to those in double precision: see sum.ts. */
const ROWS_AT_ONCE: i32 = 64;

/** Bytes of scratch that `normaliseByBatch` and `batchNormalisationGradient` need: two f64 and three f32 a column. */
export function batchNormalisationScratch(cols: i32): usize {
  return <usize>cols * 28 + 8;
}

/**
 * out = scale · (x − mean) · slope + shift for x [rows, cols], with the columns' own mean and biased variance, which are
 * written out, as is slope = 1 / √(variance + epsilon). All but x and out are [cols]; addresses in bytes.
 */
export function normaliseByBatch(
  x: usize,
  scale: usize,
  shift: usize,
  out: usize,
  mean: usize,
  variance: usize,
  slope: usize,
  rows: i32,
  cols: i32,
  epsilon: f64,
  scratch: usize,
): void {
  const sums = (scratch + 7) & ~7;
  const factors = sums + ((<usize>cols) << 4);
  // Counted from the first row, which is not far from the mean: squares of values far from zero would cancel.
  sumPairs(x, x, x, rows, cols, sums);
  for (let c = 0; c < cols; c++) {
    const at = (<usize>c) << 2;
    const pair = sums + ((<usize>c) << 4);
    const away = load<f64>(pair) / rows;
    const spread = max<f64>(0, load<f64>(pair, 8) / rows - away * away);
    const inverse = 1 / sqrt<f64>(spread + epsilon);
    store<f32>(mean + at, <f32>(<f64>load<f32>(x + at) + away));
    store<f32>(variance + at, <f32>spread);
    store<f32>(slope + at, <f32>inverse);
    store<f32>(factors + at, <f32>(inverse * <f64>load<f32>(scale + at)));
  }
  for (let r = 0; r < rows; r++) {
    let c = 0;
    for (; c + 4 <= cols; c += 4, x += 16, out += 16) {
      const at = (<usize>c) << 2;
      const centred = f32x4.sub(v128.load(x), v128.load(mean + at));
      v128.store(out, multiplyAdd(centred, v128.load(factors + at), v128.load(shift + at)));
    }
    for (; c < cols; c++, x += 4, out += 4) {
      const at = (<usize>c) << 2;
      store<f32>(out, (load<f32>(x) - load<f32>(mean + at)) * load<f32>(factors + at) + load<f32>(shift + at));
    }
  }
}

/**
 * The gradients of `normaliseByBatch`, through the moments too, from dy [rows, cols] and what that was given and wrote:
 * dShift = Σ dy, dScale = Σ dy · x̂, dx = scale · slope · (dy − dShift / rows − x̂ · dScale / rows), x̂ = (x − mean) · slope.
 */
export function batchNormalisationGradient(
  dy: usize,
  x: usize,
  scale: usize,
  mean: usize,
  slope: usize,
  dx: usize,
  dScale: usize,
  dShift: usize,
  rows: i32,
  cols: i32,
  scratch: usize,
): void {
  const bytes = (<usize>cols) << 2;
  const sums = (scratch + 7) & ~7;
  // dx = first · dy − second · (x − mean) − third
  const first = sums + (bytes << 2);
  const second = first + bytes;
  const third = second + bytes;
  sumPairs(dy, x, mean, rows, cols, sums);
  for (let c = 0; c < cols; c++) {
    const at = (<usize>c) << 2;
    const pair = sums + ((<usize>c) << 4);
    const inverse = <f64>load<f32>(slope + at);
    const factor = inverse * <f64>load<f32>(scale + at);
    const sum = load<f64>(pair);
    const product = load<f64>(pair, 8) * inverse;
    store<f32>(dShift + at, <f32>sum);
    store<f32>(dScale + at, <f32>product);
    store<f32>(first + at, <f32>factor);
    store<f32>(second + at, <f32>((factor * inverse * product) / rows));
    store<f32>(third + at, <f32>((factor * sum) / rows));
  }
  for (let r = 0; r < rows; r++) {
    let c = 0;
    for (; c + 4 <= cols; c += 4, x += 16, dy += 16, dx += 16) {
      const at = (<usize>c) << 2;
      const centred = f32x4.sub(v128.load(x), v128.load(mean + at));
      const own = f32x4.sub(f32x4.mul(v128.load(first + at), v128.load(dy)), v128.load(third + at));
      v128.store(dx, f32x4.sub(own, f32x4.mul(v128.load(second + at), centred)));
    }
    for (; c < cols; c++, x += 4, dy += 4, dx += 4) {
      const at = (<usize>c) << 2;
      const centred = load<f32>(x) - load<f32>(mean + at);
      const own = load<f32>(first + at) * load<f32>(dy) - load<f32>(third + at);
      store<f32>(dx, own - load<f32>(second + at) * centred);
    }
  }
}

/**
 * Σ u and Σ u · (x − origin) of each column of u and x [rows, cols], side by side in sums [cols, 2] of f64; origin [cols].
 * Where u is x itself, u is taken from the origin too: these are then the moments about it.
 */
function sumPairs(u: usize, x: usize, origin: usize, rows: i32, cols: i32, sums: usize): void {
  const own = u === x;
  const row = (<usize>cols) << 2;
  memory.fill(sums, 0, row << 2);
  for (let r = 0; r < rows; r += ROWS_AT_ONCE) {
    const count = min(ROWS_AT_ONCE, rows - r);
    let c = 0;
    for (; c + 4 <= cols; c += 4) {
      const at = (<usize>c) << 2;
      const from = v128.load(origin + at);
      let plain = f32x4.splat(0);
      let product = plain;
      for (let i = 0, place = at; i < count; i++, place += row) {
        const centred = f32x4.sub(v128.load(x + place), from);
        const value = own ? centred : v128.load(u + place);
        plain = f32x4.add(plain, value);
        product = multiplyAdd(value, centred, product);
      }
      const pair = sums + (at << 2);
      addPair(pair, f32x4.extract_lane(plain, 0), f32x4.extract_lane(product, 0));
      addPair(pair + 16, f32x4.extract_lane(plain, 1), f32x4.extract_lane(product, 1));
      addPair(pair + 32, f32x4.extract_lane(plain, 2), f32x4.extract_lane(product, 2));
      addPair(pair + 48, f32x4.extract_lane(plain, 3), f32x4.extract_lane(product, 3));
    }
    for (; c < cols; c++) {
      const at = (<usize>c) << 2;
      const from = load<f32>(origin + at);
      let plain: f32 = 0;
      let product: f32 = 0;
      for (let i = 0, place = at; i < count; i++, place += row) {
        const centred = load<f32>(x + place) - from;
        const value = own ? centred : load<f32>(u + place);
        plain += value;
        product += value * centred;
      }
      addPair(sums + (at << 2), plain, product);
    }
    u += <usize>count * row;
    x += <usize>count * row;
  }
}

function addPair(place: usize, plain: f32, product: f32): void {
  store<f64>(place, load<f64>(place) + <f64>plain);
  store<f64>(place, load<f64>(place, 8) + <f64>product, 8);
}
