import { smallestOfRows } from "../kernels/top-k-rows";
import * as tf from "../tfjs";
import { withoutGradient } from "../without-gradient";
import { logAttached, references, rowsAtOnce } from "./alternating-normalisation";
import { topEntropy } from "./prediction-entropy";
import type { SinkhornOptions } from "./sinkhorn";

/** Which predictions are uncertain, and how these are corrected. */
export interface CorrectionRule extends SinkhornOptions {
  /** Largest probabilities of a prediction that its entropy is taken of. */
  readonly top: number;
  /** "quantile": that share of the predictions is confident, the rest uncertain. "constant": entropies from `threshold` on are. */
  readonly rule: "quantile" | "constant";
  /** In [0, 1]. */
  readonly threshold: number;
  /** Confident predictions at most that an uncertain one is normalised together with. */
  readonly references: number;
}

export interface CorrectedBatch {
  /** [b, k] as given where confident, corrected where not. */
  readonly q: tf.Tensor2D;
  /** [b] in [0, 1], of the predictions as given. */
  readonly entropy: tf.Tensor1D;
  /** [b] 1 where uncertain, 0 where confident. */
  readonly uncertain: tf.Tensor1D;
}

/** How many of `count` predictions the quantile leaves uncertain. */
export function uncertainAtMost({ rule, threshold }: CorrectionRule, count: number): number {
  return rule === "constant" ? count : count - Math.floor(threshold * count);
}

/**
 * Corrects the uncertain predictions of a batch p [b, k] towards a prior, given by its logarithm [k] (Zhu and Ma 2025, section 1.2,
 * algorithm 1). A prediction of no entropy is never uncertain; of equal ones the first is the more uncertain. All on the device, and
 * no gradient passes it. Within tidy.
 */
export function correctBatch(p: tf.Tensor2D, logPrior: tf.Tensor1D, rule: CorrectionRule): CorrectedBatch {
  const [b, k] = p.shape;
  // One tensor, since one is what can be taken off the tape.
  const all = withoutGradient(() => {
    const entropy = topEntropy(p, rule.top);
    const chosen = chosenRows(entropy, rule);
    const uncertain = spread(chosen, chosen.uncertain, b);
    const confident = tf.sub(1, uncertain) as tf.Tensor1D;
    const known = pickReferences(p, confident, rule);
    const corrected = spread(chosen, correctRows(taken(p, chosen), known, logPrior, rule), b);
    const asked = tf.greater(tf.tile(tf.expandDims(uncertain, 1), [1, k]), 0);
    return tf.concat([tf.where(asked, corrected, p), tf.expandDims(entropy, 1), tf.expandDims(uncertain, 1)], 1) as tf.Tensor2D;
  });
  return {
    q: tf.slice(all, [0, 0], [b, k]),
    entropy: tf.reshape(tf.slice(all, [0, k], [b, 1]), [b]) as tf.Tensor1D,
    uncertain: tf.reshape(tf.slice(all, [0, k + 1], [b, 1]), [b]) as tf.Tensor1D,
  };
}

/** Rows that may be uncertain: as many as can be known without a look at the values. */
interface Chosen {
  /** [s] int32, or null where it is every row in its place. */
  readonly rows: tf.Tensor1D | null;
  /** [s] 1 where it is uncertain. */
  readonly uncertain: tf.Tensor1D;
}

function chosenRows(entropy: tf.Tensor1D, rule: CorrectionRule): Chosen {
  const [b] = entropy.shape;
  const s = uncertainAtMost(rule, b);
  if (s === b) {
    const least = rule.rule === "constant" ? rule.threshold : 0;
    const above = tf.logicalAnd(tf.greaterEqual(entropy, least), tf.greater(entropy, 0));
    return { rows: null, uncertain: tf.cast(above, "float32") as tf.Tensor1D };
  }
  if (s === 0) return { rows: tf.tensor1d([0], "int32"), uncertain: tf.zeros([1]) };
  const { values, indices } = smallestOfRows(tf.reshape(tf.neg(entropy), [1, b]) as tf.Tensor2D, s);
  return {
    rows: tf.reshape(indices, [s]) as tf.Tensor1D,
    uncertain: tf.reshape(tf.cast(tf.less(values, 0), "float32"), [s]) as tf.Tensor1D,
  };
}

function taken(p: tf.Tensor2D, { rows }: Chosen): tf.Tensor2D {
  return rows ? tf.gather(p, rows) : p;
}

/** Values of the chosen rows, [s] or [s, k], in their places among `b`; zeros elsewhere. */
function spread<T extends tf.Tensor>({ rows }: Chosen, values: T, b: number): T {
  if (!rows) return values;
  const places = tf.cast(tf.transpose(tf.oneHot(rows, b)), "float32") as tf.Tensor2D; // [b, s]
  const columns = tf.reshape(values, [values.shape[0], -1]) as tf.Tensor2D;
  return tf.reshape(tf.matMul(places, columns), [b, ...values.shape.slice(1)]) as T;
}

/** The rows that uncertain ones are normalised with: all that are confident, or so many spread evenly over them in the order of their classes. */
function pickReferences(p: tf.Tensor2D, confident: tf.Tensor1D, rule: CorrectionRule) {
  const [b, k] = p.shape;
  const most = rule.references;
  if (b <= most) return references(p, confident, rule.exponent);
  const order = tf.add(tf.cast(tf.argMax(p, 1), "float32"), tf.mul(tf.sub(1, confident), k));
  const sorted = tf.reshape(smallestOfRows(tf.reshape(order, [1, b]) as tf.Tensor2D, b).indices, [b]);
  const count = tf.sum(confident);
  const places = tf.range(0, most);
  const stride = tf.maximum(tf.div(count, most), 1);
  const at = tf.minimum(tf.floor(tf.mul(tf.add(places, 0.5), stride)), b - 1);
  const rows = tf.gather(p, tf.cast(tf.gather(sorted, tf.cast(at, "int32")), "int32") as tf.Tensor1D);
  return references(rows, tf.cast(tf.less(places, count), "float32") as tf.Tensor1D, rule.exponent);
}

/** logAttached in blocks, as probabilities: [s, k] → [s, k]. Within tidy. */
export function correctRows(
  uncertain: tf.Tensor2D,
  known: ReturnType<typeof references>,
  logPrior: tf.Tensor1D,
  rule: CorrectionRule,
): tf.Tensor2D {
  const [s, k] = uncertain.shape;
  const atOnce = rowsAtOnce(known.counted.shape[0]);
  const blocks: tf.Tensor2D[] = [];
  for (let from = 0; from < s; from += atOnce) {
    const part = tf.slice(uncertain, [from, 0], [Math.min(atOnce, s - from), k]);
    blocks.push(tf.tidy(() => tf.exp(logAttached(part, known, logPrior, rule)) as tf.Tensor2D));
  }
  return tf.concat(blocks) as tf.Tensor2D;
}
