import { describe, expect, it } from "vitest";
import { controlPath, smoothPath } from "./control-path";

describe("controlPath", () => {
  it("reads points and corners, and refuses anything else", () => {
    expect(controlPath("12,-30 4,8!")).toEqual([
      { x: 0.12, y: -0.3, corner: false },
      { x: 0.04, y: 0.08, corner: true },
    ]);
    expect(() => controlPath("12;30")).toThrow('"12;30"');
  });
});

describe("smoothPath", () => {
  it("goes through every point", () => {
    const line = smoothPath(controlPath("0,0 50,80 100,0 100,100"), 4);
    expect(line.length).toBe(2 * 13);
    expect(Array.from(line.subarray(8, 10))).toEqual([0.5, 0.8]);
    expect(Array.from(line.subarray(16, 18))).toEqual([1, 0]);
    expect(Array.from(line.subarray(24))).toEqual([1, 1]);
  });

  it("runs straight between two corners and keeps a corner sharp", () => {
    const line = smoothPath(controlPath("0,0! 100,0! 100,100!"), 5);
    for (let i = 0; i <= 5; i++) expect(line[2 * i + 1]).toBe(0);
    for (let i = 5; i <= 10; i++) expect(line[2 * i]).toBe(1);
  });
});
