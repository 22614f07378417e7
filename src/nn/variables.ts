import * as tf from "./tfjs";

/** A tensor as plain data: what a checkpoint keeps. */
export type SavedTensor = { readonly shape: readonly number[]; readonly data: Float32Array };
export type SavedTensors = { readonly [name: string]: SavedTensor };

/** A trainable variable holding `data` in `shape`; the caller disposes it. */
export function createVariable(data: Float32Array, shape: readonly number[], trainable = true): tf.Variable {
  // Inside tidy: the initial tensor would otherwise outlive the variable made from it.
  return tf.tidy(() => tf.variable(tf.tensor(data.slice(), [...shape], "float32"), trainable));
}

/** A variable of zeros in the shape of `like`, not trainable: an optimiser's memory. */
export function createZerosLike(like: tf.Tensor): tf.Variable {
  return tf.tidy(() => tf.variable(tf.zeros(like.shape, "float32"), false));
}

/** The values of `tensor`, as a fresh copy: a backend may hand out its own store, which must not be transferred or changed. */
export async function readValues(tensor: tf.Tensor): Promise<Float32Array> {
  return Float32Array.from(await tensor.data());
}

export async function saveVariables(variables: Readonly<Record<string, tf.Variable>>): Promise<SavedTensors> {
  const saved: Record<string, SavedTensor> = {};
  for (const [name, variable] of Object.entries(variables)) {
    saved[name] = { shape: [...variable.shape], data: await readValues(variable) };
  }
  return saved;
}

/** Gives `variables` the saved values. Throws, naming the fault, when a name is missing or a shape differs. */
export function restoreVariables(variables: Readonly<Record<string, tf.Variable>>, saved: SavedTensors): void {
  for (const [name, variable] of Object.entries(variables)) {
    const values = saved[name];
    if (!values) throw new Error(`the checkpoint holds no "${name}"; was it made with other layer sizes?`);
    if (values.shape.join() !== variable.shape.join()) {
      throw new Error(
        `the checkpoint's "${name}" is [${values.shape.join(", ")}], but this network's is [${variable.shape.join(", ")}]`,
      );
    }
    tf.tidy(() => variable.assign(tf.tensor(values.data.slice(), variable.shape, "float32")));
  }
}

export function disposeVariables(variables: Readonly<Record<string, tf.Variable>>): void {
  for (const variable of Object.values(variables)) variable.dispose();
}
