import type { ImportReport } from "../data/dataset";
import { counted } from "../data/import-report";

const shown = 10;

/** What an import left out or mended, as lines for a terminal; empty where all went well. */
export function importProblems(report: ImportReport): string[] {
  if (report.problemCount === 0) return [];
  const listed = report.problems.slice(0, shown).map(({ path, reason }) => `  ${path}: ${reason}`);
  const rest = report.problemCount - listed.length;
  return [
    `${counted(report.images, "image")} came from ${counted(report.files, "file")}, with ${counted(report.problemCount, "problem")}:`,
    ...listed,
    ...(rest > 0 ? [`  … and ${rest} more`] : []),
  ];
}
