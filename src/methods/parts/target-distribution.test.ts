import { describe, expect, it } from "vitest";
import { goldenValues } from "../../numerics/testing";
import { changedShare, hardAssignment, targetDistribution } from "./target-distribution";

/** Made by PyTorch in double precision; the calls stand in scripts/golden/student-t.py. */
const golden = goldenValues<{
  readonly shapes: { readonly codes: number[]; readonly centres: number[] };
  readonly of: readonly { readonly alpha: number; readonly q: number[]; readonly target: number[] }[];
}>("student-t");

const q = { data: Float32Array.from([0.6, 0.4, 0.9, 0.1, 0.2, 0.8]), rows: 3, cols: 2 };

describe("targetDistribution", () => {
  it("is q squared over the soft cluster size, each row summing to one", () => {
    // f = [0.6 + 0.9 + 0.2, 0.4 + 0.1 + 0.8] = [1.7, 1.3]; first row: 0.36 / 1.7 and 0.16 / 1.3, normalised.
    const first = 0.36 / 1.7 / (0.36 / 1.7 + 0.16 / 1.3);
    const p = targetDistribution(q);
    expect(p.data[0]).toBeCloseTo(first, 6);
    for (let i = 0; i < 3; i++) expect(p.data[2 * i] + p.data[2 * i + 1]).toBeCloseTo(1, 6);
  });

  it.each(golden.of)("is PyTorch's, from assignments with α $alpha", ({ q, target }) => {
    const p = targetDistribution({ data: Float32Array.from(q), rows: golden.shapes.codes[0], cols: golden.shapes.centres[0] });
    for (const [i, expected] of target.entries()) expect(p.data[i]).toBeCloseTo(expected, 6);
  });

  it("sharpens: the likelier cluster of a balanced set gains", () => {
    const p = targetDistribution({ data: Float32Array.from([0.7, 0.3, 0.3, 0.7]), rows: 2, cols: 2 });
    expect(p.data[0]).toBeCloseTo(0.49 / (0.49 + 0.09), 6);
  });

  it("stays finite when a cluster has nothing", () => {
    const p = targetDistribution({ data: Float32Array.from([1, 0, 1, 0]), rows: 2, cols: 2 });
    expect([...p.data]).toEqual([1, 0, 1, 0]);
  });
});

describe("hardAssignment", () => {
  it("takes the likeliest, the first among equals", () => {
    const { labels, confidence } = hardAssignment({ ...q, data: Float32Array.from([0.5, 0.5, 0.9, 0.1, 0.2, 0.8]) });
    expect([...labels]).toEqual([0, 0, 1]);
    expect([...confidence]).toEqual([...Float32Array.from([0.5, 0.9, 0.8])]);
  });
});

it("changedShare counts places that differ", () => {
  expect(changedShare(Int32Array.from([0, 1, 2, 3]), Int32Array.from([0, 1, 0, 3]))).toBe(0.25);
});
