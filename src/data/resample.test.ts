import fc from "fast-check";
import { expect, test } from "vitest";
import { resample } from "./resample";

function square(data: number[], width: number, height: number, side: number, fit: "crop" | "fit" | "stretch", channels = 1) {
  const out = new Float64Array(side * side * channels);
  resample({ width, height, stride: channels, data }, { width: side, height: side, channels }, fit, out);
  return Array.from(out);
}

test("the same size gives the same pixels", () => {
  const data = [3, 1, 4, 1, 5, 9, 2, 6, 5];
  for (const fit of ["crop", "fit", "stretch"] as const) expect(square(data, 3, 3, 3, fit)).toEqual(data);
});

test("shrinking averages areas, with shares where a pixel is cut", () => {
  expect(square([0, 2, 4, 6], 2, 2, 1, "crop")).toEqual([3]);
  // 3 to 2 along each axis: weights 2/3 and 1/3.
  const [left, right] = square([0, 3, 9, 0, 3, 9, 0, 3, 9], 3, 3, 2, "stretch");
  expect(left).toBeCloseTo(1, 12);
  expect(right).toBeCloseTo(7, 12);
});

test("growing is bilinear between pixel centres", () => {
  expect(square([0, 8, 0, 8], 2, 2, 4, "stretch").slice(0, 4)).toEqual([0, 2, 6, 8]);
});

test("crop keeps the middle, stretch keeps all, fit adds bars of the edge's median", () => {
  // 4 x 2: columns 1 2 3 4
  const wide = [1, 2, 3, 4, 1, 2, 3, 4];
  expect(square(wide, 4, 2, 2, "crop")).toEqual([2, 3, 2, 3]);
  expect(square(wide, 4, 2, 2, "stretch")).toEqual([1.5, 3.5, 1.5, 3.5]);
  const tall = [5, 5, 5, 1, 5, 5, 5, 5];
  expect(square(tall, 2, 4, 4, "fit")).toEqual([5, 5, 5, 5, 5, 5, 1, 5, 5, 5, 5, 5, 5, 5, 5, 5]);
});

test("a flat picture stays flat and nothing leaves the range, at any size", () => {
  const sides = fc.integer({ min: 1, max: 40 });
  const fits = fc.constantFrom("crop" as const, "fit" as const, "stretch" as const);
  fc.assert(
    fc.property(sides, sides, sides, fits, (width, height, side, fit) => {
      const data = Array.from({ length: width * height * 3 }, (_, i) => (i % 3 === 0 ? 200 : (i * 37) % 256));
      const out = square(data, width, height, side, fit, 3);
      const flat = out.every((value, i) => i % 3 !== 0 || Math.abs(value - 200) < 1e-9);
      return flat && out.every((value) => value >= -1e-9 && value <= 255 + 1e-9);
    }),
  );
});
