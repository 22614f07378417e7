/** A point's nearest, nearest first; of points equally far, the one with the smaller index is nearer. */
export interface Nearest {
  readonly indices: Int32Array;
  readonly distances: Float64Array;
}

/** The `k` nearest by column `lane` of `distances` [n, 4]; index -1 where finite distances run out. */
export function nearestOf(distances: Float64Array, lane: number, k: number): Nearest {
  const indices = new Int32Array(k).fill(-1);
  const kept = new Float64Array(k).fill(Number.POSITIVE_INFINITY);
  const count = distances.length / 4;
  for (let point = 0; point < count; point++) {
    const distance = distances[point * 4 + lane];
    if (!(distance < kept[k - 1])) continue;
    let at = k - 1;
    for (; at > 0 && kept[at - 1] > distance; at--) {
      kept[at] = kept[at - 1];
      indices[at] = indices[at - 1];
    }
    kept[at] = distance;
    indices[at] = point;
  }
  return { indices, distances: kept };
}

/**
 * How far the points `others` lie beyond the k nearest: the sum of rank - k over those that are not among `nearest` by column `lane` of
 * `distances` [n, 4]. NaN where distances are not finite.
 */
export function excessRanks(distances: Float64Array, lane: number, nearest: Nearest, others: Nearest): number {
  const k = nearest.indices.length;
  const own = new Set(nearest.indices);
  if (own.has(-1) || others.indices.includes(-1)) return Number.NaN;
  const strangers = [...others.indices]
    .filter((point) => !own.has(point))
    .map((point) => ({ point, distance: distances[point * 4 + lane] }))
    .sort((a, b) => a.distance - b.distance || a.point - b.point);
  const count = strangers.length;
  if (count === 0) return 0;

  const points = Int32Array.from(strangers, ({ point }) => point);
  const limits = Float64Array.from(strangers, ({ distance }) => distance);
  const farthest = limits[count - 1];
  const scale = (slots - 1) / farthest;
  const passed = passedBySlot(limits, scale);
  let nearer = 0;
  for (let point = 0, p = lane; p < distances.length; point++, p += 4) {
    const distance = distances[p];
    if (!(distance <= farthest)) continue;
    let at = passed[(distance * scale) | 0];
    while (at < count && (limits[at] < distance || (limits[at] === distance && points[at] <= point))) at++;
    nearer += count - at;
  }
  return nearer + count * (1 - k);
}

const slots = 256;

/**
 * [slots] How many of the rising `limits` lie in slots before each one, and so before every distance in it. Without it each point would be
 * compared with half of the limits, and that would take longer than all distances.
 */
function passedBySlot(limits: Float64Array, scale: number): Int32Array {
  const passed = new Int32Array(slots);
  let at = 0;
  for (let slot = 0; slot < slots; slot++) {
    while (at < limits.length && ((limits[at] * scale) | 0) < slot) at++;
    passed[slot] = at;
  }
  return passed;
}
