import { describe, expect, it } from "vitest";
import { decimate } from "./decimate";

describe("decimate", () => {
  it("leaves a short list alone", () => {
    const x = [0, 1, 2];
    const y = [5, 4, 3];
    expect(decimate(x, y, 10)).toEqual({ x, y });
  });

  it("keeps the limit, the order and the peak", () => {
    const x = Array.from({ length: 5000 }, (_, i) => i);
    const y = x.map((value) => (value === 3210 ? 100 : Math.sin(value)));
    const kept = decimate(x, y, 400);
    expect(kept.x.length).toBeLessThanOrEqual(400);
    expect(kept.x.length).toBe(kept.y.length);
    expect([...kept.x].sort((a, b) => a - b)).toEqual(kept.x);
    expect(kept.y[kept.x.indexOf(3210)]).toBe(100);
  });
});
