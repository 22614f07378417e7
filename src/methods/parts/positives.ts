import * as tf from "../../nn/tfjs";

/** Which of the two views of b pictures belong together, those of one group: [2b, 2b], 1 where they do, 0 elsewhere and on the diagonal. */
export function positivesOf(groups: Int32Array): tf.Tensor2D {
  const b = groups.length;
  const positives = new Float32Array(4 * b * b);
  for (let i = 0; i < 2 * b; i++)
    for (let j = 0; j < 2 * b; j++) if (i !== j && groups[i % b] === groups[j % b]) positives[i * 2 * b + j] = 1;
  return tf.tensor2d(positives, [2 * b, 2 * b]);
}
