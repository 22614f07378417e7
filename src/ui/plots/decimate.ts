/**
 * At most `limit` of the points (x, y), chosen so that peaks survive: of each of limit / 2 equal stretches the lowest and the
 * highest, in their order. x must ascend. Shorter lists come back as they are.
 */
export function decimate(
  x: readonly number[],
  y: readonly number[],
  limit: number,
): { readonly x: readonly number[]; readonly y: readonly number[] } {
  if (x.length <= limit) return { x, y };
  const stretches = Math.max(1, Math.floor(limit / 2));
  const keptX: number[] = [];
  const keptY: number[] = [];
  for (let stretch = 0; stretch < stretches; stretch++) {
    const from = Math.floor((stretch * x.length) / stretches);
    const to = Math.floor(((stretch + 1) * x.length) / stretches);
    let low = from;
    let high = from;
    for (let i = from; i < to; i++) {
      if (y[i] < y[low]) low = i;
      if (y[i] > y[high]) high = i;
    }
    for (const i of low === high ? [low] : [Math.min(low, high), Math.max(low, high)]) {
      keptX.push(x[i]);
      keptY.push(y[i]);
    }
  }
  return { x: keptX, y: keptY };
}
