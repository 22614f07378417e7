import { assignGreatest } from "./hungarian";

/**
 * How `clusters` clusters and the named classes overlap: [clusters, classes] row-major counts over the labelled images,
 * and the class that the best one-to-one assignment gives each cluster (-1 for clusters left over). Images with truth
 * -1 or label -1 are left out. A cluster may be matched with a class it shares no image with, where no better is left.
 */
export function confusionOf(
  labels: Int32Array,
  clusters: number,
  truth: Int32Array,
  classNames: readonly string[],
): { counts: Int32Array; clusters: number; classes: readonly string[]; match: Int32Array } {
  const classes = classNames.length;
  const counts = new Int32Array(clusters * classes);
  for (let i = 0; i < labels.length; i++) {
    if (truth[i] < 0 || labels[i] < 0) continue;
    if (truth[i] >= classes || labels[i] >= clusters)
      throw new RangeError(
        `confusion: image ${i} has cluster ${labels[i]} of ${clusters} and class ${truth[i]} of ${classes}, which is out of range.`,
      );
    counts[labels[i] * classes + truth[i]]++;
  }
  return { counts, clusters, classes: classNames, match: assignGreatest(counts, clusters, classes) };
}
