import { ModelError } from "./model-error";
import { type NumberType, readNumbers, widths } from "./stored-numbers";

/** A tensor of the file: its shape, and its values once they are asked for. */
export interface StoredWeights {
  readonly shape: readonly number[];
  /** A copy as float32, in row-major order. */
  read(): Float32Array;
}

/** No real header comes near; the format itself allows no more. */
const longestHeader = 100_000_000;

/**
 * Reads a safetensors file: u64 length of the header, a header in JSON (a name → type, shape and place of its values), the values. Types
 * other than F32, F16 and BF16 are listed but can't be read. Throws a ModelError where the file is damaged or cut short.
 */
export function readSafetensors(bytes: Uint8Array, file: string): ReadonlyMap<string, StoredWeights> {
  const damaged = (why: string) => new ModelError(`${file} is no whole safetensors file: ${why}.`);
  if (bytes.length < 10) throw damaged("it is too short");
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0, true));
  if (length > longestHeader || 8 + length > bytes.length) throw damaged("its header is longer than the file");
  const values = bytes.subarray(8 + length);
  const tensors = new Map<string, StoredWeights>();
  for (const [name, entry] of Object.entries(headerOf(bytes.subarray(8, 8 + length), damaged))) {
    if (name === "__metadata__") continue;
    if (!isEntry(entry)) throw damaged(`its header does not say where ${name} lies`);
    const { dtype, shape, data_offsets: place } = entry;
    const [start, end] = place;
    if (!(start <= end && end <= values.length)) throw damaged(`${name} lies beyond its end`);
    const count = shape.reduce((product, size) => product * size, 1);
    const type = dtype in widths ? (dtype as NumberType) : null;
    if (type && end - start !== count * widths[type]) throw damaged(`${name} is of another size than its shape`);
    tensors.set(name, {
      shape,
      read() {
        if (!type) throw new ModelError(`${file} holds ${name} as ${dtype}: only F32, F16 and BF16 can be read.`);
        return readNumbers(values.subarray(start, end), type);
      },
    });
  }
  return tensors;
}

function headerOf(text: Uint8Array, damaged: (why: string) => ModelError): Record<string, unknown> {
  let header: unknown;
  try {
    header = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(text));
  } catch (error) {
    throw new ModelError(damaged("its header can't be read").message, { cause: error });
  }
  if (typeof header !== "object" || header === null || Array.isArray(header)) throw damaged("its header is no list of tensors");
  return header as Record<string, unknown>;
}

interface Entry {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data_offsets: readonly [number, number];
}

function isEntry(entry: unknown): entry is Entry {
  if (typeof entry !== "object" || entry === null) return false;
  const { dtype, shape, data_offsets: place } = entry as Partial<Record<keyof Entry, unknown>>;
  return typeof dtype === "string" && areSizes(shape) && areSizes(place) && place.length === 2;
}

function areSizes(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((size) => Number.isSafeInteger(size) && size >= 0);
}
