import { expect, it } from "vitest";
import { qualityText } from "./quality-text";

it("tells how far the map can be trusted, and leaves out what is no number", () => {
  expect(qualityText({ trustworthiness: 0.9514, continuity: 1 })).toBe("trust 0.951 · continuity 1.000");
  expect(qualityText({ trustworthiness: Number.NaN, continuity: Number.NaN })).toBe("");
});
