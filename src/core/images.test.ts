import { describe, expect, it } from "vitest";
import { checkImages, type Images } from "./images";

const images: Images = {
  shape: { count: 3, height: 1, width: 2, channels: 1 },
  pixels: Float32Array.from([0, 0.1, 0.2, 0.3, 0.4, 1]),
  paths: ["a", "b", "c"],
  truth: { codes: Int32Array.from([1, 0, -1]), names: ["x", "y"] },
};

describe("checkImages", () => {
  it("accepts what fits together", () => expect(checkImages(images)).toBe(images));
  it.each([
    ["pixels", { pixels: new Float32Array(5) }, "images [3, 1, 2, 1] need 6 values, got 5"],
    ["paths", { paths: ["a"] }, "3 images but 1 paths"],
    ["labels", { truth: { codes: new Int32Array(2), names: [] } }, "3 images but 2 labels"],
    ["a value beyond 1", { pixels: Float32Array.from([0, 0, 0, 0, 0, 1.5]) }, "pixel value 1.5 is outside [0, 1]"],
    ["NaN", { pixels: Float32Array.from([0, 0, 0, 0, 0, Number.NaN]) }, "pixel value NaN is outside [0, 1]"],
  ])("refuses %s that does not", (_, change, message) => {
    expect(() => checkImages({ ...images, ...change })).toThrow(message);
  });
});
