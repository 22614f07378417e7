import { describe, expect, it } from "vitest";
import { choice, number } from "./hyperparameters";
import { recipeOf } from "./recipes";

const help = "It does.";
const method = {
  hyperparameters: {
    rate: number({ label: "Rate", help, default: 0.1, min: 0, max: 1 }),
    colours: choice({
      label: "Colours",
      help,
      default: "evened",
      options: [
        { value: "evened", label: "Evened out" },
        { value: "plain", label: "As they are" },
      ],
    }),
  },
  recipes: [
    { id: "paper", values: { rate: 0.5, colours: "plain" } },
    { id: "plain", values: { colours: "plain" } },
  ],
};
const coloured = { vectors: false, colourless: false };
const grey = { vectors: false, colourless: true };

describe("the recipe of a run", () => {
  it("is the one whose values it had, and robust by default", () => {
    expect(recipeOf(method, { rate: 0.1, colours: "evened" }, coloured)).toBe("robust");
    expect(recipeOf(method, {}, coloured)).toBe("robust");
    expect(recipeOf(method, { rate: 0.5, colours: "plain" }, coloured)).toBe("paper");
    expect(recipeOf(method, { colours: "plain" }, coloured)).toBe("plain");
  });

  it("is none where a value is changed", () => {
    expect(recipeOf(method, { rate: 0.4, colours: "plain" }, coloured)).toBeNull();
    expect(recipeOf(method, { rate: 0.5 }, coloured)).toBeNull();
  });

  it("is judged by what its values come to on the input", () => {
    expect(recipeOf(method, { colours: "plain" }, grey)).toBe("robust");
    expect(recipeOf(method, { colours: "plain" }, { vectors: true, colourless: false })).toBe("robust");
    expect(recipeOf(method, { rate: 0.5, colours: "plain" }, grey)).toBe("paper");
  });
});
