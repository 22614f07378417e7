import { csvRows } from "./csv-rows";
import { UnreadableError } from "./entry";
import { isFileTitle } from "./label-csv";
import { npyHeader } from "./npy";

/** A file that may say which picture each row of an array is of; read only where it is wanted. */
export interface NameList {
  readonly path: string;
  /** Texts by row, or null where the file is something else. */
  read(): Promise<readonly string[] | null>;
  /** What to report of it where it isn't wanted, a sentence. */
  readonly refusal: string;
}

/** One name a line, or a table of one column, its title left out; null where a line holds more. */
export function namesInText(text: string): readonly string[] | null {
  const names: string[] = [];
  // Nothing separates fields here: a line is a name.
  for (const row of csvRows(text, "\0")) {
    const name = row[0].trim();
    if (name !== "") names.push(name);
  }
  if (names.length > 1 && isFileTitle(names[0])) names.shift();
  return names.length > 0 ? names : null;
}

/** Whether an NPY file holds texts: numpy's fixed-width Unicode ("<U12") or bytes ("|S12"). */
export function isTextNpy(bytes: Uint8Array): boolean {
  const { descr } = npyHeader(bytes);
  return /^[<>|=][US]\d+$/.test(descr);
}

/** The texts of such a file. Throws UnreadableError where it is damaged. */
export function textsInNpy(bytes: Uint8Array): readonly string[] {
  const { descr, dims, start } = npyHeader(bytes);
  const width = Number(descr.slice(2)) * (descr[1] === "U" ? 4 : 1);
  const count = dims.reduce((product, size) => product * size, 1);
  if (bytes.length !== start + count * width) throw new UnreadableError("Its header and its length disagree.");
  const view = new DataView(bytes.buffer, bytes.byteOffset + start, count * width);
  const utf8 = new TextDecoder();
  return Array.from({ length: count }, (_, i) => {
    if (descr[1] === "S") return utf8.decode(bytes.subarray(start + i * width, start + (i + 1) * width)).replace(/\0+$/, "");
    let text = "";
    for (let at = i * width; at < (i + 1) * width; at += 4) {
      const point = view.getUint32(at, descr[0] !== ">");
      if (point > 0 && point <= 0x10ffff) text += String.fromCodePoint(point);
    }
    return text;
  });
}
