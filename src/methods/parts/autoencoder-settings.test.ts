import { describe, expect, it } from "vitest";
import { pretrainEpochsOf, pretrainingValues } from "./autoencoder-settings";

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

describe("batches in which pretraining takes pictures", () => {
  const taken = (count: number, side: number, values = { pretrainEpochs: 0, batchSize: 256 }) =>
    pretrainingValues(values, { count, height: side, width: side });

  it("are of 128 where many pictures are not small, so that 6,000 steps are half as many passes", () => {
    const values = taken(10_000, 28);
    expect(values.batchSize).toBe(128);
    expect(pretrainEpochsOf(values, 10_000)).toBe(76);
    expect(pretrainEpochsOf(taken(7681, 28), 7681)).toBe(99);
  });

  it("are as they are set for small pictures, for few, and where they are small themselves", () => {
    expect([taken(10_000, 20), taken(7680, 96)].map(({ batchSize }) => batchSize)).toEqual([256, 256]);
    expect(taken(10_000, 28, { pretrainEpochs: 0, batchSize: 64 }).batchSize).toBe(64);
  });

  it("are as they are set for vectors, however long", () => {
    const shape = { count: 10_000, height: 1, width: 768, vectors: true } as const;
    expect(pretrainingValues({ pretrainEpochs: 0, batchSize: 256 }, shape).batchSize).toBe(256);
  });

  it("are as they are set where the number of passes is set, too", () => {
    expect(taken(10_000, 28, { pretrainEpochs: 150, batchSize: 256 }).batchSize).toBe(256);
  });
});
