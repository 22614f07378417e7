import { beforeAll, describe, expect, it } from "vitest";
import { goldenValues } from "../../numerics/testing";
import { startBackend, take } from "../testing";
import * as tf from "../tfjs";
import { countInBins, countInBinsOnDevice, otsuThreshold, otsuThresholdOnDevice } from "./otsu-threshold";

/**
 * scripts/golden/neighbour-stability.py: every cut tried in numpy, the two groups' means taken directly; and by torch.histc and
 * cumulative sums, with what the best cut reaches.
 */
const { otsu } = goldenValues<{
  readonly otsu: readonly { values: number[]; threshold: number; byTorch: number; between: number }[];
}>("neighbour-stability");

beforeAll(async () => {
  await startBackend("wasm");
});

describe("Otsu's threshold", () => {
  it.each(otsu.map(({ values, threshold }) => [threshold, values] as const))(
    "is %d where numpy finds it",
    (threshold, values) => {
      expect(otsuThreshold(countInBins(values))).toBeCloseTo(threshold, 10);
    },
  );

  it.each(otsu.map(({ values, byTorch }) => [byTorch, values] as const))(
    "is %d where PyTorch's histogram and cumulative sums find it, on host and device",
    async (threshold, values) => {
      expect(otsuThreshold(countInBins(values))).toBeCloseTo(threshold, 10);
      const [found] = await take(tf.tidy(() => otsuThresholdOnDevice(countInBinsOnDevice(tf.tensor1d(values)))));
      expect(found).toBeCloseTo(threshold, 6);
    },
  );

  it("lies between two groups", () => {
    const values = [...Array(90).keys()].map((i) => (i < 60 ? 0.05 + i / 1000 : 0.7 + i / 1000));
    const threshold = otsuThreshold(countInBins(values));
    expect(threshold).toBeGreaterThan(0.1);
    expect(threshold).toBeLessThan(0.76);
  });

  it("takes the first of equal cuts", () => {
    expect(otsuThreshold(countInBins([0, 0, 0, 1]))).toBe(0.0005);
  });
});
