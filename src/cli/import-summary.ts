import type { ImportReport } from "../data/dataset";
import { counted } from "../data/import-report";

const shown = 10;

/** What an import left out or mended, as lines for a terminal; empty where all went well. */
export function importProblems(report: ImportReport): string[] {
  if (report.problemCount === 0) return [];
  const listed = report.problems.slice(0, shown).map(({ path, reason }) => `  ${path}: ${reason}`);
  const rest = report.problemCount - listed.length;
  const files = counted(report.files, "file");
  const problems = counted(report.problemCount, "problem");
  return [
    // Where nothing came of them, images may not have been what was looked for.
    report.images === 0 ? `${problems} in ${files}:` : `${counted(report.images, "image")} came from ${files}, with ${problems}:`,
    ...listed,
    ...(rest > 0 ? [`  … and ${rest} more`] : []),
  ];
}
