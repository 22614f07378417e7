import { describe, expect, it } from "vitest";
import { pretrainEpochsOf } from "./autoencoder-settings";

describe("passes of pretraining that zero chooses", () => {
  const chosen = (images: number, share?: number) => pretrainEpochsOf({ pretrainEpochs: 0, batchSize: 256 }, images, share);

  it("suit thousands of pictures, and bound the steps of fewer and of more", () => {
    expect(chosen(9298)).toBe(150);
    // Two steps a pass, and 235.
    expect(chosen(300)).toBe(750);
    expect(chosen(60_000)).toBe(26);
  });

  it("are fewer where a share of them is enough, but never too few steps", () => {
    expect([chosen(9298, 0.5), chosen(300, 0.5), chosen(60_000, 0.5)]).toEqual([75, 750, 13]);
  });

  it("are those that the user sets", () => {
    expect(pretrainEpochsOf({ pretrainEpochs: 3, batchSize: 256 }, 9298, 0.5)).toBe(3);
  });
});
