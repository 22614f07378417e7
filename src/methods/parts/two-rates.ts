import type { Optimizer, OptimizerState } from "../../nn/optimizers";
import type * as tf from "../../nn/tfjs";
import type { SavedTensors } from "../../nn/variables";

type Variables = Readonly<Record<string, tf.Variable>>;

/**
 * An optimiser of two parts: `slow` variables, such as those of a network that has learnt already, take `share()` of the learning rate that
 * all others, such as those of a fresh head, take in full. What is not trainable, such as running means, is left out.
 */
export function twoRates(
  variables: Variables,
  slow: Variables,
  { share, create }: { readonly share: () => number; readonly create: (part: Variables) => Optimizer },
): Optimizer {
  const trained = Object.entries(variables).filter(([, variable]) => variable.trainable);
  const isSlow = (name: string) => name in slow;
  const parts = [
    { holds: isSlow, share, optimizer: create(Object.fromEntries(trained.filter(([name]) => isSlow(name)))) },
    {
      holds: (name: string) => !isSlow(name),
      share: () => 1,
      optimizer: create(Object.fromEntries(trained.filter(([name]) => !isSlow(name)))),
    },
  ];
  const [first, second] = parts.map(({ optimizer }) => optimizer);
  return {
    get iteration() {
      return first.iteration;
    },
    apply(gradients, learningRate, gradientScale) {
      for (const part of parts) part.optimizer.apply(gradients, learningRate * part.share(), gradientScale);
    },
    async save() {
      const states = [await first.save(), await second.save()];
      return { iteration: states[0].iteration, memory: { ...states[0].memory, ...states[1].memory } };
    },
    restore(state: OptimizerState) {
      for (const { optimizer, holds } of parts) optimizer.restore({ ...state, memory: memoryOf(state.memory, holds) });
    },
    dispose() {
      for (const { optimizer } of parts) optimizer.dispose();
    },
  };
}

/** Memory is named after its variable, behind a letter of the optimiser's own: "m/encoder/0/weights". */
function memoryOf(memory: SavedTensors, holds: (name: string) => boolean): SavedTensors {
  return Object.fromEntries(Object.entries(memory).filter(([name]) => holds(name.slice(name.indexOf("/") + 1))));
}
