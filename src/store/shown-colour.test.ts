import { expect, it } from "vitest";
import { runId } from "../core/ids";
import { shownColour } from "./shown-colour";
import { frameOf } from "./testing";

it("falls back to clusters where a frame has no confidence, and comes back with the first that has", () => {
  const frame = { ...frameOf(runId("run-1"), 0), confidence: null };
  const sure = { ...frame, confidence: Float32Array.of(1, 0.5, 1) };
  expect(shownColour({ colourBy: "confidence", frame: null })).toBe("confidence");
  expect(shownColour({ colourBy: "confidence", frame })).toBe("cluster");
  expect(shownColour({ colourBy: "confidence", frame: sure })).toBe("confidence");
  expect(shownColour({ colourBy: "brightness", frame })).toBe("brightness");
});
