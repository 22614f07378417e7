import { assignGreatest } from "./hungarian";

/** Shares of images in the right cluster, of those whose label was not given. */
export interface DiscoveryAccuracy {
  /** Of all of them, of those of known classes, and of those of new ones; NaN where there are none. */
  readonly all: number;
  readonly old: number;
  readonly new: number;
}

/**
 * Accuracy in generalised category discovery (Vaze et al. 2022): one one-to-one match of clusters and classes over all images of `truth` [n]
 * that have a label there (negative: left out), then counted for `known` classes and for new ones. `labels` [n] in [0, k).
 */
export function discoveryAccuracy(labels: Int32Array, truth: Int32Array, known: ReadonlySet<number>): DiscoveryAccuracy {
  const rows = labels.reduce((most, label) => Math.max(most, label + 1), 0);
  const cols = truth.reduce((most, code) => Math.max(most, code + 1), 0);
  const counts = new Float64Array(rows * cols);
  for (const [i, code] of truth.entries()) if (code >= 0 && labels[i] >= 0) counts[labels[i] * cols + code] += 1;
  const match = assignGreatest({
    rows,
    cols,
    starts: Int32Array.from({ length: rows + 1 }, (_, row) => row * cols),
    columns: Int32Array.from(counts, (_, cell) => cell % cols),
    counts,
  });
  const share = (counted: (code: number) => boolean) => {
    let right = 0;
    let images = 0;
    for (const [i, code] of truth.entries()) {
      if (code < 0 || !counted(code)) continue;
      images += 1;
      if (labels[i] >= 0 && match[labels[i]] === code) right += 1;
    }
    return right / images;
  };
  return { all: share(() => true), old: share((code) => known.has(code)), new: share((code) => !known.has(code)) };
}
