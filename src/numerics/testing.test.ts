import { expect, it } from "vitest";
import { defaultsOf } from "../core/hyperparameters";
import { digits } from "../data/builtin/digits";
import { goldenDigits } from "./testing";

it("has the digits that the built-in source draws", async () => {
  const { points, truth } = goldenDigits();
  const drawn = await digits.load(
    { ...defaultsOf(digits.options), n: 300, seed: 7 },
    { signal: new AbortController().signal, progress: () => {} },
  );
  expect([...truth]).toEqual([...(drawn.images.truth?.codes ?? [])]);
  const { pixels } = drawn.images;
  // Another engine's sine may round a pixel the other way.
  expect(points.data.reduce((most, value, p) => Math.max(most, Math.abs(value - pixels[p])), 0)).toBeLessThan(2 / 255);
});
