import { expect, test } from "vitest";
import { epochText } from "./epoch-text";

test("how far a phase is, is told by its epochs or restarts, and on the way to the first by what is awaited", () => {
  const at = (phaseEpoch: number, phaseEpochs: number | null, epoch = phaseEpoch) => ({ phaseEpoch, phaseEpochs, epoch });
  expect(epochText(at(3, 41, 79), false, true)).toBe(": epoch 3 of 41, 79 in all");
  expect(epochText(at(1200, null), false, true)).toBe(": epoch 1,200");
  expect(epochText(at(0, 41, 76), false, true)).toBe(": on the way to epoch 1 of 41");
  expect(epochText(at(0, 41, 76), false, false)).toBe(": epoch 0 of 41, 76 in all");
  for (const goesOn of [true, false]) expect(epochText(at(0, null, 76), false, goesOn)).toBe("");
  expect(epochText(at(0, 10), true, true)).toBe(": restart 0 of 10");
  expect(epochText(at(2, 10, 30), true, true)).toBe(": restart 2 of 10, epoch 30 in all");
});
