import { expect, it } from "vitest";
import { bySpace } from "./space-figures";

it("puts figures where they were measured: in the pixels, where a method has no codes of its own", () => {
  expect(bySpace({ codes: 0.4, pixels: 0.1 })).toEqual({ codes: 0.4, pixels: 0.1 });
  expect(bySpace({ codes: 0.4, pixels: null })).toEqual({ codes: null, pixels: 0.4 });
});
