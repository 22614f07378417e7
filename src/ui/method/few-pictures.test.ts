import { expect, it } from "vitest";
import { methodId } from "../../core/ids";
import { testMethod } from "../../store/testing";
import { fewPicturesHint } from "./few-pictures";

const plain = { ...testMethod, id: methodId("agglomerative"), title: "Agglomerative", family: "classical" } as const;
const methods = [testMethod, plain];

it("warns of a network that has few pictures to learn from, and names what suits them", () => {
  const hint = fewPicturesHint(testMethod, methods, 60, false);
  expect(hint?.text).toBe(
    "60 pictures are few to train a network on: its clusters may be no better than chance. Agglomerative clustering trains none and suits so few.",
  );
  expect(hint?.instead).toBe(plain);
  expect(fewPicturesHint(testMethod, [testMethod], 60, true)).toEqual({
    text: "60 vectors are few to train a network on: its clusters may be no better than chance.",
    instead: null,
  });
});

it("says nothing of enough pictures, nor of a method without a network", () => {
  expect(fewPicturesHint(testMethod, methods, 300, false)).toBeNull();
  expect(fewPicturesHint(plain, methods, 5, false)).toBeNull();
});
