import type { NumberArray } from "./array-file";

/** How one number is stored: kind (unsigned, signed, float, boolean) and bytes. */
export type NumberType = "b1" | "u1" | "i1" | "u2" | "i2" | "u4" | "i4" | "u8" | "i8" | "f2" | "f4" | "f8";

export const NUMBER_TYPES: ReadonlySet<string> = new Set<NumberType>([
  "b1",
  "u1",
  "i1",
  "u2",
  "i2",
  "u4",
  "i4",
  "u8",
  "i8",
  "f2",
  "f4",
  "f8",
]);

export function isNumberType(text: string): text is NumberType {
  return NUMBER_TYPES.has(text);
}

/**
 * `count` numbers from `offset` on. Bytes are a view of `bytes`; the rest are copied as Float64 where `exact` (labels), else as
 * Float32, which holds every pixel type in use and takes half the memory.
 */
export function readNumbers(
  bytes: Uint8Array,
  offset: number,
  count: number,
  type: NumberType,
  littleEndian: boolean,
  exact: boolean,
): NumberArray {
  if (type === "u1" || type === "b1") return bytes.subarray(offset, offset + count);
  if (type === "i1") return new Int8Array(bytes.buffer, bytes.byteOffset + offset, count);
  const view = new DataView(bytes.buffer, bytes.byteOffset + offset, count * Number(type[1]));
  const values = exact ? new Float64Array(count) : new Float32Array(count);
  const width = Number(type[1]);
  const read = readers[type];
  for (let i = 0; i < count; i++) values[i] = read(view, i * width, littleEndian);
  return values;
}

type Reader = (view: DataView, at: number, littleEndian: boolean) => number;

const readers: Readonly<Record<Exclude<NumberType, "u1" | "b1" | "i1">, Reader>> = {
  u2: (view, at, little) => view.getUint16(at, little),
  i2: (view, at, little) => view.getInt16(at, little),
  u4: (view, at, little) => view.getUint32(at, little),
  i4: (view, at, little) => view.getInt32(at, little),
  u8: (view, at, little) => Number(view.getBigUint64(at, little)),
  i8: (view, at, little) => Number(view.getBigInt64(at, little)),
  f2: (view, at, little) => halfFloat(view.getUint16(at, little)),
  f4: (view, at, little) => view.getFloat32(at, little),
  f8: (view, at, little) => view.getFloat64(at, little),
};

/** IEEE 754 binary16: sign, 5 exponent bits, 10 fraction bits. */
function halfFloat(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
