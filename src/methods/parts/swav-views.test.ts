import { expect, it } from "vitest";
import { collapsedPrototypes } from "./swav-views";

it("warns of prototypes when less than a third of them are in use at the end", () => {
  expect(collapsedPrototypes(6, 18)).toBeNull();
  expect(collapsedPrototypes(5, 18)).toMatch(/^Only 5 of 18 prototypes are in use at the end: /);
});
