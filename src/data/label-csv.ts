import { csvRows, separatorOf } from "./csv-rows";
import { baseName } from "./file-names";

/** What the column that names files may be called; the first of these hardly is anything else. */
const SURE_TITLES = /^(file|file[ _]?name|path|image[ _]?(name|path|file))$/i;
const FILE_TITLES = /^(file|file[ _]?name|path|image|img|picture|image[ _]?(id|name|path|file)|id|name)$/i;
/** What the column of labels may be called. */
export const LABEL_COLUMNS = /^(label|class|target|category|species|y|class[ _]?name|label[ _]?name)$/i;

/** Whether a column of this title may name files. */
export function isFileTitle(title: string): boolean {
  return FILE_TITLES.test(title.trim());
}

/**
 * The column that names files, or -1: of those that may, the one of which most cells end like a file's name; where none does so more than
 * another, one that can hardly be anything else, or the first.
 */
function fileColumn(titles: readonly string[], rows: readonly (readonly string[])[]): number {
  const rank = (column: number) =>
    rows.filter((row) => /\.\w{2,5}$/.test(row[column]?.trim() ?? "")).length +
    (SURE_TITLES.test(titles[column].trim()) ? 0.5 : 0);
  const columns = [...titles.keys()].filter((column) => isFileTitle(titles[column]));
  return columns.reduce((best, column) => (best < 0 || rank(column) > rank(best) ? column : best), -1);
}

/** Labels by file name, or null where the text isn't a table with a column of files and one of labels. */
export function readLabelCsv(text: string): ReadonlyMap<string, string> | null {
  const separator = separatorOf(text);
  if (!separator) return null;
  const [header = [], ...rows] = csvRows(text, separator);
  const file = fileColumn(header, rows);
  const label = header.findIndex((name) => LABEL_COLUMNS.test(name.trim()));
  if (file < 0 || label < 0) return null;
  const labels = new Map<string, string>();
  for (const row of rows) {
    const name = row[file]?.trim();
    const value = row[label]?.trim();
    if (name && value) labels.set(comparable(name), value);
  }
  return labels;
}

/** The label of a picture: by its path, any ending of it or of the table's, its file name, or that without the extension. */
export function labelOf(path: string, labels: ReadonlyMap<string, string>): string | null {
  const name = comparable(path);
  for (const ending of endings(name)) {
    const found = labels.get(ending);
    if (found !== undefined) return found;
  }
  return labelsByEnding(labels).get(name) ?? labels.get(baseName(name).replace(/\.[^.]+$/, "")) ?? null;
}

/** Accents are one letter or two, and folders parted either way, by where a table and its pictures come from. */
function comparable(path: string): string {
  return path.replaceAll("\\", "/").normalize("NFC");
}

/** "a/b/c.png", "b/c.png", "c.png" */
function* endings(path: string): Generator<string> {
  for (let from = 0; from >= 0; ) {
    yield path.slice(from);
    const slash = path.indexOf("/", from);
    from = slash < 0 ? -1 : slash + 1;
  }
}

const byEnding = new WeakMap<ReadonlyMap<string, string>, ReadonlyMap<string, string | null>>();

/** By every ending of the table's names; null where it is that of several with different labels. */
function labelsByEnding(labels: ReadonlyMap<string, string>): ReadonlyMap<string, string | null> {
  const known = byEnding.get(labels);
  if (known) return known;
  const made = new Map<string, string | null>();
  for (const [name, label] of labels)
    for (const ending of endings(name)) {
      const before = made.get(ending);
      made.set(ending, before === undefined || before === label ? label : null);
    }
  byEnding.set(labels, made);
  return made;
}
