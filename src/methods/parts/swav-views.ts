import type { HistogramView } from "../../core/live-view";
import type { Matrix } from "../../core/matrix";
import { collapseFacts } from "./collapse-monitor";

/** How prototypes are used: images of each, how many have any, and how many equally used ones would be as uneven. */
export function prototypeUse(own: Int32Array, prototypes: number) {
  const sizes = new Float32Array(prototypes);
  for (const j of own) sizes[j] += 1;
  const { usedClusters: used, effectiveClusters: effective } = collapseFacts(own, prototypes);
  return { sizes, used, effective };
}

/** What is to be said at the end of a training with so few prototypes in use; null where there are enough. */
export function collapsedPrototypes(used: number, prototypes: number): string | null {
  if (3 * used >= prototypes) return null;
  return `Only ${used} of ${prototypes} prototypes ${used === 1 ? "is" : "are"} in use at the end: training has collapsed, and the clusters are hardly of use. Fewer prototypes, a lower learning rate or more pictures may help.`;
}

/** Images of each prototype, `sizes` [p], the fullest first. */
export function prototypesView(sizes: Float32Array): HistogramView {
  return {
    kind: "histogram",
    id: "prototypes",
    title: "Use of the prototypes",
    help: "How many images lie nearest to each prototype, the fullest first. All should have some; when a few have all, training has collapsed.",
    xTitle: "Prototype, by rank",
    yTitle: "Images",
    from: 0,
    to: sizes.length,
    counts: sizes.slice().sort((a, b) => b - a),
    marks: [],
  };
}

/** The clusters of prototypes handed on to their images: `found` of the prototypes [p], `own` prototype of each image [n]. */
export function gatherLabels(
  found: { readonly labels: Int32Array; readonly confidence: Float32Array; readonly centres: Matrix },
  own: Int32Array,
) {
  return {
    labels: own.map((j) => found.labels[j]),
    confidence: Float32Array.from(own, (j) => found.confidence[j]),
    centres: found.centres,
  };
}
