import { describe, expect, it } from "vitest";
import { boolean, choice, integer, integers, number } from "../../core/hyperparameters";
import { recipeSettings } from "./recipe-settings";

const help = "It does.";
const schema = {
  rate: number({ label: "Learning rate", help, default: 1e-3, min: 0, max: 1 }),
  epochs: integer({ label: "Pretraining", help, unit: "epochs", default: 30, min: 1, max: 500 }),
  attention: boolean({ label: "Attention", help, default: true }),
  init: choice({
    label: "Start",
    help,
    default: "umap",
    options: [
      { value: "umap", label: "UMAP, then k-means" },
      { value: "kmeans", label: "k-means" },
    ],
  }),
  landmarks: integer({ label: "Landmarks", help, default: 2048, min: 1, max: 99_999 }),
  widths: integers({ label: "Widths", help, default: [500, 10], min: 1, max: 4000, minLength: 1, maxLength: 6 }),
};

describe("what a recipe changes", () => {
  it("is named with what it is and what it would be, in the form's order", () => {
    const changed = recipeSettings(schema, {
      widths: [20, 4],
      init: "kmeans",
      attention: false,
      epochs: 150,
      rate: 1e-3,
      landmarks: 12_345,
    });
    expect(changed.map(({ label, text, usual }) => `${label} ${text}, not ${usual}`)).toEqual([
      "Pretraining 150 epochs, not 30",
      "Attention off, not on",
      "Start k-means, not UMAP, then k-means",
      "Landmarks 12345, not 2048",
      "Widths 20-4, not 500-10",
    ]);
    expect(recipeSettings(schema, {})).toEqual([]);
  });
});
