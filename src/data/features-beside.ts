import type { FeatureSet } from "./dataset";
import { featuresFor } from "./feature-files";
import type { FeatureRows } from "./feature-rows";
import { counted, type ReportBuilder } from "./import-report";

/** Tables beside pictures that hold fewer numbers a row are taken for facts about them, such as their size. */
const LEAST_BESIDE = 8;

/**
 * Those of `sets` that may be features of the images at `paths`. Rows without names, as many as there are images, get those of the images,
 * of which some may be left out later.
 */
export function besideImages(sets: readonly FeatureRows[], paths: readonly string[], report: ReportBuilder): FeatureRows[] {
  for (const { path, rows, cols } of sets)
    if (paths.length > 0 && rows > 0 && cols < LEAST_BESIDE)
      report.note(
        `${path} holds ${counted(cols, "number")} a row, too few to be taken for features: beside pictures those have at least ${LEAST_BESIDE}. Add it by itself if it is some.`,
      );
  return sets
    .filter(({ cols }) => cols >= LEAST_BESIDE)
    .map((set) => (set.names === null && set.rows === paths.length ? { ...set, names: paths } : set));
}

/** Features that came with the images at `paths` and have a row for each; null, and a problem reported, where they have not. */
export function featuresBeside(sets: readonly FeatureRows[], paths: readonly string[], report: ReportBuilder): FeatureSet | null {
  if (sets.length === 0) return null;
  const found = featuresFor(sets, paths, report);
  if (typeof found === "string") {
    report.problem(sets[0].path, `Its vectors were left out: ${found}`);
    return null;
  }
  const { title, vectors } = found;
  report.note(`Each image came with ${counted(vectors.cols, "feature")}, in ${title}.`);
  return found;
}
