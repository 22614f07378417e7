import type { Optimizer } from "./optimizers";
import * as tf from "./tfjs";
import { giveUpThread } from "./turn-work";

/** A loss to minimise and the named terms it is made of, all scalars made inside the call. */
export interface Loss {
  readonly total: tf.Scalar;
  readonly terms: Readonly<Record<string, tf.Scalar>>;
}

/** How a step goes through its batch. */
export interface StepSize {
  readonly images: number;
  /** Images at most whose gradient is taken before the thread is given up for once: see turn-work.ts. */
  readonly atOnce: number;
}

type Variables = Readonly<Record<string, tf.Variable>>;

/**
 * One training step: evaluates `loss`, applies its gradients to `variables` and starts to read `total` and every term back, in
 * one go. Resolves once the step is under way; on a graphics card it may still be computing. Leaves no tensor behind once the losses are
 * read.
 *
 * With a `size` the batch is taken in parts: `loss` is called for the images [from, to) of each, must be a mean over them, and
 * the parts' gradients are added up, weighted by their images. Commands that arrive meanwhile are handled between the parts.
 */
export async function trainStep(
  variables: Variables,
  optimizer: Optimizer,
  learningRate: number,
  loss: (from: number, to: number) => Loss,
  size: StepSize = { images: 1, atOnce: 1 },
): Promise<TrainedStep> {
  const { images } = size;
  // Parts of one length, as far as that goes; on a graphics card `atOnce` is infinite.
  const length = Math.ceil(images / Math.ceil(images / Math.min(images, size.atOnce)));
  let sum = partOf(variables, loss, 0, length, images);
  try {
    for (let from = length; from < images; from += length) {
      await giveUpThread();
      sum = added(sum, partOf(variables, loss, from, Math.min(images, from + length), images));
    }
    if (size.atOnce < images) await giveUpThread();
    optimizer.apply(sum.gradients, learningRate);
    return new TrainedStep(sum.names, tf.keep(tf.clone(sum.losses)));
  } finally {
    tf.dispose([sum.gradients, sum.losses]);
  }
}

/** A step that was made, its losses on their way back. */
export class TrainedStep {
  readonly #losses: Promise<Record<string, number>>;

  constructor(names: readonly string[], losses: tf.Tensor) {
    this.#losses = losses
      .data()
      .then((values) => Object.fromEntries(names.map((name, i) => [name, values[i]])))
      .finally(() => losses.dispose());
    // Whoever reads them hears of a failure; a run that ends before it does must not end the process.
    this.#losses.catch(() => {});
  }

  /** `total` and every term by its name. */
  losses(): Promise<Record<string, number>> {
    return this.#losses;
  }
}

/** What part of a batch contributes: gradients by variable, and [total, ...terms], all weighted. */
interface Contribution {
  readonly names: readonly string[];
  readonly gradients: Record<string, tf.Tensor>;
  readonly losses: tf.Tensor;
}

function partOf(
  variables: Variables,
  loss: (from: number, to: number) => Loss,
  from: number,
  to: number,
  images: number,
): Contribution {
  const share = (to - from) / images;
  const weighted = <T extends tf.Tensor>(x: T): T => (share === 1 ? x : tf.mul(x, share)) as T;
  let names: string[] = [];
  const { gradients, losses } = tf.tidy(() => {
    let terms: tf.Scalar[] = [];
    const { value, grads } = tf.variableGrads(() => {
      const { total, terms: named } = loss(from, to);
      names = Object.keys(named);
      terms = Object.values(named).map((term) => tf.keep(tf.clone(term)));
      return weighted(total);
    }, Object.values(variables));
    const found = Object.entries(variables).map(([name, variable]) => [name, grads[variable.name]] as const);
    const stacked = tf.stack([value, ...terms.map(weighted)]);
    tf.dispose(terms);
    return { gradients: Object.fromEntries(found.filter(([, gradient]) => gradient)), losses: stacked };
  });
  return { names: ["total", ...names], gradients, losses };
}

/** The sum of two contributions, which are used up. */
function added(a: Contribution, b: Contribution): Contribution {
  const sum = tf.tidy(() => ({
    gradients: Object.fromEntries(Object.entries(a.gradients).map(([name, x]) => [name, tf.add(x, b.gradients[name])])),
    losses: tf.add(a.losses, b.losses),
  }));
  tf.dispose([a.gradients, a.losses, b.gradients, b.losses]);
  return { names: a.names, ...sum };
}

/** Running mean of each named loss, weighted by batch size. Waits for a step's losses only when the next one is under way. */
export class MeanLosses {
  readonly #sums = new Map<string, number>();
  readonly #waiting: { readonly step: TrainedStep; readonly images: number }[] = [];
  #weight = 0;

  async add(step: TrainedStep, images: number): Promise<void> {
    this.#waiting.push({ step, images });
    if (this.#waiting.length > 1) await this.#readFirst();
  }

  async means(): Promise<Record<string, number>> {
    while (this.#waiting.length > 0) await this.#readFirst();
    return Object.fromEntries([...this.#sums].map(([name, sum]) => [name, sum / this.#weight]));
  }

  /** Waits until no step's losses are on their way any more, whatever became of them: to be awaited before a run ends. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.#waiting.splice(0).map(({ step }) => step.losses()));
  }

  async #readFirst(): Promise<void> {
    const first = this.#waiting.shift();
    if (!first) return;
    const { step, images } = first;
    this.#weight += images;
    for (const [name, value] of Object.entries(await step.losses())) {
      this.#sums.set(name, (this.#sums.get(name) ?? 0) + value * images);
    }
  }
}
