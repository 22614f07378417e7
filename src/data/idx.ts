import { type ArrayFile, product, shapeText } from "./array-file";
import { viewOf } from "./byte-view";
import { UnreadableError } from "./entry";
import { counted } from "./import-report";
import { type NumberType, readNumbers } from "./numbers";

const TYPES: Readonly<Record<number, NumberType>> = { 8: "u1", 9: "i1", 11: "i2", 12: "i4", 13: "f4", 14: "f8" };

/**
 * One unpacked IDX file (Y. LeCun's MNIST page): two zero bytes, a type code, the number of axes, their sizes as big-endian 32-bit
 * integers, then the numbers, big-endian and row-major. Throws UnreadableError where header and length disagree.
 */
export function readIdx(path: string, bytes: Uint8Array): ArrayFile {
  const view = viewOf(bytes);
  const type = TYPES[bytes[2]];
  const rank = bytes[3];
  const start = 4 + 4 * rank;
  if (!type || bytes.length < start) throw new UnreadableError("Its IDX header is cut short or names an unknown type.");
  const dims = Array.from({ length: rank }, (_, axis) => view.getUint32(4 + 4 * axis));
  const count = product(dims);
  const expected = start + count * Number(type[1]);
  if (bytes.length !== expected) {
    throw new UnreadableError(
      `Its header says ${shapeText(dims)} ${rank === 1 ? "labels" : "values"}, which takes ${counted(expected, "byte")}, but it holds ${counted(bytes.length, "byte")}.`,
    );
  }
  const values = readNumbers(bytes, start, count, type, false, rank === 1);
  return { path, format: "idx", dims, values, bytes: type === "u1" };
}
