/** Which share of the points lies within the unit circle; the rest is drawn closer, so that one stray can't shrink the map. */
const insideShare = 0.99;
/** How far beyond the unit circle a point may lie, however far out it is. */
const rim = 0.2;
/** How much of the way to filling the map a frame goes; the rest keeps the bulk where it was. */
const refill = 0.25;
/** Bounds of the radius that holds `insideShare` of the points, while the scale is under way. */
const leastReach = 0.5;
const mostReach = 1.6;

/**
 * `layout` [n, 2] centred and scaled so that 99 % of the points lie within the unit circle; those farther out are drawn
 * radially into the rim between 1 and 1.2. For the first frame of a run. All points at one place give zeros.
 */
export function normaliseLayout(layout: Float32Array): Float32Array {
  const centred = centre(layout);
  const radii = radiiOf(centred);
  const reach = within(radii, insideShare);
  return placed(centred, 1, 0, false, reach > 0 ? 1 / reach : unitScale(radii));
}

/**
 * `next` [n, 2] laid on `previous` [n, 2], and `moved`, the mean distance between the two, in layout units.
 *
 * Rotation or reflection are the least-squares ones (Schonemann, A generalized solution of the orthogonal Procrustes
 * problem, Psychometrika 31, 1966; in the plane the angle has a closed form). The scale is not the least-squares one,
 * which shrinks the map towards a point as frames resemble each other less. It is the one that keeps the median radius,
 * so that the bulk stays where it was, moved a quarter of the way (in the logarithm) to the one that fills the unit
 * circle: frames do not jump and the map stays full while the codes' own scale changes. Points beyond the unit circle
 * are drawn into the rim up to 1.2. Throws where the lengths differ.
 */
export function alignTo(previous: Float32Array, next: Float32Array): { layout: Float32Array; moved: number } {
  if (previous.length !== next.length)
    throw new RangeError(`alignTo: both layouts must be [n, 2], got ${previous.length} and ${next.length} values.`);
  const to = centre(previous);
  const from = centre(next);
  // Sums over the products of coordinates, [from, to].
  let xx = 0;
  let xy = 0;
  let yx = 0;
  let yy = 0;
  for (let p = 0; p < from.length; p += 2) {
    xx += from[p] * to[p];
    xy += from[p] * to[p + 1];
    yx += from[p + 1] * to[p];
    yy += from[p + 1] * to[p + 1];
  }
  const turned = Math.hypot(xx + yy, xy - yx);
  const mirrored = Math.hypot(xx - yy, xy + yx);
  const mirror = mirrored > turned;
  const angle = mirror ? Math.atan2(xy + yx, xx - yy) : Math.atan2(xy - yx, xx + yy);
  const layout = placed(from, Math.cos(angle), Math.sin(angle), mirror, scaleOf(to, from));
  let moved = 0;
  for (let p = 0; p < layout.length; p += 2) moved += lengthOf(layout[p] - previous[p], layout[p + 1] - previous[p + 1]);
  return { layout, moved: layout.length === 0 ? 0 : moved / (layout.length / 2) };
}

function scaleOf(to: Float64Array, from: Float64Array): number {
  const radii = radiiOf(from);
  const reach = within(radii, insideShare);
  if (!(reach > 0)) return unitScale(radii);
  const fill = 1 / reach;
  const keep = within(radiiOf(to), 0.5) / within(radii, 0.5);
  // More than half of either's points at one place: there is no size to keep.
  if (!(keep > 0 && Number.isFinite(keep))) return fill;
  const scale = keep ** (1 - refill) * fill ** refill;
  return Math.min(mostReach * fill, Math.max(leastReach * fill, scale));
}

/** For points of which 99 % lie at one place: the farthest sets the scale. */
function unitScale(radii: Float64Array): number {
  const farthest = within(radii, 1);
  return farthest > 0 ? 1 / farthest : 1;
}

/** Mirrored (y to -y) if so, turned by the angle of cosine `c` and sine `s`, scaled, and drawn into the rim. */
function placed(from: Float64Array, c: number, s: number, mirror: boolean, scale: number): Float32Array {
  const layout = new Float32Array(from.length);
  for (let p = 0; p < from.length; p += 2) {
    const x = from[p] * scale;
    const y = (mirror ? -from[p + 1] : from[p + 1]) * scale;
    const radius = lengthOf(x, y);
    const squeeze = radius > 1 ? (1 + rim * (1 - Math.exp((1 - radius) / rim))) / radius : 1;
    layout[p] = (c * x - s * y) * squeeze;
    layout[p + 1] = (s * x + c * y) * squeeze;
  }
  return layout;
}

/** Minus the mean. */
function centre(layout: Float32Array): Float64Array {
  let x = 0;
  let y = 0;
  for (let p = 0; p < layout.length; p += 2) {
    x += layout[p];
    y += layout[p + 1];
  }
  const count = Math.max(1, layout.length / 2);
  const out = new Float64Array(layout.length);
  for (let p = 0; p < layout.length; p += 2) {
    out[p] = layout[p] - x / count;
    out[p + 1] = layout[p + 1] - y / count;
  }
  return out;
}

/** Distances from 0, ascending. */
function radiiOf(centred: Float64Array): Float64Array {
  const radii = new Float64Array(centred.length / 2);
  for (let i = 0; i < radii.length; i++) radii[i] = lengthOf(centred[2 * i], centred[2 * i + 1]);
  return radii.sort();
}

/** The radius within which `share` of the points lie. */
function within(radii: Float64Array, share: number): number {
  return radii.length === 0 ? 0 : radii[Math.min(radii.length - 1, Math.ceil(share * radii.length) - 1)];
}

/** Math.hypot guards against overflow, at ten times the cost. */
function lengthOf(x: number, y: number): number {
  return Math.sqrt(x * x + y * y);
}
