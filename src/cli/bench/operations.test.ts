import { expect, it } from "vitest";
import { gflopOf } from "./operations";

it("counts two operations for each multiplication, three passes a layer but for the first", () => {
  expect(gflopOf({ kind: "product", m: 10, n: 20, depth: 30, transposeA: false, transposeB: true })).toBe(12_000 / 1e9);
  // 2·4·(3·2) one way, twice; the first layer without its input's gradient.
  expect(gflopOf({ kind: "dense step", widths: [3, 2], batch: 4 })).toBeCloseTo((48 * 2 + 48 * 3) / 1e9, 15);
  const layer = {
    kind: "convolution",
    pass: "forward",
    batch: 2,
    side: 5,
    inChannels: 3,
    outChannels: 4,
    filter: 3,
    stride: 2,
  } as const;
  expect(gflopOf(layer)).toBeCloseTo((2 * 2 * 9 * 9 * 12) / 1e9, 15);
  // One convolution 5 × 5 from 4 × 4 to 2 × 2 × 3, then 12 → 2, and back.
  const [convolution, code] = [2 * 1 * 4 * 25 * 3, 2 * 1 * 12 * 2];
  expect(gflopOf({ kind: "convolutional step", side: 4, filters: [3], codeSize: 2, batch: 1 })).toBeCloseTo(
    (convolution * 5 + code * 6) / 1e9,
    15,
  );
  expect(gflopOf({ kind: "neighbours", count: 9, dimensions: 1, k: 1 })).toBeNull();
});
