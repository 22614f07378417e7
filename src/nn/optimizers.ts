import { adamUpdates } from "./kernels/adam-update";
import * as tf from "./tfjs";
import { createZerosLike, disposeVariables, restoreVariables, type SavedTensors, saveVariables } from "./variables";

export type OptimizerState = { readonly iteration: number; readonly memory: SavedTensors };

/** Changes variables by their gradients. Its memory belongs to the variables it was made for: a new phase makes a new one. */
export interface Optimizer {
  /** Updates done so far, over all the runs that a checkpoint has joined: the step that a schedule asks for. */
  readonly iteration: number;
  /**
   * One update. `gradients` by the same names as the variables; a variable without one stays as it is. `gradientScale`, a
   * scalar, is a factor of every gradient: a tensor, so that clipping need not read back what it computed on the device.
   */
  apply(gradients: Readonly<Record<string, tf.Tensor>>, learningRate: number, gradientScale?: tf.Tensor): void;
  save(): Promise<OptimizerState>;
  /** Takes a saved state up exactly. Throws, naming the fault, where it belongs to other variables or to another optimiser. */
  restore(state: OptimizerState): void;
  dispose(): void;
}

/** An optimiser as plain data. */
export type OptimizerDefinition =
  | ({ readonly kind: "adam" } & AdamOptions)
  | ({ readonly kind: "adamW" } & AdamOptions & { readonly weightDecay?: number })
  | ({ readonly kind: "sgd" } & SgdOptions);

type Variables = Readonly<Record<string, tf.Variable>>;

interface AdamOptions {
  readonly beta1?: number;
  readonly beta2?: number;
  readonly epsilon?: number;
}

interface SgdOptions {
  /** ρ in [0, 1). */
  readonly momentum?: number;
  readonly nesterov?: boolean;
  /** λ of an L2 penalty λ/2 ‖w‖², whose gradient λw joins the loss's own. */
  readonly weightDecay?: number;
}

/** Whether weight decay draws on a variable. */
export type Decays = (name: string, variable: tf.Variable) => boolean;

/**
 * Biases and scales, which have one dimension, are not decayed: they don't make a function less smooth, and pulling them
 * to zero only hurts the fit. By rank, since names are the caller's; whoever has other wishes, such as cluster centres
 * ([k, d]) that must not be drawn to the origin, passes a function of their own.
 */
export const decaysMatrices: Decays = (_, variable) => variable.rank > 1;

/** The optimiser that `definition` describes, with fresh memory for `variables`. */
export function createOptimizer(definition: OptimizerDefinition, variables: Variables): Optimizer {
  switch (definition.kind) {
    case "adam":
      return adam(variables, definition);
    case "adamW":
      return adamW(variables, definition);
    case "sgd":
      return sgd(variables, definition);
  }
}

/**
 * Adam (Kingma and Ba 2015). The learning rate is an argument of each step, so that it may change during a run. ε is given
 * and not left to the backend, whose default differs (1e-4 on webgl, 1e-7 elsewhere).
 */
export function adam(variables: Variables, options: AdamOptions = {}): Optimizer {
  return adamW(variables, { ...options, weightDecay: 0 });
}

/**
 * Adam with decoupled weight decay (Loshchilov and Hutter 2019, algorithm 2): Adam's step and w = w − ηλw, with the step's own
 * learning rate η, so that a schedule slows the decay too.
 */
export function adamW(
  variables: Variables,
  {
    beta1 = 0.9,
    beta2 = 0.999,
    epsilon = 1e-7,
    weightDecay = 0.01,
    decays = decaysMatrices,
  }: AdamOptions & { readonly weightDecay?: number; readonly decays?: Decays } = {},
): Optimizer {
  const memory = { ...zerosFor(variables, "m"), ...zerosFor(variables, "v") };
  return optimizerOf(variables, memory, (changes, { learningRate, iteration, gradientScale }) => {
    const updates = changes.map(({ name, variable, gradient }) => ({
      weights: variable,
      gradient,
      first: memory[`m/${name}`],
      second: memory[`v/${name}`],
      weightDecay: weightDecay > 0 && decays(name, variable) ? weightDecay : 0,
    }));
    adamUpdates(updates, { learningRate, beta1, beta2, epsilon, iteration, ...(gradientScale ? { gradientScale } : {}) });
  });
}

/**
 * Gradient descent with momentum: g = ∇L + λw, u = ρu + g, w = w − ηu, or with Nesterov's w = w − η(g + ρu) (Sutskever et al.
 * 2013, in the form of PyTorch's SGD). With ρ = 0 it keeps no memory and w = w − ηg.
 */
export function sgd(
  variables: Variables,
  { momentum = 0, nesterov = false, weightDecay = 0, decays = decaysMatrices }: SgdOptions & { readonly decays?: Decays } = {},
): Optimizer {
  if (nesterov && momentum === 0) throw new RangeError("sgd: Nesterov's step needs a momentum above 0.");
  const memory = momentum > 0 ? zerosFor(variables, "u") : {};
  return optimizerOf(variables, memory, (changes, { learningRate, gradientScale }) => {
    for (const { name, variable, gradient } of changes) {
      tf.tidy(() => {
        const slope = gradientScale ? tf.mul(gradient, gradientScale) : gradient;
        const penalised = weightDecay > 0 && decays(name, variable);
        const whole = penalised ? tf.add(slope, tf.mul(variable, weightDecay)) : slope;
        const velocity = memory[`u/${name}`];
        velocity?.assign(tf.add(tf.mul(velocity, momentum), whole));
        const ahead = velocity && nesterov ? tf.add(whole, tf.mul(velocity, momentum)) : (velocity ?? whole);
        variable.assign(tf.sub(variable, tf.mul(ahead, learningRate)));
      });
    }
  });
}

/** A variable to change, and the gradient to change it by. */
interface Change {
  readonly name: string;
  readonly variable: tf.Variable;
  readonly gradient: tf.Tensor;
}

interface Step {
  readonly learningRate: number;
  /** Counts from 1. */
  readonly iteration: number;
  readonly gradientScale: tf.Tensor | undefined;
}

/** What all optimisers share: they count their updates and keep `memory`, which is all of their state. */
function optimizerOf(
  variables: Variables,
  memory: Variables,
  update: (changes: readonly Change[], step: Step) => void,
): Optimizer {
  let iteration = 0;
  return {
    get iteration() {
      return iteration;
    },
    apply(gradients, learningRate, gradientScale) {
      iteration += 1;
      const changes = Object.entries(variables).flatMap(([name, variable]) => {
        const gradient = gradients[name];
        return gradient ? [{ name, variable, gradient }] : [];
      });
      update(changes, { learningRate, iteration, gradientScale });
    },
    save: async () => ({ iteration, memory: await saveVariables(memory) }),
    restore(state) {
      const strange = Object.keys(state.memory).find((name) => !(name in memory));
      if (strange) throw new Error(`the checkpoint's "${strange}" is of another optimiser; choose the one it was made with.`);
      restoreVariables(memory, state.memory);
      iteration = state.iteration;
    },
    dispose: () => disposeVariables(memory),
  };
}

function zerosFor(variables: Variables, prefix: string): Record<string, tf.Variable> {
  return Object.fromEntries(
    Object.entries(variables).map(([name, variable]) => [`${prefix}/${name}`, createZerosLike(variable)]),
  );
}
