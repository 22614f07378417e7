import { type ArrayFile, type NumberArray, product, shapeText } from "./array-file";
import { UnreadableError } from "./entry";
import { byteSize, type ReportBuilder } from "./import-report";
import { MAX_UNPACKED_BYTES } from "./inflate";

const IMAGE_NAMES = /^(data|x|images?|features|imgs?|pixels)$|^x[_-]|[_-]x$|images?|data/i;
const LABEL_NAMES = /^(targets?|y|labels?|classes)$|^y[_-]|[_-]y$|labels?|targets?/i;
const INTEGER = 0;
const FLOAT = 1;

/** Counts files in the library's own file system, so that two imports at once don't meet. */
let opened = 0;

/**
 * Arrays of an HDF5 file that by name are images (data, x, images, features) or labels (target, y, labels), in whatever group they
 * stand: USPS's train/data, train/target, test/data, test/target are the model. Where no name fits, every array of numbers
 * that could be images is taken. Throws UnreadableError where the file can't be opened or holds none.
 */
export async function readHdf5(path: string, bytes: Uint8Array, report: ReportBuilder): Promise<ArrayFile[]> {
  // Loaded only now: 3 MB that few imports need.
  const hdf5 = await import("h5wasm");
  const module = await hdf5.ready;
  const name = `import-${opened++}.h5`;
  module.FS.writeFile(name, bytes);
  try {
    const file = new hdf5.File(name, "r");
    if (file.file_id < 0n) throw new UnreadableError("It can't be opened as HDF5: it is damaged or cut short.");
    try {
      const arrays: { name: string; dataset: InstanceType<typeof hdf5.Dataset> }[] = [];
      for (const inside of file.paths()) {
        const found = file.get(inside);
        if (found instanceof hdf5.Dataset) arrays.push({ name: inside, dataset: found });
      }
      const last = (inside: string) => inside.slice(inside.lastIndexOf("/") + 1);
      const named = arrays.filter((array) => IMAGE_NAMES.test(last(array.name)) || LABEL_NAMES.test(last(array.name)));
      const chosen = named.some((array) => (array.dataset.shape?.length ?? 0) >= 2) ? named : arrays;
      const read: ArrayFile[] = [];
      for (const array of chosen) {
        const result = readArray(`${path}/${array.name}`, array.dataset);
        if (typeof result === "string") report.problem(`${path}/${array.name}`, result);
        else read.push(result);
      }
      const ignored = arrays.length - chosen.length;
      if (ignored > 0)
        report.note(
          `Passed over ${ignored} of the ${arrays.length} arrays in ${path}, which by name are neither images nor labels.`,
        );
      if (read.length === 0) throw new UnreadableError("It holds no array of images.");
      return read;
    } finally {
      file.close();
    }
  } finally {
    module.FS.unlink(name);
  }
}

interface Hdf5Array {
  readonly shape: number[] | null;
  readonly metadata: { readonly type: number; readonly size: number };
  readonly value: unknown;
}

/** The array, or a sentence that says why not. */
function readArray(path: string, dataset: Hdf5Array): ArrayFile | string {
  const { shape: dims, metadata } = dataset;
  if (!dims || dims.length === 0 || dims.length > 4) return "It is not an array of one to four axes.";
  if (metadata.type !== INTEGER && metadata.type !== FLOAT) return "Its values are not numbers.";
  const size = product(dims) * metadata.size;
  if (size > MAX_UNPACKED_BYTES) return `It unpacks to ${byteSize(size)}; up to ${byteSize(MAX_UNPACKED_BYTES)} is read.`;
  const values = plainNumbers(dataset.value, dims.length === 1);
  if (!values || values.length !== product(dims))
    return `Its ${shapeText(dims)} values can't be read; its compression may be unknown here.`;
  return { path, format: "hdf5", dims, values };
}

function plainNumbers(value: unknown, exact: boolean): NumberArray | null {
  if (value instanceof Uint8Array || value instanceof Int8Array) return value;
  if (value instanceof Float32Array || value instanceof Int32Array) return value;
  if (
    value instanceof Float64Array ||
    value instanceof Int16Array ||
    value instanceof Uint16Array ||
    value instanceof Uint32Array
  ) {
    return exact ? Float64Array.from(value) : Float32Array.from(value);
  }
  if (value instanceof BigInt64Array || value instanceof BigUint64Array) {
    const numbers = exact ? new Float64Array(value.length) : new Float32Array(value.length);
    for (let i = 0; i < value.length; i++) numbers[i] = Number(value[i]);
    return numbers;
  }
  return null;
}
