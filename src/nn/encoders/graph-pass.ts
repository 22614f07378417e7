import { type ResidentSparse, sparseProduct, sparseProductGradient } from "../kernels/sparse-product";
import * as tf from "../tfjs";
import { giveUpThread, imagesAtOnce, trainingWork } from "../turn-work";
import { type GraphStage, graphStages } from "./graph-stages";
import type { GraphTower, Mixing } from "./graph-tower";

/** Rows of a turn at most, also where a graphics card could take all: 8,192 rows of 2,000 values are 64 MiB, and a turn makes several such. */
const mostRows = 8192;

/**
 * Rows [from, to) of what enters a layer of the tower: for layer 0 of X [n, inputs], for layer l of the encoder's H_l
 * [n, sizes[l]]. Called within tidy, and for the same rows more than once.
 */
export type LayerRows = (layer: number, from: number, to: number) => tf.Tensor2D;

export interface GraphPassOptions {
  readonly adjacency: ResidentSparse;
  readonly rows: LayerRows;
  readonly mixing: Mixing;
  readonly signal: AbortSignal;
  /** Rows of a turn at most; as many as fit one unless given. */
  readonly rowsAtOnce?: number;
}

export interface GraphGradients {
  /** By the names of the tower's variables. */
  readonly variables: Readonly<Record<string, tf.Tensor>>;
  /** ∂/∂H_1 … ∂/∂H_L [n, sizes[l]] where they were asked for, otherwise none. */
  readonly hidden: readonly tf.Tensor2D[];
}

/** A tower's pass over a whole graph that may be asked for its gradient. The caller disposes it. */
export interface GraphPass {
  /** [n, K] */
  readonly logits: tf.Tensor2D;
  /**
   * Gradients of a loss whose own gradient to the logits is `slope` [n, K]; those to the encoder's layers, which take as much
   * memory as these layers themselves, only when asked for. The caller disposes them.
   */
  gradients(slope: tf.Tensor2D, toHidden?: boolean): Promise<GraphGradients>;
  dispose(): void;
}

/**
 * The tower's logits for all nodes of a graph, the same as GraphTower.apply's, computed in turns: what happens row by row
 * between two products with A is done for some hundred rows at a time, and the thread is given up in between. Only what comes
 * out of the products with A is kept, n · Σ min(sizes[l], sizes[l + 1]) values; what else the gradient needs is computed again.
 */
export async function passGraph(tower: GraphTower, options: GraphPassOptions): Promise<GraphPass> {
  const { adjacency, rows } = options;
  const stages = graphStages(tower, options.mixing);
  const entering: tf.Tensor2D[] = [];
  const forward = async (i: number): Promise<tf.Tensor2D> => {
    const { hidden, compute, work } = stages[i];
    const before = i > 0 ? entering[i - 1] : null;
    const blocks = await eachBlock(options, work, (from, to) =>
      // A clone: a stage that changes nothing would hand out the caller's own tensor, which is disposed below.
      tf.tidy(() => tf.clone(compute(before && rowsOf(before, from, to), hidden === null ? null : rows(hidden, from, to)))),
    );
    return joined(blocks)[0];
  };
  try {
    for (let i = 0; i + 1 < stages.length; i++) {
      const leaving = await forward(i);
      entering.push(sparseProduct(adjacency, leaving));
      leaving.dispose();
      await giveUpThread();
    }
    const logits = await forward(stages.length - 1);
    return {
      logits,
      gradients: (slope, toHidden = false) => gradientsOf(stages, entering, slope, toHidden, options),
      dispose: () => tf.dispose([...entering, logits]),
    };
  } catch (error) {
    tf.dispose(entering);
    throw error;
  }
}

async function gradientsOf(
  stages: readonly GraphStage[],
  entering: readonly tf.Tensor2D[],
  slope: tf.Tensor2D,
  toHidden: boolean,
  options: GraphPassOptions,
): Promise<GraphGradients> {
  const variables: Record<string, tf.Tensor> = {};
  const hidden: tf.Tensor2D[] = [];
  let leaving = tf.clone(slope);
  try {
    for (let i = stages.length - 1; i > 0; i--) {
      if (!stages[i].passes) {
        const found = await stageGradients(stages[i], entering[i - 1], leaving, toHidden, variables, options);
        leaving.dispose();
        leaving = found.aggregated[0];
        hidden.unshift(...found.input);
      }
      const further = sparseProductGradient(options.adjacency, leaving);
      leaving.dispose();
      leaving = further;
      await giveUpThread();
    }
    if (Object.keys(stages[0].variables).length > 0) await stageGradients(stages[0], null, leaving, false, variables, options);
    return { variables, hidden };
  } catch (error) {
    tf.dispose([variables, hidden]);
    throw error;
  } finally {
    leaving.dispose();
  }
}

