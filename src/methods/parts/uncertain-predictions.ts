import type { Matrix } from "../../core/matrix";
import { type CorrectionRule, uncertainAtMost } from "../../nn/layers/corrected-batch";

/** topEntropy of nn/layers/prediction-entropy.ts on the host, for whole datasets: of each row of q [n, k], [n] in [0, 1]. */
export function entropiesOf({ data, rows, cols }: Matrix, top: number): Float32Array {
  const kept = Math.min(top, cols);
  const entropies = new Float32Array(rows);
  if (kept < 2) return entropies;
  const largest = new Float64Array(kept);
  for (let i = 0; i < rows; i++) {
    largest.fill(0);
    for (let j = 0; j < cols; j++) insert(largest, data[i * cols + j]);
    const sum = largest.reduce((total, value) => total + value, 0);
    let entropy = 0;
    for (const value of largest) if (value > 0) entropy -= (value / sum) * Math.log(value / sum);
    entropies[i] = Math.min(1, Math.max(0, entropy / Math.log(kept)));
  }
  return entropies;
}

/** Keeps the largest values seen, descending. */
function insert(largest: Float64Array, value: number): void {
  let at = largest.length - 1;
  if (value <= largest[at]) return;
  for (; at > 0 && largest[at - 1] < value; at--) largest[at] = largest[at - 1];
  largest[at] = value;
}

export interface Split {
  /** Rows, ascending. */
  readonly uncertain: Int32Array;
  readonly confident: Int32Array;
  /** The least entropy that is uncertain. */
  readonly threshold: number;
}

/** Which rows are uncertain by their entropies [n], as correctBatch tells on the device. */
export function splitByEntropy(entropies: Float32Array, rule: CorrectionRule): Split {
  const byEntropy = Int32Array.from(entropies.keys()).sort((a, b) => entropies[b] - entropies[a] || a - b);
  const most = uncertainAtMost(rule, entropies.length);
  const least = rule.rule === "constant" ? rule.threshold : 0;
  let count = 0;
  while (count < most && entropies[byEntropy[count]] > 0 && entropies[byEntropy[count]] >= least) count += 1;
  const threshold = rule.rule === "constant" ? least : count > 0 ? entropies[byEntropy[count - 1]] : 1;
  return { uncertain: byEntropy.slice(0, count).sort(), confident: byEntropy.slice(count).sort(), threshold };
}

/** At most `most` of `rows`, spread evenly over them in the order of their likeliest clusters `labels` [n], so that clusters keep their shares. */
export function evenlyOverClusters(rows: Int32Array, labels: Int32Array, most: number): Int32Array {
  if (rows.length <= most) return rows;
  const ordered = rows.slice().sort((a, b) => labels[a] - labels[b] || a - b);
  return Int32Array.from({ length: most }, (_, t) => ordered[Math.floor(((t + 0.5) * rows.length) / most)]);
}

/** exp of each entropy over their mean: weights of mean 1 that favour what is uncertain (Zhu and Ma 2025, eq. 8, times n). */
export function entropyWeights(entropies: Float32Array): Float32Array {
  const mean = entropies.reduce((sum, h) => sum + Math.exp(h), 0) / Math.max(1, entropies.length);
  return entropies.map((h) => Math.exp(h) / mean);
}
