import { beforeAll, describe, expect, it } from "vitest";
import { Rng } from "../../core/rng";
import { startBackend, take, testedBackends } from "../testing";
import * as tf from "../tfjs";
import { countInBins, countInBinsOnDevice, otsuBins, otsuThreshold, otsuThresholdOnDevice } from "./otsu-threshold";

const rng = Rng.fromSeed("otsu");
/** [rows, 7] soft assignments, most of them rather sure. */
const assignments = (rows: number) => {
  const values: number[] = [];
  for (let i = 0; i < rows; i++) {
    const weights = Array.from({ length: 7 }, () => Math.exp(3 * rng.normal()));
    const sum = weights.reduce((a, b) => a + b, 0);
    values.push(...weights.map((weight) => weight / sum));
  }
  return Float32Array.from(values);
};

describe.each(testedBackends)("Otsu's threshold on %s", (backend) => {
  beforeAll(async () => {
    await startBackend(backend);
  });

  it.each([1, 33, 400])("is that of the host: %i images", async (rows) => {
    const q = assignments(rows);
    const counts = countInBins(q);
    const device = await take(tf.tidy(() => countInBinsOnDevice(tf.tensor2d(q.slice(), [rows, 7]))));
    expect(device.reduce((sum, count) => sum + count, 0)).toBe(7 * rows);
    // The product with 1000 is rounded to single precision there: a value at a bin's edge may fall to its other side.
    expect(device.reduce((sum, count, b) => sum + Math.abs(count - counts[b]), 0)).toBeLessThanOrEqual(2 * Math.ceil(rows / 100));
    const [threshold] = await take(tf.tidy(() => otsuThresholdOnDevice(tf.tensor1d(Float32Array.from(device)))));
    expect(threshold).toBeCloseTo(otsuThreshold(device), 6);
  });

  it("counts a 1 in the last bin, and cuts zeros and ones at the very bottom", async () => {
    const counts = await take(tf.tidy(() => countInBinsOnDevice(tf.tensor1d([0, 0, 1, 0]))));
    expect([counts[0], counts[otsuBins - 1]]).toEqual([3, 1]);
    const [threshold] = await take(tf.tidy(() => otsuThresholdOnDevice(tf.tensor1d(counts))));
    expect(threshold).toBeCloseTo(0.0005, 6);
  });
});
