import { describe, expect, it } from "vitest";
import { defaultsOf, integer, number } from "../../core/hyperparameters";
import { recipeInForce } from "./recipe-in-force";

const help = "It does.";
const method = {
  hyperparameters: {
    rate: number({ label: "Learning rate", help, default: 1e-3, min: 0, max: 1 }),
    epochs: integer({ label: "Pretraining", help, unit: "epochs", default: 30, min: 1, max: 500 }),
    weight: number({ label: "Weight", help, default: 1, min: 0, max: 10 }),
  },
  recipes: [
    { id: "paper", title: "As in the paper", help: "Printed.", values: { rate: 0.1, epochs: 500, weight: 5 } },
    { id: "without", title: "Without weight", help: "Less.", values: { weight: 0 } },
  ],
};
const defaults = defaultsOf(method.hyperparameters);
const inForce = (values: object, applied?: string) => recipeInForce(method, { ...defaults, ...values }, applied);
const said = ({ title, changed }: ReturnType<typeof inForce>) =>
  [title, ...changed.map(({ label, text, usual }) => `${label} ${text}, not ${usual}`)].join("; ");

describe("the recipe in force", () => {
  it("is the one whose values they are", () => {
    expect(said(inForce({}))).toBe("Robust: our defaults");
    expect(said(inForce({}, "paper"))).toBe("Robust: our defaults");
    expect(said(inForce({ weight: 0 }))).toBe("Without weight");
    const paper = inForce(method.recipes[0].values);
    expect(said(paper)).toBe("As in the paper");
    expect([paper.help, paper.isDefaults, paper.settings.length]).toEqual(["Printed.", false, 3]);
    expect(inForce({}).isDefaults).toBe(true);
  });

  it("is the one that was applied, with what was changed since and what it was", () => {
    expect(said(inForce({ rate: 0.2, epochs: 30, weight: 0.5 }, "paper"))).toBe(
      "As in the paper; Learning rate 0.2, not 0.1; Pretraining 30 epochs, not 500; Weight 0.5, not 5",
    );
    expect(said(inForce({ epochs: 31, weight: 0 }, "robust"))).toBe(
      "Robust: our defaults; Pretraining 31 epochs, not 30; Weight 0, not 1",
    );
  });

  it("is the nearest where none was applied, and the defaults before others", () => {
    expect(said(inForce({ rate: 0.1, epochs: 500, weight: 4 }))).toBe("As in the paper; Weight 4, not 5");
    expect(said(inForce({ weight: 2 }))).toBe("Robust: our defaults; Weight 2, not 1");
  });
});
