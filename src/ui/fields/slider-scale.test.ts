import { expect, it } from "vitest";
import { fromSlider, sliderSteps, toSlider } from "./slider-scale";

it("a slider reaches both ends of its range, whatever their figures, and tidies what lies between", () => {
  expect(fromSlider(sliderSteps, 0.5, 0.999, false, false)).toBe(0.999);
  expect(fromSlider(0, 0.125, 1, true, false)).toBe(0.125);
  expect(fromSlider(100, 1e-5, 1, true, false)).toBe(0.0032);
  expect(fromSlider(1, 0, 100, false, true)).toBe(1);
  expect(toSlider(fromSlider(sliderSteps, 0.5, 0.999, false, false), 0.5, 0.999, false)).toBe(sliderSteps);
});
