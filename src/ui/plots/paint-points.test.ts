import { describe, expect, it } from "vitest";
import { type Picture, type PixelImage, paintPoints } from "./paint-points";

const imageOf = (width: number, height: number): PixelImage => ({
  data: new Uint8ClampedArray(4 * width * height),
  width,
  height,
});

function painted(
  width: number,
  height: number,
  picture: Partial<Picture> & Pick<Picture, "layout">,
): (x: number, y: number) => number[] {
  const image = imageOf(width, height);
  const whole: Picture = {
    categories: new Uint16Array(picture.layout.length / 2),
    colours: ["#ff8000", "#0000ff"],
    ground: "#102030",
    selected: null,
    radius: 3,
    ...picture,
  };
  for (const _ of paintPoints(image, { left: 0, top: 0, scale: 1 }, whole));
  return (x, y) => [...image.data.subarray(4 * (y * width + x), 4 * (y * width + x) + 4)];
}

describe("paintPoints", () => {
  it("lays discs over the ground at their opacity", () => {
    const at = painted(20, 12, { layout: Float32Array.of(10.1, -6.1) });
    expect(at(0, 0)).toEqual([0x10, 0x20, 0x30, 255]);
    const middle = at(10, 6);
    expect(middle[0]).toBeCloseTo(0x10 + (255 - 0x10) * 0.85, -0.5);
    expect(middle[1]).toBeCloseTo(0x20 + (128 - 0x20) * 0.85, -0.5);
    expect(middle[2]).toBeCloseTo(0x30 * 0.15, -0.5);
    // Round, not square.
    expect(at(7, 3)).toEqual([0x10, 0x20, 0x30, 255]);
    expect(at(7, 6)).not.toEqual([0x10, 0x20, 0x30, 255]);
  });

  it("cuts discs at the image's edges without wrapping round", () => {
    const at = painted(16, 9, { layout: Float32Array.of(0, 0, 16, -4.5, NaN, 1, 400, 400) });
    expect(at(0, 0)).not.toEqual([0x10, 0x20, 0x30, 255]);
    expect(at(15, 4)).not.toEqual([0x10, 0x20, 0x30, 255]);
    // Where the right disc would come out on the left.
    expect(at(0, 5)).toEqual([0x10, 0x20, 0x30, 255]);
    expect(at(15, 0)).toEqual([0x10, 0x20, 0x30, 255]);
  });

  it("paints selected points over faded others, whatever their order", () => {
    const at = painted(12, 12, {
      layout: Float32Array.of(6, -6, 6, -6),
      categories: Uint16Array.of(0, 1),
      selected: Uint8Array.of(1, 0),
    });
    expect(at(6, 6)).toEqual([255, 128, 0, 255]);
  });
});
