import type { Optimizer, OptimizerState } from "./optimizers";
import type * as tf from "./tfjs";

type Variables = Readonly<Record<string, tf.Variable>>;

/** Variables that learn at another rate than the rest. */
export interface SlowVariables {
  readonly variables: Variables;
  /** Their share of the learning rate of each step. */
  readonly share: () => number;
}

/**
 * One optimiser for `variables`, some of which learn at a rate of their own: a network that was trained before beside a head that wasn't.
 * What is not trainable, such as running means, is left out. `create` makes the optimiser of each group. Its state is that of the two side by side, so names must differ.
 */
export function atTwoRates(variables: Variables, slow: SlowVariables, create: (group: Variables) => Optimizer): Optimizer {
  const trained = Object.entries(variables).filter(([, variable]) => variable.trainable);
  const namesOfSlow = new Set(Object.keys(slow.variables));
  const group = (ofSlow: boolean) => Object.fromEntries(trained.filter(([name]) => namesOfSlow.has(name) === ofSlow));
  const [quick, held] = [create(group(false)), create(group(true))];
  /** Memory is named by what it is of, behind the first slash: "m/encoder/0/weights". */
  const isOfSlow = (name: string) => namesOfSlow.has(name.slice(name.indexOf("/") + 1));
  const partOf = ({ iteration, memory }: OptimizerState, ofSlow: boolean): OptimizerState => ({
    iteration,
    memory: Object.fromEntries(Object.entries(memory).filter(([name]) => isOfSlow(name) === ofSlow)),
  });
  return {
    get iteration() {
      return quick.iteration;
    },
    apply(gradients, learningRate, gradientScale) {
      quick.apply(gradients, learningRate, gradientScale);
      held.apply(gradients, learningRate * slow.share(), gradientScale);
    },
    async save() {
      const [fast, other] = [await quick.save(), await held.save()];
      return { iteration: fast.iteration, memory: { ...fast.memory, ...other.memory } };
    },
    restore(state) {
      quick.restore(partOf(state, false));
      held.restore(partOf(state, true));
    },
    dispose() {
      quick.dispose();
      held.dispose();
    },
  };
}
