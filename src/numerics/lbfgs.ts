export interface DescentOptions {
  readonly iterations: number;
  /** Ends where no entry of the gradient is larger. */
  readonly tolerance: number;
}

/** Steps that are remembered. */
const memory = 10;
/** Armijo's condition: how much of what the slope promises a step must bring. */
const enough = 1e-4;
const mostHalvings = 30;

const dot = (a: Float64Array, b: Float64Array): number => {
  let sum = 0;
  for (let p = 0; p < a.length; p++) sum += a[p] * b[p];
  return sum;
};
const largest = (a: Float64Array): number => a.reduce((most, value) => Math.max(most, Math.abs(value)), 0);

interface Step {
  readonly moved: Float64Array;
  readonly turned: Float64Array;
  readonly scale: number;
}

/**
 * The minimum of a smooth convex function by L-BFGS (Nocedal, Mathematics of Computation 35, 1980), with steps halved until they bring
 * enough. `evaluate` gives the value at x [m] and writes the gradient [m]. Changes `x` and returns it; ends early where a value is no
 * longer a number, or no step brings anything.
 */
export async function minimise(
  x: Float64Array,
  evaluate: (x: Float64Array, gradient: Float64Array) => Promise<number>,
  { iterations, tolerance }: DescentOptions,
): Promise<Float64Array> {
  let gradient = new Float64Array(x.length);
  let value = await evaluate(x, gradient);
  const steps: Step[] = [];
  for (let iteration = 0; iteration < iterations && largest(gradient) > tolerance; iteration++) {
    const direction = newtonLike(gradient, steps);
    const slope = dot(direction, gradient);
    let length = steps.length > 0 ? 1 : 1 / Math.sqrt(dot(gradient, gradient));
    let found: { readonly x: Float64Array; readonly gradient: Float64Array<ArrayBuffer>; readonly value: number } | null = null;
    for (let halving = 0; halving < mostHalvings && !found; halving++, length /= 2) {
      const tried = x.map((entry, p) => entry + length * direction[p]);
      const there = new Float64Array(x.length);
      const reached = await evaluate(tried, there);
      if (reached <= value + enough * length * slope) found = { x: tried, gradient: there, value: reached };
    }
    if (!found) break;
    const next = found;
    const moved = next.x.map((entry, p) => entry - x[p]);
    const turned = next.gradient.map((entry, p) => entry - gradient[p]);
    const curvature = dot(moved, turned);
    if (curvature > 0) steps.push({ moved, turned, scale: 1 / curvature });
    if (steps.length > memory) steps.shift();
    x.set(next.x);
    ({ gradient, value } = next);
  }
  return x;
}

/** −H g, where H is the inverse curvature that the steps tell of (the two loops of Nocedal 1980). */
function newtonLike(gradient: Float64Array, steps: readonly Step[]): Float64Array {
  const direction = gradient.map((entry) => -entry);
  const add = (other: Float64Array, factor: number) => {
    for (let p = 0; p < direction.length; p++) direction[p] += factor * other[p];
  };
  const shares: number[] = [];
  for (let s = steps.length - 1; s >= 0; s--) {
    shares[s] = steps[s].scale * dot(steps[s].moved, direction);
    add(steps[s].turned, -shares[s]);
  }
  const last = steps.at(-1);
  if (last) {
    const size = 1 / (last.scale * dot(last.turned, last.turned));
    for (let p = 0; p < direction.length; p++) direction[p] *= size;
  }
  for (const [s, { moved, turned, scale }] of steps.entries()) add(moved, shares[s] - scale * dot(turned, direction));
  return direction;
}
