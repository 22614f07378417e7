import type { Column } from "../core/saved-state";

/** What images in no cluster are said to be in. */
export const noiseName = "Noise";

/** Which image is in which cluster, and what is known about it: what the page and the command line hand out. */
export interface Assignments {
  /** [n] as imported. */
  readonly paths: readonly string[];
  /** [n] in [0, k), or -1 for noise: images in no cluster. */
  readonly labels: Int32Array;
  /** [k] as the user named them. */
  readonly clusterNames: readonly string[];
  /** [n] in [0, 1], or null. */
  readonly confidence: Float32Array | null;
  /** [n, 2], or null. */
  readonly layout: Float32Array | null;
  /** Class of each image (-1: none) and the classes' names, or null. */
  readonly truth: { readonly codes: Int32Array; readonly names: readonly string[] } | null;
  /** More figures of each image, [n] each, by their names. */
  readonly columns: readonly Pick<Column, "id" | "values">[];
}

/** One image. */
export interface AssignmentRow {
  readonly path: string;
  readonly cluster: number;
  readonly clusterName: string | null;
  readonly confidence: number | null;
  readonly x: number | null;
  readonly y: number | null;
  readonly label: string | null;
}

/** What an image has in `column`, or null. */
export const figureOf = ({ values }: Assignments["columns"][number], index: number): number | null => rounded(values[index]);

/** Throws where the parts differ in length or an image is in a cluster without a name. */
export function checkAssignments({ paths, labels, clusterNames, confidence, layout, truth, columns }: Assignments): void {
  const n = paths.length;
  const faults = [
    labels.length !== n && `${labels.length} clusters`,
    confidence && confidence.length !== n && `${confidence.length} confidences`,
    layout && layout.length !== 2 * n && `${layout.length} coordinates`,
    truth && truth.codes.length !== n && `${truth.codes.length} labels`,
    ...columns.map(({ id, values }) => values.length !== n && `${values.length} of ${id}`),
  ].filter((fault) => typeof fault === "string");
  if (faults.length > 0) throw new RangeError(`The assignments of ${n} images have ${faults.join(", ")}.`);
  const bad = labels.findIndex((label) => label >= clusterNames.length);
  if (bad >= 0)
    throw new RangeError(`Image ${bad} is in cluster ${labels[bad]}, but ${clusterNames.length} clusters have names.`);
}

export function assignmentRow(assignments: Assignments, index: number): AssignmentRow {
  const { paths, labels, clusterNames, confidence, layout, truth } = assignments;
  return {
    path: paths[index],
    cluster: labels[index],
    clusterName: labels[index] < 0 ? noiseName : (clusterNames[labels[index]] ?? null),
    confidence: rounded(confidence?.[index]),
    x: rounded(layout?.[2 * index]),
    y: rounded(layout?.[2 * index + 1]),
    label: truth?.names[truth.codes[index]] ?? null,
  };
}

/** To six decimals, beyond which a float32 of about 1 holds nothing; null for what is unknown or not finite. */
function rounded(value: number | undefined): number | null {
  if (value === undefined || !Number.isFinite(value)) return null;
  // "+ 0" turns -0 into 0.
  return Math.round(value * 1e6) / 1e6 + 0;
}
