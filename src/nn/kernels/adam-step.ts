import type * as tf from "../tfjs";

export interface AdamStep {
  /** η */
  readonly learningRate: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  /** Counts from 1. */
  readonly iteration: number;
  /** λ of AdamW for updates that name none of their own; 0 (plain Adam) where absent. */
  readonly weightDecay?: number;
  /** Factor of every gradient, for clipping; a scalar tensor where it was computed on the device. 1 where absent. */
  readonly gradientScale?: number | tf.Tensor;
}

/** A variable, its gradient and its memory: the moments m and v, all of one shape. */
export interface AdamUpdate {
  readonly weights: tf.Variable;
  readonly gradient: tf.Tensor;
  /** m */
  readonly first: tf.Variable;
  /** v */
  readonly second: tf.Variable;
  /** λ of this variable; the step's where absent. */
  readonly weightDecay?: number;
}

/** The factors of the moments, which depend on the step alone: η / (1−β₁ᵗ) and 1 / (1−β₂ᵗ). */
export function momentFactors({ learningRate, beta1, beta2, iteration }: AdamStep): { rate: number; correction: number } {
  return { rate: learningRate / (1 - beta1 ** iteration), correction: 1 / (1 - beta2 ** iteration) };
}

/** ηλ: the share of the weights that decay takes. */
export function decayOf(update: AdamUpdate, step: AdamStep): number {
  return step.learningRate * (update.weightDecay ?? step.weightDecay ?? 0);
}
