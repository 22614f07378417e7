import { type ArrayFile, type NumberArray, product, shapeText } from "./array-file";
import { viewOf } from "./byte-view";
import { UnreadableError } from "./entry";
import { counted } from "./import-report";
import { isNumberType, readNumbers } from "./numbers";

/**
 * One NPY file, versions 1 to 3 (NEP 1): magic, version, header length, a Python dictionary, the numbers; either byte order, either
 * axis order. Throws UnreadableError for what isn't numbers and where header and length disagree.
 */
export function readNpy(path: string, bytes: Uint8Array): ArrayFile {
  const { descr, fortran, dims, start } = npyHeader(bytes);
  const type = descr.slice(1);
  if (!isNumberType(type)) {
    throw new UnreadableError(`Its values are of type ${descr}, which isn't read; save them as uint8 or float32.`);
  }
  const count = product(dims);
  const expected = start + count * Number(type[1]);
  if (bytes.length !== expected) {
    throw new UnreadableError(
      `Its header says ${shapeText(dims)} values, which takes ${counted(expected, "byte")}, but it holds ${counted(bytes.length, "byte")}.`,
    );
  }
  const values = readNumbers(bytes, start, count, type, descr[0] !== ">", dims.length === 1);
  return { path, format: "npy", dims, values: fortran && dims.length > 1 ? rowMajor(values, dims) : values };
}

/** What an NPY file says of its values, and where they start. Throws UnreadableError. */
export function npyHeader(bytes: Uint8Array): { descr: string; fortran: boolean; dims: number[]; start: number } {
  const damaged = new UnreadableError("Its NPY header is damaged or cut short.");
  if (bytes.length < 12) throw damaged;
  const major = bytes[6];
  if (major < 1 || major > 3) throw new UnreadableError(`It is an NPY file of version ${major}; versions 1 to 3 are read.`);
  const view = viewOf(bytes);
  const textAt = major === 1 ? 10 : 12;
  const start = textAt + (major === 1 ? view.getUint16(8, true) : view.getUint32(8, true));
  if (start > bytes.length) throw damaged;
  const text = new TextDecoder().decode(bytes.subarray(textAt, start));
  const descr = /'descr':\s*'([<>|=][a-zA-Z]\d+)'/.exec(text)?.[1];
  const order = /'fortran_order':\s*(True|False)/.exec(text)?.[1];
  const shape = /'shape':\s*\(([\d\sL,]*)\)/.exec(text)?.[1];
  if (shape === undefined || order === undefined) throw damaged;
  if (descr === undefined) throw new UnreadableError("Its values are records or objects, not plain numbers.");
  const dims = shape
    .split(",")
    .map((size) => size.trim().replace("L", ""))
    .filter((size) => size !== "")
    .map(Number);
  return { descr, fortran: order === "True", dims, start };
}

/** Values whose first axis moves fastest, put so that the last one does. */
function rowMajor(values: NumberArray, dims: readonly number[]): NumberArray {
  const strides: number[] = [];
  let stride = 1;
  for (const size of dims) {
    strides.push(stride);
    stride *= size;
  }
  const turned = values.slice();
  const position = new Array<number>(dims.length).fill(0);
  let from = 0;
  for (let i = 0; i < turned.length; i++) {
    turned[i] = values[from];
    for (let axis = dims.length - 1; axis >= 0; axis--) {
      from += strides[axis];
      if (++position[axis] < dims[axis]) break;
      from -= position[axis] * strides[axis];
      position[axis] = 0;
    }
  }
  return turned;
}
