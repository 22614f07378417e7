/**
 * Place in `rising` [n] where the curve bends most: farthest below the straight line from its first to its last value (Satopää
 * et al. 2011, without smoothing), the lowest place among equals. 0 where nothing bends.
 */
export function kneeOf(rising: ArrayLike<number>): number {
  const last = rising.length - 1;
  let place = 0;
  let deepest = 0;
  for (let i = 1; i < last; i++) {
    const below = rising[0] + ((rising[last] - rising[0]) * i) / last - rising[i];
    if (below <= deepest) continue;
    deepest = below;
    place = i;
  }
  return place;
}
