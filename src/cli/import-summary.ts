import type { ImportReport } from "../data/dataset";

const shown = 10;

/** What an import left out or mended, as lines for a terminal; empty where all went well. */
export function importProblems(report: ImportReport): string[] {
  if (report.problemCount === 0) return [];
  const listed = report.problems.slice(0, shown).map(({ path, reason }) => `  ${path}: ${reason}`);
  const rest = report.problemCount - listed.length;
  return [
    `${report.images} images came from ${report.files} files, with ${report.problemCount} ${report.problemCount === 1 ? "problem" : "problems"}:`,
    ...listed,
    ...(rest > 0 ? [`  … and ${rest} more`] : []),
  ];
}
