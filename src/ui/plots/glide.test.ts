import { describe, expect, it } from "vitest";
import { Glide } from "./glide";

describe("Glide", () => {
  it("leads from one layout to the other and leaves both as they are", () => {
    const from = Float32Array.of(0, 1, 2, 3);
    const to = Float32Array.of(1, 1, -2, 0);
    const glide = new Glide(from, to, 1000);
    expect(glide.step(1000)).toBe(false);
    expect([...glide.positions]).toEqual([0, 1, 2, 3]);
    expect(glide.step(1060)).toBe(false);
    expect(glide.positions[0]).toBeGreaterThan(0.4);
    expect(glide.positions[0]).toBeLessThan(1);
    expect(glide.positions[1]).toBe(1);
    expect(glide.step(1400)).toBe(true);
    expect([...glide.positions]).toEqual([...to]);
    expect([...from]).toEqual([0, 1, 2, 3]);
  });
});
