import { describe, expect, it } from "vitest";
import { recipeFromHash, recipeToHash } from "./recipe-url";
import { testMethod, testSource } from "./testing";

const methods = [testMethod];
const sources = [testSource];

describe("a recipe as a link", () => {
  it("leaves out what equals its default", () => {
    const recipe = {
      methodId: testMethod.id,
      values: { gamma: 0.1, epochs: 30 },
      clusterCount: null,
      seed: 1,
      input: null,
      source: { id: "digits", options: { n: 2000 } },
    };
    expect(recipeToHash(recipe, methods, sources)).toBe("#method=idec&seed=1&data=digits");
  });

  it("comes back as it was", () => {
    const recipe = {
      methodId: testMethod.id,
      values: { gamma: 0.25, epochs: 7 },
      clusterCount: 12,
      seed: 42,
      input: "features" as const,
      source: { id: "digits", options: { n: 500 } },
    };
    const read = recipeFromHash(recipeToHash(recipe, methods, sources), methods, sources);
    expect(read).toEqual({ recipe, faults: [] });
  });

  it("names every part that can't be followed and keeps the rest", () => {
    const { recipe, faults } = recipeFromHash(
      "#method=idec&k=1&seed=x&data=leaves&set.gamma=0.5&set.epochs=9999&set.sigma=2",
      methods,
      sources,
    );
    expect(recipe.values).toEqual({ gamma: 0.5, epochs: 30 });
    expect(recipe.clusterCount).toBeNull();
    expect(recipe.seed).toBeNull();
    expect(recipe.source).toBeNull();
    expect(faults).toHaveLength(5);
    expect(faults.join(" ")).toContain('There is no built-in dataset "leaves"; there are digits.');
  });
});
