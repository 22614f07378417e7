import type { Labels } from "../core/images";
import { counted, type ReportBuilder } from "./import-report";

const SPLITS = /^(train(ing)?|test(ing)?|val(id|idation)?)$/i;

/**
 * Labels from the folders that pictures lie in. The folders that all pictures share are taken off the front (the dropped folder
 * itself, an archive); the first folder that is left is the label. Where those are only train and test, the one below is.
 * Pictures beside the labelled folders get -1. One label alone, or labels on fewer than half of the pictures, are none: null.
 */
export function folderLabels(paths: readonly string[], report: ReportBuilder): Labels | null {
  let folders = paths.map((path) => path.split("/").slice(0, -1));
  for (;;) {
    folders = withoutShared(folders);
    const first = new Set(folders.flatMap((parts) => parts.slice(0, 1)));
    if (first.size === 0) return null;
    const splits = [...first].every((name) => SPLITS.test(name));
    if (first.size > 1 && !splits) break;
    if (first.size > 1 && folders.some((parts) => parts.length > 1))
      report.note(`Joined the folders ${[...first].sort().join(", ")}.`);
    // One name alone tells nothing apart (a folder dropped beside loose pictures): look below it.
    folders = folders.map((parts) => parts.slice(1));
  }
  const given = folders.map((parts) => parts[0]?.replace(/\.zip$/i, "") ?? null);
  const without = given.filter((name) => name === null).length;
  if (without * 2 > given.length) {
    report.note("Most pictures lie beside the subfolders and not in them, so the folders' names were not taken as labels.");
    return null;
  }
  if (without > 0)
    report.note(`${counted(without, "picture lies", "pictures lie")} beside the labelled folders and got no label.`);
  return labelsFrom(given);
}

/** Codes in the names' code-unit order; null for no label. */
export function labelsFrom(given: readonly (string | null)[]): Labels | null {
  const names = [...new Set(given)].filter((name) => name !== null).sort();
  if (names.length === 0) return null;
  const codes = new Map(names.map((name, code) => [name, code]));
  return { codes: Int32Array.from(given, (name) => (name === null ? -1 : (codes.get(name) ?? -1))), names };
}

function withoutShared(folders: readonly (readonly string[])[]): string[][] {
  const [model = []] = folders;
  let shared = model.length;
  for (const parts of folders) {
    let same = 0;
    while (same < shared && parts[same] === model[same]) same++;
    shared = same;
  }
  return folders.map((parts) => parts.slice(shared));
}
