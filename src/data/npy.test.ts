import fc from "fast-check";
import { expect, test } from "vitest";
import { readNpy } from "./npy";

type Put = (view: DataView, at: number, value: number, little: boolean) => void;
const stores: Record<string, { width: number; put: Put }> = {
  u1: { width: 1, put: (view, at, value) => view.setUint8(at, value) },
  i1: { width: 1, put: (view, at, value) => view.setInt8(at, value) },
  i2: { width: 2, put: (view, at, value, little) => view.setInt16(at, value, little) },
  i4: { width: 4, put: (view, at, value, little) => view.setInt32(at, value, little) },
  i8: { width: 8, put: (view, at, value, little) => view.setBigInt64(at, BigInt(value), little) },
  f4: { width: 4, put: (view, at, value, little) => view.setFloat32(at, value, little) },
  f8: { width: 8, put: (view, at, value, little) => view.setFloat64(at, value, little) },
};

function npy(
  type: string,
  little: boolean,
  dims: readonly number[],
  values: readonly number[],
  version = 1,
  fortran = false,
): Uint8Array {
  const { width, put } = stores[type];
  const shape = dims.length === 1 ? `${dims[0]},` : dims.join(", ");
  const text = `{'descr': '${little ? "<" : ">"}${type}', 'fortran_order': ${fortran ? "True" : "False"}, 'shape': (${shape}), }\n`;
  const textAt = version === 1 ? 10 : 12;
  const bytes = new Uint8Array(textAt + text.length + values.length * width);
  const view = new DataView(bytes.buffer);
  bytes.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, version, 0]);
  if (version === 1) view.setUint16(8, text.length, true);
  else view.setUint32(8, text.length, true);
  bytes.set(new TextEncoder().encode(text), textAt);
  values.forEach((value, i) => {
    put(view, textAt + text.length + i * width, value, little);
  });
  return bytes;
}

test("what was written is read, in every type, byte order and version", () => {
  const types = fc.constantFrom(...Object.keys(stores));
  const values = fc.array(fc.integer({ min: 0, max: 127 }), { minLength: 6, maxLength: 6 });
  fc.assert(
    fc.property(
      types,
      fc.boolean(),
      fc.constantFrom([6], [3, 2], [1, 2, 3]),
      values,
      fc.integer({ min: 1, max: 3 }),
      (type, little, dims, numbers, version) => {
        const read = readNpy("a", npy(type, little, dims, numbers, version));
        expect(read.dims).toEqual(dims);
        expect(Array.from(read.values)).toEqual(numbers);
      },
    ),
  );
});

test("Fortran order is turned", () => {
  // numpy.save of numpy.asfortranarray([[1, 2, 3], [4, 5, 6]]) stores 1 4 2 5 3 6.
  expect(Array.from(readNpy("a", npy("f4", true, [2, 3], [1, 4, 2, 5, 3, 6], 1, true)).values)).toEqual([1, 2, 3, 4, 5, 6]);
  // numpy.arange(12).reshape(2, 3, 2).ravel(order="F")
  const flat = [0, 6, 2, 8, 4, 10, 1, 7, 3, 9, 5, 11];
  expect(Array.from(readNpy("a", npy("u1", true, [2, 3, 2], flat, 1, true)).values)).toEqual([
    0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11,
  ]);
});

test("a wrong length and values that aren't numbers are named", () => {
  expect(() => readNpy("a", npy("u1", true, [3], [1, 2]))).toThrow("Its header says 3 values");
  const objects = npy("u1", true, [2], [1, 2]);
  objects[objects.indexOf("u".charCodeAt(0), 20)] = "O".charCodeAt(0);
  expect(() => readNpy("a", objects)).toThrow("isn't read");
});
