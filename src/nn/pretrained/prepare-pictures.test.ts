import { describe, expect, it } from "vitest";
import { goldenValues } from "../../numerics/testing";
import { preparePictures } from "./prepare-pictures";

interface Resizing {
  readonly shape: readonly [number, number, 1 | 3];
  readonly side: number;
  readonly pixels: number[];
  readonly resized: number[];
}
const { resizing } = goldenValues<{ readonly resizing: readonly Resizing[] }>("pretrained-resnet");

describe("preparePictures", () => {
  it.each(resizing)(
    "resizes $shape to $side pixels as torch does",
    ({ shape: [height, width, channels], side, pixels, resized }) => {
      const format = { side, channels, layout: "nhwc", normalisation: "unit" } as const;
      const prepared = preparePictures(Float32Array.from(pixels), { count: 1, height, width, channels }, format);
      expect(prepared).toHaveLength(resized.length);
      for (const [i, value] of prepared.entries()) expect(value).toBeCloseTo(resized[i], 5);
    },
  );

  it("leaves pictures of the right size as they are, scales channels and lays them out", () => {
    const shape = { count: 1, height: 2, width: 2, channels: 3 } as const;
    const pixels = Float32Array.from({ length: 12 }, (_, i) => i / 12);
    const last = preparePictures(pixels, shape, { side: 2, channels: 3, layout: "nhwc", normalisation: "unit" });
    expect(last).toEqual(pixels);
    const first = preparePictures(pixels, shape, { side: 2, channels: 3, layout: "nchw", normalisation: "imagenet" });
    const [mean, deviation] = [
      [0.485, 0.456, 0.406],
      [0.229, 0.224, 0.225],
    ];
    for (let c = 0; c < 3; c++)
      for (let p = 0; p < 4; p++) expect(first[c * 4 + p]).toBeCloseTo((pixels[p * 3 + c] - mean[c]) / deviation[c], 5);
  });

  it("fills up with zeros to the rows that are asked for", () => {
    const shape = { count: 1, height: 1, width: 1, channels: 1 } as const;
    const format = { side: 1, channels: 1, layout: "nchw", normalisation: "unit" } as const;
    expect(preparePictures(Float32Array.of(0.5), shape, format, 3)).toEqual(Float32Array.of(0.5, 0, 0));
  });
});
