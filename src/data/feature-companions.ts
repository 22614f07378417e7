import { setKey } from "./array-names";
import type { ArrayPart } from "./array-parts";
import type { FeatureRows } from "./feature-rows";
import { baseName } from "./file-names";
import { notFiniteReason, type ReportBuilder } from "./import-report";
import type { NameList } from "./name-list";
import { rangeOf } from "./value-range";

/**
 * The vectors of arrays with what says which picture each row is of: a list of names beside it, whose name matches or which alone is as
 * long. A list in which texts come again and again is one of labels. Arrays with values that are no numbers are reported.
 */
export async function arrayFeatures(
  parts: readonly ArrayPart[],
  lists: readonly NameList[],
  classNames: readonly string[] | null,
  report: ReportBuilder,
): Promise<FeatureRows[]> {
  const found: FeatureRows[] = [];
  const used = new Set<NameList>();
  for (const part of parts) {
    const { path, count, width, values } = part;
    const { notFinite } = rangeOf(values);
    if (notFinite > 0) {
      report.problem(path, notFiniteReason(notFinite));
      continue;
    }
    const beside = await listsOf(part, lists);
    const names = beside.find(({ texts }) => isNames(texts));
    const labels = beside.find(({ texts }) => !isNames(texts));
    for (const taken of [names, labels]) if (taken) used.add(taken.list);
    found.push({
      path,
      rows: count,
      cols: width,
      data: values instanceof Float32Array ? values : Float32Array.from(values),
      names: names?.texts ?? null,
      labels: part.labels ? Array.from(part.labels, (code) => labelText(code, classNames)) : (labels?.texts ?? null),
      problems: [],
    });
  }
  for (const list of lists) if (!used.has(list)) report.problem(list.path, list.refusal);
  return found;
}

interface ReadList {
  readonly list: NameList;
  readonly texts: readonly string[];
}

/** Lists in the part's folder that are as long, those first whose names match. */
async function listsOf(part: ArrayPart, lists: readonly NameList[]): Promise<ReadList[]> {
  const found: ReadList[] = [];
  for (const list of lists.filter(({ path }) => folder(path) === folder(part.path))) {
    // One that can't be read names nothing, and is reported like any that isn't wanted.
    const texts = await list.read().catch(() => null);
    if (texts?.length === part.count) found.push({ list, texts });
  }
  const key = setKey(baseName(part.path));
  const matches = ({ list }: ReadList) => (setKey(baseName(list.path)) === key ? 0 : 1);
  return found.sort((a, b) => matches(a) - matches(b));
}

function isNames(texts: readonly string[]): boolean {
  return new Set(texts).size * 2 > texts.length;
}

function labelText(code: number, classNames: readonly string[] | null): string | null {
  return code < 0 ? null : (classNames?.[code] ?? String(code));
}

function folder(path: string): string {
  return path.slice(0, path.lastIndexOf("/") + 1);
}
