import { describe, expect, it } from "vitest";
import { runId } from "../../core/ids";
import { frameOf, summaryOf } from "../../store/testing";
import type { Frame } from "../../worker/protocol";
import { clusterColour, matchColours, noiseColour, numberRamp, plainColour } from "../palette";
import { mapColours } from "./map-colours";
import { mapKey } from "./map-key";

const dataset = summaryOf();
const frame: Frame = { ...frameOf(runId("r"), 0), columns: [] };

function coloursOf(shown: Frame, by: Parameters<typeof mapColours>[2], images = dataset): string[] {
  const { categories, colours } = mapColours(shown, images, by, "dark");
  return Array.from(categories, (category) => colours[category]);
}

describe("mapColours", () => {
  it("gives clusters their colours and noise a grey of its own", () => {
    const noisy = { ...frame, labels: Int32Array.of(-1, 0, 25) };
    expect(coloursOf(noisy, "cluster")).toEqual([noiseColour.dark, clusterColour(0, "dark"), clusterColour(25, "dark")]);
    expect(mapKey(noisy, dataset, "cluster", "dark")?.names.map(({ colour }) => colour)).toEqual([noiseColour.dark]);
    expect(mapKey(frame, dataset, "cluster", "dark")).toBeNull();
  });

  it("tells right from wrong by the match of clusters and classes", () => {
    const confusion = { counts: new Int32Array(6), clusters: 2, classes: ["x", "y", "z"], match: Int32Array.of(0, 1) };
    const [right, wrong] = matchColours.dark;
    expect(coloursOf({ ...frame, confusion }, "match")).toEqual([right, right, wrong]);
    const noisy = { ...frame, labels: Int32Array.of(-1, 1, 1), confusion };
    expect(coloursOf(noisy, "match")).toEqual([noiseColour.dark, right, wrong]);
    expect(mapKey(noisy, dataset, "match", "dark")?.names).toHaveLength(3);
  });

  it("spreads a column over the ramp, with what is missing plain", () => {
    const values = Float32Array.of(NaN, 1, 9);
    const shown = { ...frame, columns: [{ id: "entropy", title: "Entropy", help: "", values }] };
    const ramp = numberRamp(32, "dark");
    expect(coloursOf(shown, "column:entropy")).toEqual([plainColour.dark, ramp[0], ramp[31]]);
    expect(mapKey(shown, dataset, "column:entropy", "dark")).toMatchObject({
      title: "Entropy",
      ramp: { low: "1", high: "9" },
      names: [{ name: "none" }],
    });
  });

  it("gives numbers of clusters the clusters' own colours, and none to images without one", () => {
    const values = Float32Array.of(3, NaN, 0);
    const shown = { ...frame, columns: [{ id: "corrected", title: "Corrected", help: "", values, kind: "cluster" as const }] };
    expect(coloursOf(shown, "column:corrected")).toEqual([clusterColour(3, "dark"), plainColour.dark, clusterColour(0, "dark")]);
    expect(mapKey(shown, dataset, "column:corrected", "dark")).toEqual({
      title: "Corrected",
      names: [
        { name: "0", colour: clusterColour(0, "dark") },
        { name: "3", colour: clusterColour(3, "dark") },
        { name: "none", colour: plainColour.dark },
      ],
      more: 0,
      ramp: null,
    });
  });

  it("draws one value in one colour, and what isn't known plain", () => {
    const values = Float32Array.of(4, 4, 4);
    const shown = { ...frame, columns: [{ id: "a", title: "A", help: "", values }] };
    expect(new Set(coloursOf(shown, "column:a")).size).toBe(1);
    for (const by of ["confidence", "column:gone"] as const)
      expect(coloursOf(frame, by)).toEqual([plainColour.dark, plainColour.dark, plainColour.dark]);
    expect(coloursOf(frame, "label", { ...dataset, truth: null })).toEqual([
      plainColour.dark,
      plainColour.dark,
      plainColour.dark,
    ]);
  });

  it("names no more classes than can be read", () => {
    const names = Array.from({ length: 30 }, (_, i) => `class ${i}`);
    const many = { ...dataset, truth: { codes: Int32Array.of(0, -1, 29), names } };
    expect(mapKey(frame, many, "label", "light")).toMatchObject({ more: 18 });
    expect(coloursOf(frame, "label", many)).toEqual([clusterColour(0, "dark"), plainColour.dark, clusterColour(29, "dark")]);
  });
});
