/**
 * How a learning rate changes over a run, as plain data. Only the step's number decides, so a run that resumes needs nothing
 * but its step count. Steps count from 0, the first update.
 */
export type Schedule =
  | { readonly kind: "constant" }
  /**
   * Half a cosine wave down from the base rate to `floor` times it at step `steps`, where it stays (Loshchilov and Hutter 2017,
   * eq. 5, one period). Before that the rate rises in a straight line over the first `warmup` steps (Goyal et al. 2017).
   */
  | { readonly kind: "cosine"; readonly steps: number; readonly warmup?: number; readonly floor?: number }
  /** Times `gamma` at each of the `milestones`, which are step numbers in rising order. */
  | { readonly kind: "step"; readonly milestones: readonly number[]; readonly gamma: number };

/** The learning rate of step `step` (from 0) of a run whose rate is `base`. Throws a RangeError naming a schedule's fault. */
export function learningRateAt(schedule: Schedule, step: number, base: number): number {
  if (!Number.isInteger(step) || step < 0) throw new RangeError(`learningRateAt: the step must be 0, 1, 2, …; got ${step}.`);
  switch (schedule.kind) {
    case "constant":
      return base;
    case "cosine":
      return base * cosineFactor(step, schedule.steps, schedule.warmup ?? 0, schedule.floor ?? 0);
    case "step":
      return base * stepFactor(step, schedule.milestones, schedule.gamma);
  }
}

function cosineFactor(step: number, steps: number, warmup: number, floor: number): number {
  if (!(warmup >= 0 && steps > warmup)) {
    throw new RangeError(`A cosine schedule needs more steps than its warm-up takes; it has ${steps} and ${warmup}.`);
  }
  if (!(floor >= 0 && floor <= 1)) throw new RangeError(`A cosine schedule's floor must be from 0 to 1, got ${floor}.`);
  // The first step already learns a little, and the first one after the warm-up has the whole base rate.
  if (step < warmup) return (step + 1) / (warmup + 1);
  const done = Math.min(1, (step - warmup) / (steps - warmup));
  return floor + ((1 - floor) / 2) * (1 + Math.cos(Math.PI * done));
}

function stepFactor(step: number, milestones: readonly number[], gamma: number): number {
  if (!(gamma > 0)) throw new RangeError(`A step schedule's gamma must be above 0, got ${gamma}.`);
  if (milestones.some((milestone, i) => i > 0 && milestone <= milestones[i - 1])) {
    throw new RangeError(`A step schedule's milestones must rise, got ${milestones.join(", ")}.`);
  }
  return gamma ** milestones.filter((milestone) => milestone <= step).length;
}
