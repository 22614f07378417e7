import { expect, it } from "vitest";
import { drawKnownLabels, knownLabelsNotice } from "./known-labels";

const names = ["a", "b", "c", "d", "e"];
const truth = { codes: Int32Array.from({ length: 41 }, (_, i) => (i === 40 ? -1 : i % 4)), names };
const values = { knownClasses: 0.5, knownImages: 0.4 };

it("gives the share of images of the share of classes that have any, counted from 0", () => {
  const { labels, classes, scored } = drawKnownLabels(truth, values, 1);
  expect(classes).toHaveLength(2);
  for (const [known, code] of classes.entries()) {
    const told = [...labels.keys()].filter((i) => labels[i] === known);
    expect(told).toHaveLength(4);
    for (const i of told) expect(truth.codes[i]).toBe(code);
  }
  expect(labels[40]).toBe(-1);
  expect(scored.codes).toEqual(truth.codes.map((code, i) => (labels[i] >= 0 ? -1 : code)));
});

it("draws the same under a seed, others under another, and at least one", () => {
  expect(drawKnownLabels(truth, values, 1)).toEqual(drawKnownLabels(truth, values, 1));
  expect(drawKnownLabels(truth, values, 2).labels).not.toEqual(drawKnownLabels(truth, values, 1).labels);
  const few = drawKnownLabels(truth, { knownClasses: 0.01, knownImages: 0.01 }, 1);
  expect(few.classes).toHaveLength(1);
  expect(few.labels.filter((label) => label >= 0)).toHaveLength(1);
});

it("tells which labels were given", () => {
  const known = drawKnownLabels(truth, { knownClasses: 1, knownImages: 0.5 }, 1);
  expect(knownLabelsNotice(known, names)).toBe(
    "This method is given the labels of 20 of 41 images, all of the classes a, b, c, d. Scores leave these images out.",
  );
});
