import type { ArrayFile } from "./array-file";
import { UnreadableError } from "./entry";
import { baseName } from "./file-names";
import { counted } from "./import-report";

const SIDE = 32;
const PIXELS = 3 * SIDE * SIDE;
/** One label byte and a picture (CIFAR-10); coarse and fine label bytes and a picture (CIFAR-100). */
const RECORD_10 = 1 + PIXELS;
const RECORD_100 = 2 + PIXELS;

/**
 * The records of a CIFAR binary file (A. Krizhevsky 2009): images [n, 32, 32, 3], planar, and labels [n], CIFAR-100's being the fine
 * ones. Throws UnreadableError where the length isn't a whole number of records or a label is out of range.
 */
export function readCifar(path: string, bytes: Uint8Array): readonly [images: ArrayFile, labels: ArrayFile] {
  const ten = bytes.length % RECORD_10 === 0 && labelsBelow(bytes, RECORD_10, 0, 10);
  const hundred = !ten && bytes.length % RECORD_100 === 0 && labelsBelow(bytes, RECORD_100, 1, 100);
  if (bytes.length === 0) throw new UnreadableError("The file is empty (0 bytes).");
  if (!ten && !hundred) {
    throw new UnreadableError(
      bytes.length % RECORD_10 === 0 || bytes.length % RECORD_100 === 0
        ? "Its records hold labels that CIFAR does not have, so it is another kind of file."
        : `Its ${counted(bytes.length, "byte is", "bytes are")} not a whole number of CIFAR records (${RECORD_10} bytes each for CIFAR-10, ${RECORD_100} for CIFAR-100).`,
    );
  }
  const record = ten ? RECORD_10 : RECORD_100;
  const count = bytes.length / record;
  const labels = new Uint8Array(count);
  const pixels = new Uint8Array(count * PIXELS);
  for (let i = 0; i < count; i++) {
    const start = i * record + record - PIXELS;
    labels[i] = bytes[start - 1];
    pixels.set(bytes.subarray(start, start + PIXELS), i * PIXELS);
  }
  return [
    { path, format: "cifar", dims: [count, SIDE, SIDE, 3], values: pixels, role: "images", bytes: true, planar: true },
    { path, format: "cifar", dims: [count], values: labels, role: "labels" },
  ];
}

function labelsBelow(bytes: Uint8Array, record: number, at: number, limit: number): boolean {
  for (let i = at; i < bytes.length; i += record) if (bytes[i] >= limit) return false;
  return true;
}

/** Whether `path` is the text file that names the classes, one a line in the order of the codes. */
export function isClassNameFile(path: string): boolean {
  return /^(batches\.meta|fine_label_names)\.txt$/i.test(baseName(path));
}

export function readClassNames(bytes: Uint8Array): string[] {
  const lines = new TextDecoder().decode(bytes).split(/\r?\n/);
  return lines.map((line) => line.trim()).filter((line) => line !== "");
}
