import type * as tf from "../tfjs";
import { epsilonOf, type GraphTower, type Mixing, mixed } from "./graph-tower";

/** What a tower does row by row between two products with the adjacency. */
export interface GraphStage {
  /** The layer whose rows come in beside: 0 for the images, l for H_l; null in the last stage. */
  readonly hidden: number | null;
  /** The weights that take part, by the names they have in the tower. */
  readonly variables: Readonly<Record<string, tf.Variable>>;
  /** Of these, the name of those that the stage ends with: it gives on rows · weights, linear. Null where it ends otherwise. */
  readonly last: string | null;
  /** Multiply-adds of a row, with an allowance for what is done value by value. */
  readonly work: number;
  /** Gives on what comes in as it is. */
  readonly passes: boolean;
  /** Rows of the product before (null in the first stage), rows of the layer beside → what the next product takes. */
  compute(aggregated: tf.Tensor2D | null, input: tf.Tensor2D | null): tf.Tensor2D;
  /** The same without the weights that it ends with. */
  computeBeforeLast(aggregated: tf.Tensor2D | null, input: tf.Tensor2D | null): tf.Tensor2D;
}

/** Value-by-value operations cost about as much as this many multiply-adds for a value of memory. */
const workOfValue = 16;

/** The L + 2 stages of a tower of L + 1 layers: stage i ends layer i − 1 and begins layer i. */
export function graphStages({ layers, sizes }: GraphTower, mixing: Mixing): readonly GraphStage[] {
  return Array.from({ length: layers.length + 1 }, (_, i): GraphStage => {
    const ending = i > 0 ? layers[i - 1] : null;
    const beginning = i < layers.length ? layers[i] : null;
    const epsilon = epsilonOf(mixing, i, layers.length);
    const weighsAfter = ending !== null && ending.width === ending.inputs;
    const weighsBefore = beginning !== null && beginning.width !== beginning.inputs;
    const last = weighsBefore ? `${i}/weights` : null;
    const computeBeforeLast: GraphStage["compute"] = (aggregated, input) => {
      const z = ending && aggregated ? ending.after(aggregated) : null;
      if (!beginning || !input) return required(z);
      return z ? mixed(z, input, epsilon) : input;
    };
    return {
      hidden: beginning ? i : null,
      variables: {
        ...(weighsAfter ? { [`${i - 1}/weights`]: ending.variables.weights } : {}),
        ...(last !== null && beginning ? { [last]: beginning.variables.weights } : {}),
      },
      last,
      work: (weighsAfter ? ending.work : 0) + (weighsBefore ? beginning.work : 0) + workOfValue * (sizes[i] ?? 1),
      passes: !(beginning || weighsAfter),
      computeBeforeLast,
      compute(aggregated, input) {
        const rows = computeBeforeLast(aggregated, input);
        return beginning && input ? beginning.before(rows) : rows;
      },
    };
  });
}

function required(z: tf.Tensor2D | null): tf.Tensor2D {
  if (!z) throw new Error("graphStages: a stage got neither rows of a product nor rows of a layer.");
  return z;
}
