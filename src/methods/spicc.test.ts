import { beforeAll, describe, expect, it } from "vitest";
import { matrix } from "../core/matrix";
import { startBackend, take } from "../nn/testing";
import * as tf from "../nn/tfjs";
import { centreWeights, weightRule } from "./parts/centre-weights";
import { softCentres } from "./parts/moved-centres";
import {
  answerSimilarityView,
  pairShares,
  pairSimilarityView,
  sampledSimilarities,
  similarityFeatures,
} from "./parts/pair-similarity";

beforeAll(async () => {
  await startBackend("cpu");
});

const codes = matrix(Float32Array.of(0, 0, 1, 0, 4.2, 0, 9, 0), 4, 2);
const centres = matrix(Float32Array.of(0, 0, 5, 0), 2, 2);
/** 1 / (1 + d²), divided by the row's sum: α = 1. */
const q = Array.from({ length: 4 }, (_, i) => {
  const [near, far] = [1 / (1 + codes.data[2 * i] ** 2), 1 / (1 + (codes.data[2 * i] - 5) ** 2)];
  return [near / (near + far), far / (near + far)];
});
const soft = matrix(Float32Array.from(q.flat()), 4, 2);

const weights = (sharpening: Parameters<typeof weightRule>[1], progress = 0) =>
  take(
    tf.tidy(() =>
      tf.clone(
        centreWeights(
          tf.tensor2d(codes.data, [4, 2]),
          tf.tensor2d(centres.data, [2, 2]),
          1,
          weightRule(soft, sharpening, progress),
        ),
      ),
    ),
  );

describe("weights of the centre loss", () => {
  it("are the soft assignments themselves, as printed", async () => {
    for (const [p, value] of (await weights("none")).entries()) expect(value).toBeCloseTo(q.flat()[p], 5);
  });

  it("are squares divided by sizes, in rows of 1", async () => {
    const sizes = [0, 1].map((j) => q.reduce((sum, row) => sum + row[j], 0));
    const squares = q.map((row) => row.map((value, j) => value ** 2 / sizes[j]));
    const expected = squares.flatMap(([a, b]) => [a / (a + b), b / (a + b)]);
    for (const [p, value] of (await weights("target")).entries()) expect(value).toBeCloseTo(expected[p], 5);
  });

  it("are 1 at the nearest centre", async () => {
    expect(await weights("hard")).toEqual([1, 0, 1, 0, 0, 1, 0, 1]);
  });

  it("draw the surest half first, and all in the end", async () => {
    // The likeliest shares are 0.96 at 0, 0.89 at 1, 0.92 at 4.2 and 0.83 at 9.
    expect(await weights("easy")).toEqual([1, 0, 0, 0, 0, 1, 0, 0]);
    expect(await weights("easy", 1)).toEqual([1, 0, 1, 0, 0, 1, 0, 1]);
  });
});

it("equation 3.4 takes the weighted mean of all codes", () => {
  const found = softCentres(codes, centres, 1);
  for (const j of [0, 1]) {
    const size = q.reduce((sum, row) => sum + row[j], 0);
    expect(found.data[2 * j]).toBeCloseTo(q.reduce((sum, row, i) => sum + row[j] * codes.data[2 * i], 0) / size, 5);
  }
});

describe("similarities of pairs", () => {
  it("are cosines about the mean, plain cosines or products", () => {
    // About their mean (1, 1) they point right, up and down left.
    const points = matrix(Float32Array.of(2, 1, 1, 2, 0, 0), 3, 2);
    const [centred, cosine, product] = (["centred", "cosine", "product"] as const).map((similarity) =>
      Array.from(sampledSimilarities(similarityFeatures(points, similarity))),
    );
    for (const [i, value] of [0, -Math.SQRT1_2, -Math.SQRT1_2].entries()) expect(centred[i]).toBeCloseTo(value, 6);
    for (const [i, value] of [0.8, 0, 0].entries()) expect(cosine[i]).toBeCloseTo(value, 6);
    expect(product).toEqual([4, 0, 0]);
  });

  it("are shared out by the two thresholds, those on them counted as sure", () => {
    const found = Float32Array.of(-1, 0.25, 0.5, 0.75, 1);
    expect(pairShares(found, { upper: 0.75, lower: 0.25 })).toEqual({
      positivePairs: 0.4,
      ambiguousPairs: 0.2,
      negativePairs: 0.4,
    });
  });

  it("are all counted in the histogram, products beyond 1 too", () => {
    const found = Float32Array.of(-1, 0, 1, 12);
    const cosines = pairSimilarityView(found.subarray(0, 3), { upper: 0.8, lower: 0.2 }, "centred");
    expect(cosines.counts.reduce((sum, count) => sum + count, 0)).toBe(3);
    expect([cosines.from, cosines.to, cosines.marks.length]).toEqual([-1, 1, 2]);
    expect(answerSimilarityView(found.subarray(1, 3), { upper: 0.8, lower: 0.2 })).toMatchObject({
      id: "answer-similarity",
      from: -1,
    });
    const products = pairSimilarityView(found, { upper: 0.8, lower: 0.2 }, "product");
    expect([products.to, products.counts.at(-1)]).toEqual([12, 1]);
  });
});
