import { describe, expect, it } from "vitest";
import { clusterColour, clusterColourList, noiseColour, numberRamp, plainColour } from "./palette";

describe("palette", () => {
  it("has a colour for each of very many clusters, none twice, and none that means something else", () => {
    for (const scheme of ["light", "dark"] as const) {
      const colours = clusterColourList(128, scheme);
      for (const colour of colours) expect(colour).toMatch(/^#[0-9a-f]{6}$/);
      expect(new Set([...colours, noiseColour[scheme], plainColour[scheme]]).size).toBe(130);
      expect(clusterColour(-1, scheme)).toBe(noiseColour[scheme]);
      expect(clusterColour(1000, scheme)).toMatch(/^#/);
    }
  });

  it("goes from one lightness to another without turning back", () => {
    const brightness = (hex: string) =>
      [1, 3, 5].reduce(
        (sum, at, i) => sum + [0.2126, 0.7152, 0.0722][i] * (Number.parseInt(hex.slice(at, at + 2), 16) / 255) ** 2.2,
        0,
      );
    const dark = numberRamp(16, "dark").map(brightness);
    const light = numberRamp(16, "light").map(brightness);
    for (let i = 1; i < 16; i++) {
      expect(dark[i]).toBeGreaterThan(dark[i - 1]);
      expect(light[i]).toBeLessThan(light[i - 1]);
    }
  });
});
