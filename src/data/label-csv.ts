import { baseName } from "./file-names";

const FILE_COLUMNS = /^(file|file[ _]?name|path|image|img|picture|image[ _]?(id|name|path|file)|id|name)$/i;
const LABEL_COLUMNS = /^(label|class|target|category|species|y|class[ _]?name|label[ _]?name)$/i;

/** Labels by file name, or null where the text isn't a table with a column of files and one of labels. */
export function readLabelCsv(text: string): ReadonlyMap<string, string> | null {
  const firstLine = text.slice(0, Math.max(0, text.search(/[\r\n]/)));
  const separator = [",", ";", "\t"].find((mark) => firstLine.includes(mark));
  if (!separator) return null;
  const [header, ...rows] = parseRows(text.replace(/^\ufeff/, ""), separator);
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

/** Rows of fields (RFC 4180): a field in quotes may hold separators, line breaks, and doubled quotes. */
function parseRows(text: string, separator: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let field = "";
  let quoted = false;
  for (let i = 0; i <= text.length; i++) {
    const mark = text[i];
    if (mark === undefined || (!quoted && (mark === separator || mark === "\n"))) {
      row.push(field.replace(/\r$/, ""));
      field = "";
      if (mark !== separator) {
        if (row.length > 1 || row[0] !== "") rows.push(row);
        row = [];
      }
    } else if (mark !== '"') field += mark;
    else if (!quoted && field === "") quoted = true;
    else if (quoted && text[i + 1] === '"') field += text[++i];
    else if (quoted) quoted = false;
    else field += mark;
  }
  return rows;
}
