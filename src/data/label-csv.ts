import { csvRows, separatorOf } from "./csv-rows";
import { baseName } from "./file-names";

/** What the column that names files may be called. */
export const FILE_COLUMNS = /^(file|file[ _]?name|path|image|img|picture|image[ _]?(id|name|path|file)|id|name)$/i;
/** What the column of labels may be called. */
export const LABEL_COLUMNS = /^(label|class|target|category|species|y|class[ _]?name|label[ _]?name)$/i;

/** Labels by file name, or null where the text isn't a table with a column of files and one of labels. */
export function readLabelCsv(text: string): ReadonlyMap<string, string> | null {
  const separator = separatorOf(text);
  if (!separator) return null;
  const [header = [], ...rows] = csvRows(text, separator);
  const file = header.findIndex((name) => FILE_COLUMNS.test(name.trim()));
  const label = header.findIndex((name) => LABEL_COLUMNS.test(name.trim()));
  if (file < 0 || label < 0) return null;
  const labels = new Map<string, string>();
  for (const row of rows) {
    const name = row[file]?.trim();
    const value = row[label]?.trim();
    if (name && value) labels.set(name.replaceAll("\\", "/"), value);
  }
  return labels;
}

/** The label of a picture: by its path, any ending of it, its file name, or that without the extension. */
export function labelOf(path: string, labels: ReadonlyMap<string, string>): string | null {
  for (let from = 0; from >= 0; ) {
    const found = labels.get(path.slice(from));
    if (found !== undefined) return found;
    const slash = path.indexOf("/", from);
    from = slash < 0 ? -1 : slash + 1;
  }
  return labels.get(baseName(path).replace(/\.[^.]+$/, "")) ?? null;
}
