/** What separates the fields of a table, told by its first line; null where that holds but one. */
export function separatorOf(text: string): string | null {
  const firstLine = text.slice(0, Math.max(0, text.search(/[\r\n]/)));
  // Commas last: where numbers have decimal commas, something else separates them.
  return ["\t", ";", ","].find((mark) => firstLine.includes(mark)) ?? null;
}

/** Rows of fields (RFC 4180), empty lines left out: a field in quotes may hold separators, line breaks, and doubled quotes. */
export function* csvRows(text: string, separator: string): Generator<string[]> {
  const plain = text.replace(/^\ufeff/, "");
  yield* plain.includes('"') ? quotedRows(plain, separator) : plainRows(plain, separator);
}

function* plainRows(text: string, separator: string): Generator<string[]> {
  for (let from = 0; from < text.length; ) {
    const found = text.indexOf("\n", from);
    const end = found < 0 ? text.length : found;
    const line = text.slice(from, text[end - 1] === "\r" ? end - 1 : end);
    if (line !== "") yield line.split(separator);
    from = end + 1;
  }
}

function* quotedRows(text: string, separator: string): Generator<string[]> {
  let row: string[] = [];
  let field = "";
  let quoted = false;
  for (let i = 0; i <= text.length; i++) {
    const mark = text[i];
    if (mark === undefined || (!quoted && (mark === separator || mark === "\n"))) {
      row.push(field.replace(/\r$/, ""));
      field = "";
      if (mark !== separator) {
        if (row.length > 1 || row[0] !== "") yield row;
        row = [];
      }
    } else if (mark !== '"') field += mark;
    else if (!quoted && field === "") quoted = true;
    else if (quoted && text[i + 1] === '"') field += text[++i];
    else if (quoted) quoted = false;
    else field += mark;
  }
}
