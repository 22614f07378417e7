import fc from "fast-check";
import { expect, test } from "vitest";
import { readIdx } from "./idx";

function idx(dims: readonly number[], values: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(4 + 4 * dims.length + values.length);
  const view = new DataView(bytes.buffer);
  bytes[2] = 8;
  bytes[3] = dims.length;
  dims.forEach((size, axis) => {
    view.setUint32(4 + 4 * axis, size);
  });
  bytes.set(values, 4 + 4 * dims.length);
  return bytes;
}

test("what was written is read", () => {
  const sizes = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 4 });
  const files = sizes.chain((dims) => {
    const count = dims.reduce((a, b) => a * b, 1);
    return fc.tuple(fc.constant(dims), fc.array(fc.integer({ min: 0, max: 255 }), { minLength: count, maxLength: count }));
  });
  fc.assert(
    fc.property(files, ([dims, values]) => {
      const read = readIdx("a", idx(dims, values));
      expect(read.dims).toEqual(dims);
      expect(Array.from(read.values)).toEqual(values);
    }),
  );
});

test("big-endian 32-bit labels are read", () => {
  const bytes = Uint8Array.of(0, 0, 12, 1, 0, 0, 0, 2, 0, 0, 1, 0, 255, 255, 255, 255);
  expect(Array.from(readIdx("a", bytes).values)).toEqual([256, -1]);
});

test("a header that disagrees with the length is named with both", () => {
  expect(() => readIdx("a", idx([3, 2, 2], [1, 2, 3]))).toThrow(
    "Its header says 3 × 2 × 2 values, which takes 28 bytes, but it holds 19 bytes.",
  );
});
