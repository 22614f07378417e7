import { expect, test } from "vitest";
import { joinRanges, rangeOf, scaleFor } from "./value-range";

const mapped = (values: Float32Array | Uint8Array | Int32Array) => {
  const { zero, span } = scaleFor(rangeOf(values));
  return Array.from(values, (value) => (value - zero) / span);
};

test("ranges become [0, 1] as documented", () => {
  expect(mapped(Float32Array.of(0, 0.25, 1))).toEqual([0, 0.25, 1]);
  expect(mapped(Float32Array.of(-1, 0.5, 1))).toEqual([0, 0.75, 1]);
  expect(mapped(Uint8Array.of(0, 51, 255))).toEqual([0, 0.2, 1]);
  expect(mapped(Float32Array.of(0.5, 51, 255))[1]).toBe(0.2);
  expect(mapped(Int32Array.of(0, 4, 16))).toEqual([0, 0.25, 1]);
  expect(mapped(Int32Array.of(0, 65535))).toEqual([0, 1]);
  expect(mapped(Int32Array.of(-128, 127))).toEqual([0, 1]);
  expect(mapped(Float32Array.of(-3, 1, 5))).toEqual([0, 0.5, 1]);
  expect(mapped(Float32Array.of(7.5, 7.5))).toEqual([0, 0]);
});

test("numbers that aren't finite are counted, and ranges are joined", () => {
  expect(rangeOf(Float32Array.of(1, Number.NaN, Number.POSITIVE_INFINITY)).notFinite).toBe(2);
  expect(joinRanges([rangeOf(Float32Array.of(0, 1)), rangeOf(Float32Array.of(-0.5))])).toEqual({
    low: -0.5,
    high: 1,
    whole: false,
    notFinite: 0,
  });
});
