import { clusterSizes } from "../../core/cluster-sizes";
import { type Matrix, matrix } from "../../core/matrix";
import { hardAssignment } from "./target-distribution";

/** What a batch of predictions asks a network to learn. */
export interface Targets {
  /** [b, k] */
  readonly targets: Matrix;
  /** [b] of each image in the loss; 0 for those that teach nothing */
  readonly weights: Float32Array;
  /** Images of which something can be learned. */
  readonly confident: number;
}

/**
 * Self-labels (Van Gansbeke et al. 2020, sec. 2.3): images whose likeliest cluster is likelier than `thresholds` [k] of that cluster get it
 * for a target, with a weight that makes all clusters that occur count alike. `predictions` [b, k] are constants;
 * `importance` [b] is a further factor of the weights.
 */
export function confidentTargets(
  predictions: Matrix,
  thresholds: ArrayLike<number>,
  importance: ArrayLike<number> = new Float32Array(predictions.rows).fill(1),
): Targets {
  const { rows, cols: k } = predictions;
  const { labels, confidence } = hardAssignment(predictions);
  const sure = labels.map((label, i) => (confidence[i] > thresholds[label] ? label : -1));
  const sizes = clusterSizes(sure, k);
  const confident = sizes.reduce((sum, size) => sum + size, 0);
  const targets = new Float32Array(rows * k);
  const weights = new Float32Array(rows);
  for (const [i, label] of sure.entries()) {
    if (label < 0) continue;
    targets[i * k + label] = 1;
    weights[i] = (importance[i] * confident) / sizes[label];
  }
  return { targets: matrix(targets, rows, k), weights, confident };
}

/** The next smaller number in single precision, or the one after it. */
const justBelow = (x: number): number => Math.fround(x * (1 - 2 ** -23));

/** For each of `clusters` the confidence that its surest `share` of images exceed; 1 where a cluster holds none. [k] */
export function surestShare(
  { labels, confidence }: { readonly labels: Int32Array; readonly confidence: Float32Array },
  clusters: number,
  share: number,
): Float32Array {
  const members: number[][] = Array.from({ length: clusters }, () => []);
  for (let i = 0; i < labels.length; i++) members[labels[i]].push(confidence[i]);
  return Float32Array.from(members, (values) => {
    if (values.length === 0) return 1;
    values.sort((a, b) => b - a);
    const taken = Math.max(1, Math.round(share * values.length));
    if (taken === values.length) return 0;
    // Of those that are alike all are taken, or there might be none left.
    return values[taken] < values[taken - 1] ? values[taken] : justBelow(values[taken]);
  });
}
