import type { MatrixView } from "../../core/live-view";
import { shownImages } from "./picture-views";

/** Images of the table at most: enough for blocks to be seen. */
const shown = 160;

/** The images whose affinities are shown, spread evenly over the dataset. */
export function affinitySample(count: number): Int32Array {
  return shownImages(count, shown);
}

/** Affinities [m, m] of the images `sample`, in the order of their clusters `labels` [n]; none of an image to itself. */
export function affinityView(affinities: Float32Array, sample: Int32Array, labels: Int32Array): MatrixView {
  const m = sample.length;
  const order = Array.from(sample.keys()).sort((a, b) => labels[sample[a]] - labels[sample[b]] || a - b);
  const values = new Float32Array(m * m);
  for (let i = 0; i < m; i++)
    for (let j = 0; j < m; j++) values[i * m + j] = i === j ? Number.NaN : affinities[order[i] * m + order[j]];
  // The ends of the scale at the first and the 99th percentile: a few twins would leave everything else pale.
  const sorted = values.filter((value) => !Number.isNaN(value)).sort();
  const to = sorted[Math.floor(0.99 * (sorted.length - 1))] || 1;
  return {
    kind: "matrix",
    id: "affinity",
    title: "Affinities, by cluster",
    help: "How strongly some images are tied to each other, images of one cluster side by side. Squares of strong ties along the diagonal are clusters that hang together; strong ties elsewhere join two that may be one.",
    rows: m,
    cols: m,
    values,
    from: sorted[Math.floor(0.01 * (sorted.length - 1))] ?? 0,
    to,
    xTitle: "images",
    yTitle: "Images",
    clusters: Int32Array.from(order, (i) => labels[sample[i]]),
  };
}
