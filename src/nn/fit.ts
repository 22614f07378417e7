import type { Optimizer } from "./optimizers";
import * as tf from "./tfjs";

/** A loss to minimise and the named terms it is made of, all scalars made inside the call. */
export interface Loss {
  readonly total: tf.Scalar;
  readonly terms: Readonly<Record<string, tf.Scalar>>;
}

/**
 * One training step: evaluates `loss`, applies its gradients to `variables` and returns `total` and every term as numbers,
 * read back in one go. Leaves no tensor behind.
 */
export async function trainStep(
  variables: Readonly<Record<string, tf.Variable>>,
  optimizer: Optimizer,
  learningRate: number,
  loss: () => Loss,
): Promise<Record<string, number>> {
  let names: string[] = [];
  const report = tf.tidy(() => {
    let parts: tf.Scalar[] = [];
    const { value, grads } = tf.variableGrads(() => {
      const { total, terms } = loss();
      names = Object.keys(terms);
      parts = Object.values(terms).map((term) => tf.keep(tf.clone(term)));
      return total;
    }, Object.values(variables));
    const named = Object.fromEntries(Object.entries(variables).map(([name, variable]) => [name, grads[variable.name]]));
    optimizer.apply(named, learningRate);
    const stacked = tf.stack([value, ...parts]);
    for (const part of parts) part.dispose();
    return stacked;
  });
  const values = await report.data();
  report.dispose();
  return Object.fromEntries([["total", values[0]], ...names.map((name, i) => [name, values[i + 1]])]);
}

/** Running mean of each named loss, weighted by batch size. */
export class MeanLosses {
  readonly #sums = new Map<string, number>();
  #weight = 0;

  add(losses: Readonly<Record<string, number>>, images: number): void {
    this.#weight += images;
    for (const [name, value] of Object.entries(losses)) this.#sums.set(name, (this.#sums.get(name) ?? 0) + value * images);
  }

  means(): Record<string, number> {
    return Object.fromEntries([...this.#sums].map(([name, sum]) => [name, sum / this.#weight]));
  }
}
