import { adamUpdate } from "./kernels/adam-update";
import * as tf from "./tfjs";
import { createZerosLike, disposeVariables, restoreVariables, type SavedTensors, saveVariables } from "./variables";

export type OptimizerState = { readonly iteration: number; readonly memory: SavedTensors };

/** Changes variables by their gradients. Its memory belongs to the variables it was made for: a new phase makes a new one. */
export interface Optimizer {
  /** One update. `gradients` by the same names as the variables. */
  apply(gradients: Readonly<Record<string, tf.Tensor>>, learningRate: number): void;
  save(): Promise<OptimizerState>;
  restore(state: OptimizerState): void;
  dispose(): void;
}

type Variables = Readonly<Record<string, tf.Variable>>;

/**
 * Adam (Kingma and Ba 2015). The learning rate is an argument of each step, so that it may change during a run. ε is given
 * and not left to the backend, whose default differs (1e-4 on webgl, 1e-7 elsewhere).
 */
export function adam(variables: Variables, { beta1 = 0.9, beta2 = 0.999, epsilon = 1e-7 } = {}): Optimizer {
  const first = mapVariables(variables, "m");
  const second = mapVariables(variables, "v");
  const memory = { ...first, ...second };
  let iteration = 0;
  return {
    apply(gradients, learningRate) {
      iteration += 1;
      for (const [name, variable] of Object.entries(variables)) {
        const gradient = gradients[name];
        if (!gradient) continue;
        adamUpdate(variable, gradient, memory[`m/${name}`], memory[`v/${name}`], {
          learningRate,
          beta1,
          beta2,
          epsilon,
          iteration,
        });
      }
    },
    save: async () => ({ iteration, memory: await saveVariables(memory) }),
    restore(state) {
      iteration = state.iteration;
      restoreVariables(memory, state.memory);
    },
    dispose: () => disposeVariables(memory),
  };
}

/** Gradient descent with momentum: u = ρu + g, w = w − ηu. With ρ = 0 it keeps no memory. */
export function sgd(variables: Variables, { momentum = 0 } = {}): Optimizer {
  const memory = momentum > 0 ? mapVariables(variables, "u") : {};
  let iteration = 0;
  return {
    apply(gradients, learningRate) {
      iteration += 1;
      for (const [name, variable] of Object.entries(variables)) {
        const gradient = gradients[name];
        if (!gradient) continue;
        tf.tidy(() => {
          const velocity = memory[`u/${name}`];
          if (!velocity) {
            variable.assign(tf.sub(variable, tf.mul(gradient, learningRate)));
            return;
          }
          velocity.assign(tf.add(tf.mul(velocity, momentum), gradient));
          variable.assign(tf.sub(variable, tf.mul(velocity, learningRate)));
        });
      }
    },
    save: async () => ({ iteration, memory: await saveVariables(memory) }),
    restore(state) {
      iteration = state.iteration;
      restoreVariables(memory, state.memory);
    },
    dispose: () => disposeVariables(memory),
  };
}

function mapVariables(variables: Variables, prefix: string): Record<string, tf.Variable> {
  return Object.fromEntries(
    Object.entries(variables).map(([name, variable]) => [`${prefix}/${name}`, createZerosLike(variable)]),
  );
}
