/** What is done to a finished row of a product: nothing, or max(0, ·). */
export const LINEAR: i32 = 0;
export const RELU: i32 = 1;

/** Adds `bias` (0: none) to `rows` rows of `cols` values that lie `stride` bytes apart, and applies the activation. */
export function finishRows(c: usize, stride: usize, rows: i32, cols: i32, bias: usize, activation: i32): void {
  if (bias === 0 && activation === LINEAR) return;
  const zero = f32x4.splat(0);
  const whole = cols & ~3;
  for (let r = 0; r < rows; r++, c += stride) {
    let i = 0;
    for (; i < whole; i += 4) {
      const at = (<usize>i) << 2;
      let x = v128.load(c + at);
      if (bias !== 0) x = f32x4.add(x, v128.load(bias + at));
      // max(x, 0) keeps NaN, pmax would not.
      if (activation === RELU) x = f32x4.max(x, zero);
      v128.store(c + at, x);
    }
    for (; i < cols; i++) {
      const at = (<usize>i) << 2;
      let x = load<f32>(c + at);
      if (bias !== 0) x += load<f32>(bias + at);
      if (activation === RELU) x = max<f32>(x, 0);
      store<f32>(c + at, x);
    }
  }
}
