import { describe, expect, it } from "vitest";
import { inputKind } from "./input-kind";

const rgb = { channels: 3 } as const;
const grey = { channels: 1 } as const;
const vectors = { channels: 1, vectors: true } as const;

describe("what a run learns from", () => {
  it("has colours where there are three channels, unless it is another run's codes", () => {
    expect(inputKind(rgb, { features: false, codes: false })).toEqual({ vectors: false, colourless: false });
    expect(inputKind(grey, { features: false, codes: false })).toEqual({ vectors: false, colourless: true });
    expect(inputKind(rgb, { features: false, codes: true })).toEqual({ vectors: false, colourless: true });
  });

  it("is vectors where the dataset is or where features are taken, and codes are neither", () => {
    expect(inputKind(vectors, { features: false, codes: false }).vectors).toBe(true);
    expect(inputKind(rgb, { features: true, codes: false }).vectors).toBe(true);
    expect(inputKind(vectors, { features: false, codes: true }).vectors).toBe(false);
  });
});