/**
 * Gradients of one stage: those to its weights are added to `sums`, the others come back, where there are any. The product that a
 * stage ends with is linear, so it is not made again.
 */
async function stageGradients(
  { hidden, computeBeforeLast, last, work, variables }: GraphStage,
  entering: tf.Tensor2D | null,
  slope: tf.Tensor2D,
  toHidden: boolean,
  sums: Record<string, tf.Tensor>,
  options: GraphPassOptions,
): Promise<{ aggregated: tf.Tensor2D[]; input: tf.Tensor2D[] }> {
  const names = Object.keys(variables).filter((name) => name !== last);
  const blocks = await eachBlock(options, trainingWork(work) + work, (from, to) => {
    const found = tf.tidy(() => {
      const aggregated = entering && rowsOf(entering, from, to);
      const input = hidden === null ? null : options.rows(hidden, from, to);
      const beside = toHidden ? input : null;
      const args = [...names.map((name) => variables[name]), ...(aggregated ? [aggregated] : []), ...(beside ? [beside] : [])];
      const leaving = rowsOf(slope, from, to);
      const compute = () => computeBeforeLast(aggregated, input);
      const toComputed = () => (last === null ? leaving : (tf.matMul(leaving, variables[last], false, true) as tf.Tensor2D));
      // Of nothing TensorFlow.js takes no gradient.
      const { value, grads } = args.length > 0 ? tf.valueAndGrads(compute)(args, toComputed()) : { value: compute(), grads: [] };
      const own = Object.fromEntries(names.map((name, at): [string, tf.Tensor] => [name, grads[at]]));
      if (last !== null) own[last] = tf.matMul(value, leaving, true, false);
      const beyond = names.length + (aggregated ? 1 : 0);
      return {
        own,
        aggregated: grads.slice(names.length, beyond) as tf.Tensor2D[],
        input: grads.slice(beyond) as tf.Tensor2D[],
      };
    });
    for (const [name, own] of Object.entries(found.own)) {
      const before = sums[name];
      sums[name] = before ? tf.add(before, own) : own;
      if (before) tf.dispose([before, own]);
    }
    return { aggregated: found.aggregated, input: found.input };
  });
  return {
    aggregated: joined(blocks.flatMap((block) => block.aggregated)),
    input: joined(blocks.flatMap((block) => block.input)),
  };
}

/**
 * What `make` gives for the rows [from, to) of each block, of `work` multiply-adds a row, the thread given up between them. What
 * it has made is freed where it fails.
 */
async function eachBlock<Made extends tf.TensorContainer>(
  { adjacency, rowsAtOnce, signal }: GraphPassOptions,
  work: number,
  make: (from: number, to: number) => Made,
): Promise<Made[]> {
  const count = adjacency.rows;
  const size = Math.ceil(count / Math.ceil(count / Math.min(count, rowsAtOnce ?? Math.min(mostRows, imagesAtOnce(work)))));
  const made: Made[] = [];
  try {
    for (let from = 0; from < count; from += size) {
      if (from > 0) await giveUpThread();
      signal.throwIfAborted();
      made.push(make(from, Math.min(count, from + size)));
    }
    return made;
  } catch (error) {
    tf.dispose(made);
    throw error;
  }
}

function rowsOf(x: tf.Tensor2D, from: number, to: number): tf.Tensor2D {
  return from === 0 && to === x.shape[0] ? tf.clone(x) : tf.slice(x, [from, 0], [to - from, x.shape[1]]);
}

/** Blocks of rows one below the other, as one tensor; none for none. The blocks are used up. */
function joined(blocks: readonly tf.Tensor2D[]): tf.Tensor2D[] {
  if (blocks.length < 2) return [...blocks];
  const whole = tf.concat([...blocks]);
  tf.dispose([...blocks]);
  return [whole];
}
