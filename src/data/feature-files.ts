import type { Images } from "../core/images";
import { toParts } from "./array-parts";
import type { FeatureSet, FileRef, ImportReport, LoadContext } from "./dataset";
import { arrayFeatures } from "./feature-companions";
import { type FeatureRows, featureTitle, fileOfRow, joinable, joined, tellFound } from "./feature-rows";
import { ReportBuilder } from "./import-report";
import { matchFeatures, namesAny } from "./match-features";
import { Pace } from "./pace";
import { readyFeatures } from "./ready-features";
import { sortFiles } from "./sort-files";

/**
 * Features of `images` out of NPY, NPZ, HDF5, CSV or TSV files, with lists of names beside them; `allPaths` are those of all that the
 * images were taken of. Throws ImportError where none of them
 * has a row for every image, and AbortError when cancelled.
 */
export async function readFeatures(
  files: readonly FileRef[],
  images: Pick<Images, "paths">,
  context: LoadContext,
  allPaths: readonly string[] = images.paths,
): Promise<{ readonly features: FeatureSet; readonly report: ImportReport }> {
  const report = new ReportBuilder();
  const pace = new Pace(context);
  const sorted = await sortFiles(files, report, pace);
  const parts = toParts(sorted.arrays, report, () => true).filter(({ vectors }) => vectors);
  const sets = [...(await arrayFeatures(parts, sorted.nameLists, sorted.classNames, report)), ...sorted.tables];
  pace.check();
  if (sets.length === 0)
    throw report.failure(
      "None of the files holds features: an NPY or NPZ array [images, values], or a table with a column of names and two or more of numbers.",
    );
  const features = featuresFor(sets, images.paths, report, allPaths);
  if (typeof features === "string")
    throw report.failure(
      features,
      sets.some((set) => isOf(set, images.paths, allPaths)),
    );
  return { features, report: report.build(images.paths.length) };
}

/** Whether a set's rows are of these images, as far as it says: some by name, or as many in all. */
function isOf(set: FeatureRows, paths: readonly string[], all: readonly string[]): boolean {
  return set.names ? namesAny(set, paths) : set.rows === paths.length || set.rows === all.length;
}

/** The first of `sets`, those of one width joined or one alone, that has a row for every image and can be learned from; else a sentence that says what the first lacks. */
export function featuresFor(
  sets: readonly FeatureRows[],
  paths: readonly string[],
  report: ReportBuilder,
  all = paths,
): FeatureSet | string {
  const candidates = [...joinable(sets).map(joined), ...sets.filter((set) => set.rows > 0)];
  let fault: string | null = null;
  for (const candidate of candidates) {
    const matched = matchFeatures(candidate, paths, all);
    if ("fault" in matched) {
      fault ??= matched.fault;
      continue;
    }
    const title = featureTitle(candidate.path);
    const vectors = readyFeatures(matched.matrix, title, paths, report, (i) =>
      featureTitle(fileOfRow(candidate, matched.rowOf[i])),
    );
    if (typeof vectors === "string") {
      fault ??= vectors;
      continue;
    }
    for (const note of matched.notes) report.note(note);
    tellUnused(sets, candidate, report);
    tellFound(candidate, report);
    return { title, source: candidate.path, vectors };
  }
  for (const set of sets) tellFound(set, report);
  return fault ?? "The files of features hold no rows.";
}

/** Sets that are no part of the one that is used. */
function tellUnused(sets: readonly FeatureRows[], used: FeatureRows, report: ReportBuilder): void {
  const others = sets.filter((set) => set.rows > 0 && set.path !== used.path && set.cols !== used.cols);
  if (others.length === 0) return;
  const names = others.map(({ path }) => featureTitle(path)).join(", ");
  report.note(`Of several sets of features ${featureTitle(used.path)} was taken; add ${names} alone to learn from that.`);
}
