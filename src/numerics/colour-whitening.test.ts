import { describe, expect, it } from "vitest";
import { mapColours } from "../core/colour-map";
import { Rng } from "../core/rng";
import { colourWhitening } from "./colour-whitening";

/** n pixels whose light varies `light` and whose red against green varies `tint`, about a middle grey. */
function pixels(n: number, light: number, tint: number): Float32Array {
  const rng = Rng.fromSeed(1);
  const data = new Float32Array(3 * n);
  for (let i = 0; i < n; i++) {
    const l = light * rng.normal();
    const t = tint * rng.normal();
    const fine = (tint / 2) * rng.normal();
    data.set([0.5 + l + t + fine, 0.5 + l - t + fine, 0.5 + l - 2 * fine], 3 * i);
  }
  return data;
}

function covarianceOf(data: Float32Array): number[][] {
  const n = data.length / 3;
  const mean = [0, 1, 2].map((c) => data.reduce((sum, value, p) => (p % 3 === c ? sum + value : sum), 0) / n);
  return [0, 1, 2].map((c) =>
    [0, 1, 2].map((d) => {
      let sum = 0;
      for (let i = 0; i < n; i++) sum += (data[3 * i + c] - mean[c]) * (data[3 * i + d] - mean[d]);
      return sum / n;
    }),
  );
}

describe("whitened colours", () => {
  it("vary alike in every direction, about zero, by a third", async () => {
    const given = pixels(20_000, 0.1, 0.01);
    const mapped = mapColours(given, await colourWhitening(given, 3));
    const covariance = covarianceOf(mapped);
    for (const [c, row] of covariance.entries()) {
      // A little less than a ninth: what lies beyond three deviations is cut off.
      for (const [d, value] of row.entries()) expect(value).toBeCloseTo(c === d ? 1 / 9 : 0, 2);
    }
    expect(Math.max(...mapped)).toBeLessThanOrEqual(1);
    expect(mapped.reduce((sum, value) => sum + value, 0) / mapped.length).toBeCloseTo(0, 2);
  });

  it("are undone by the inverse", async () => {
    const given = pixels(500, 0.05, 0.02);
    const map = await colourWhitening(given, 3);
    const mapped = mapColours(given, map);
    const inside = Array.from({ length: 500 }, (_, i) => i).filter((i) =>
      [0, 1, 2].every((c) => Math.abs(mapped[3 * i + c]) < 1),
    );
    expect(inside.length).toBeGreaterThan(450);
    for (const i of inside) {
      for (let c = 0; c < 3; c++) {
        const back = [0, 1, 2].reduce((sum, d) => sum + mapped[3 * i + d] * map.inverse[3 * d + c], map.mean[c]);
        expect(back).toBeCloseTo(given[3 * i + c], 5);
      }
    }
  });

  it("hardly strengthen what is noise: pictures in grey, saved in colour", async () => {
    const given = pixels(2000, 0.1, 0.0005);
    const mapped = mapColours(given, await colourWhitening(given, 3));
    const reds = Array.from({ length: 2000 }, (_, i) => mapped[3 * i] - mapped[3 * i + 1]);
    const spread = Math.sqrt(reds.reduce((sum, value) => sum + value * value, 0) / reds.length);
    // 2 t in red minus green, at 16 times 1 / (3 * 0.1 * √3).
    expect(spread).toBeGreaterThan(0);
    expect(spread).toBeLessThan(0.05);
  });

  it("of pictures in one colour are zero", async () => {
    const given = new Float32Array(12).fill(0.25);
    const mapped = mapColours(given, await colourWhitening(given, 12));
    for (const value of mapped) expect(value).toBeCloseTo(0, 6);
  });

  it("keep apart what is drawn on an even ground", async () => {
    // A twenty-fifth is ink, white or a lighter grey, far beyond three deviations from the mean.
    const given = Float32Array.from({ length: 3 * 5000 }, (_, p) => {
      const i = Math.floor(p / 3);
      return i % 25 > 0 ? 0 : i % 50 === 0 ? 1 : 0.6;
    });
    const mapped = mapColours(given, await colourWhitening(given, 3));
    expect(mapped[0]).toBeGreaterThan(mapped[3 * 25] + 0.1);
    expect(mapped[0]).toBeLessThanOrEqual(1);
  });

  it("go by some of many pictures", async () => {
    const few = pixels(64 * 64, 0.1, 0.02);
    const many = new Float32Array(1000 * few.length);
    for (let i = 0; i < 1000; i++) many.set(few, i * few.length);
    const [one, all] = [await colourWhitening(few, few.length), await colourWhitening(many, few.length)];
    for (const name of ["mean", "matrix", "inverse"] as const)
      for (const [q, value] of all[name].entries()) expect(value).toBeCloseTo(one[name][q], 4);
  });

  it("count whole pictures alone", async () => {
    await expect(colourWhitening(new Float32Array(10), 6)).rejects.toThrow("10 values, 6 a picture");
  });
});
