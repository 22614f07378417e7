import type { Matrix } from "../../core/matrix";

/** Where DynAE draws the line between pictures that are sure of their cluster and such that are in conflict. */
export interface Thresholds {
  /** The likeliest cluster needs more than this … */
  readonly beta1: number;
  /** … and more than this above the second likeliest. */
  readonly beta2: number;
  /** Times 1 / k, by how much they are lowered next; and κ, of which the step after that is a share. */
  readonly step: number;
  readonly kappa: number;
}

/** A share that no softmax of few clusters reaches would leave every picture in conflict: with three clusters κ / k is 1. */
const largestShare = 0.8;
/** A lowering takes this share of κ, which it then becomes. */
const decay = 0.3;
/** Lowered by ever less they might stop above the conflicts that are left. */
const leastStep = 0.1;

/** β₁ = κ / k and β₂ = β₁ / 2 (Mrabah et al. 2020, section 3.3). */
export function firstThresholds(kappa: number, k: number): Thresholds {
  const beta1 = Math.min(largestShare, kappa / k);
  return { beta1, beta2: beta1 / 2, step: decay * kappa, kappa };
}

/** The thresholds after the conflicts have stopped shrinking: both less step / k, as in the published code. */
export function lowered({ beta1, beta2, step, kappa }: Thresholds, k: number): Thresholds {
  const next = Math.max(decay * kappa, leastStep);
  return { beta1: beta1 - step / k, beta2: beta2 - step / k, step: next, kappa: next };
}

/** What decides about conflicts. */
type Line = Pick<Thresholds, "beta1" | "beta2">;

export interface Conflicts {
  /** [n] 1 in conflict, 0 beyond it. */
  readonly conflicted: Float32Array;
  /** [n] how far the likeliest cluster is above the second. */
  readonly margins: Float32Array;
  /** Pictures in conflict. */
  readonly count: number;
}

/** Which rows of a soft assignment q [n, k] are in conflict. */
export function conflictsOf({ data, rows, cols }: Matrix, { beta1, beta2 }: Line): Conflicts {
  const conflicted = new Float32Array(rows);
  const margins = new Float32Array(rows);
  let count = 0;
  for (let i = 0; i < rows; i++) {
    let first = 0;
    let second = 0;
    for (let j = 0; j < cols; j++) {
      const q = data[i * cols + j];
      if (q > first) [first, second] = [q, first];
      else if (q > second) second = q;
    }
    margins[i] = first - second;
    if (first > beta1 && first - second > beta2) continue;
    conflicted[i] = 1;
    count += 1;
  }
  return { conflicted, margins, count };
}
