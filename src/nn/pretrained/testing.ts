/* Tiny models, written byte by byte, so that the tests need no file and no other library. */

/** Bytes of a message, flat or nested. */
type Bytes = readonly number[];

/** A protocol buffer's varint: seven bits a byte, lowest first. */
function varint(value: number): Bytes {
  const bytes: number[] = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return [...bytes, rest];
    bytes.push((rest % 128) + 128);
  }
}

/** A field that holds a whole number (wire type 0). */
const numberField = (field: number, value: number): Bytes => [...varint(field * 8), ...varint(value)];

/** A field that holds text, bytes or a message (wire type 2). */
function bytesField(field: number, value: string | Bytes): Bytes {
  const bytes = typeof value === "string" ? [...new TextEncoder().encode(value)] : value;
  return [...varint(field * 8 + 2), ...varint(bytes.length), ...bytes];
}

/** TensorProto's numbers of types. */
const elementTypes = { float32: 1, int64: 7, float16: 10 } as const;
export type ElementType = keyof typeof elementTypes;

/** TensorProto of float32 values; with `externalFile` its values are said to lie in that file. */
export function onnxTensor(name: string, dims: readonly number[], values: readonly number[], externalFile?: string): Bytes {
  const where = externalFile
    ? [...bytesField(13, [...bytesField(1, "location"), ...bytesField(2, externalFile)]), ...numberField(14, 1)]
    : bytesField(9, [...new Uint8Array(Float32Array.from(values).buffer)]);
  return [...dims.flatMap((dim) => numberField(1, dim)), ...numberField(2, 1), ...bytesField(8, name), ...where];
}

/** NodeProto; attributes are lists of whole numbers, or one of them. */
export function onnxNode(
  operator: string,
  inputs: readonly string[],
  outputs: readonly string[],
  attributes: Readonly<Record<string, number | readonly number[]>> = {},
): Bytes {
  const attribute = ([name, value]: [string, number | readonly number[]]) => [
    ...bytesField(1, name),
    ...(typeof value === "number"
      ? [...numberField(3, value), ...numberField(20, 2)]
      : [...value.flatMap((one) => numberField(8, one)), ...numberField(20, 7)]),
  ];
  return [
    ...inputs.flatMap((input) => bytesField(1, input)),
    ...outputs.flatMap((output) => bytesField(2, output)),
    ...bytesField(4, operator),
    ...Object.entries(attributes).flatMap((one) => bytesField(5, attribute(one))),
  ];
}

/** ValueInfoProto: an input or output; a dimension is a size or a name, and null leaves the shape undeclared. */
export function onnxValue(name: string, dims: readonly (number | string)[] | null, type: ElementType = "float32"): Bytes {
  const dimension = (dim: number | string) => (typeof dim === "number" ? numberField(1, dim) : bytesField(2, dim));
  const shape = dims
    ? bytesField(
        2,
        dims.flatMap((dim) => bytesField(1, dimension(dim))),
      )
    : [];
  return [...bytesField(1, name), ...bytesField(2, bytesField(1, [...numberField(1, elementTypes[type]), ...shape]))];
}

/** ModelProto of IR version 8, operators of version 13. */
export function onnxModel(graph: {
  readonly nodes: readonly Bytes[];
  readonly weights?: readonly Bytes[];
  readonly inputs: readonly Bytes[];
  readonly outputs: readonly Bytes[];
}): Uint8Array {
  const { nodes, weights = [], inputs, outputs } = graph;
  const body = [
    ...nodes.flatMap((node) => bytesField(1, node)),
    ...bytesField(2, "tiny"),
    ...weights.flatMap((weight) => bytesField(5, weight)),
    ...inputs.flatMap((input) => bytesField(11, input)),
    ...outputs.flatMap((output) => bytesField(12, output)),
  ];
  return Uint8Array.from([...numberField(1, 8), ...bytesField(7, body), ...bytesField(8, numberField(2, 13))]);
}

/** A tensor of a safetensors file, its values as bytes already. */
export interface StoredTensor {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly bytes: Uint8Array;
}

export function float32Tensor(shape: readonly number[], values: readonly number[]): StoredTensor {
  return { dtype: "F32", shape, bytes: new Uint8Array(Float32Array.from(values).buffer) };
}

/** A safetensors file: length of the header, header, values. */
export function safetensorsFile(tensors: Readonly<Record<string, StoredTensor>>): Uint8Array {
  let end = 0;
  const header: Record<string, unknown> = { __metadata__: { format: "pt" } };
  for (const [name, { dtype, shape, bytes }] of Object.entries(tensors)) {
    header[name] = { dtype, shape, data_offsets: [end, end + bytes.length] };
    end += bytes.length;
  }
  const text = new TextEncoder().encode(JSON.stringify(header));
  const file = new Uint8Array(8 + text.length + end);
  new DataView(file.buffer).setBigUint64(0, BigInt(text.length), true);
  file.set(text, 8);
  let at = 8 + text.length;
  for (const { bytes } of Object.values(tensors)) {
    file.set(bytes, at);
    at += bytes.length;
  }
  return file;
}
