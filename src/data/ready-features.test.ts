import { expect, test } from "vitest";
import { ReportBuilder } from "./import-report";
import { readyFeatures } from "./ready-features";

/** What becomes of `rows` rows of 4 features, which wave within 1 of 0 but for what `change` makes of them. */
function ready(rows: number, change: (value: number, p: number) => number = (value) => value) {
  const data = Float32Array.from({ length: rows * 4 }, (_, p) => change(Math.sin(p * p), p));
  const names = Array.from({ length: rows }, (_, i) => `${i}.png`);
  const report = new ReportBuilder();
  const vectors = readyFeatures({ data, rows, cols: 4 }, "f.csv", names, report);
  const { notes, problems } = report.build(rows);
  return { fault: typeof vectors === "string" ? vectors : null, vectors, notes, problems };
}

test("features that differ pass without a word", () => {
  expect(ready(50)).toMatchObject({ fault: null, notes: [], problems: [] });
  expect(ready(50, (value) => value * 1e30)).toMatchObject({ fault: null, notes: [], problems: [] });
  // Most rows alike, and a few far ones: groups, not faults.
  const groups = ready(50, (_, p) => (p < 12 ? 1e6 : 0));
  expect(groups).toMatchObject({ fault: null, problems: [] });
});

test("those that are the same for every image are counted", () => {
  expect(ready(50, (value, p) => (p % 4 === 1 ? 1e30 : value)).notes).toEqual([
    "1 of 4 features is the same for every image and carries nothing.",
  ]);
  const two = ready(50, (value, p) => (p % 4 < 2 ? 7 : value));
  expect(two.notes).toEqual(["2 of 4 features are the same for every image and carry nothing."]);
});

test("when all are, they are refused; of one image nothing is asked", () => {
  expect(ready(50, () => 3).fault).toBe(
    "All features in f.csv are the same for every image, so nothing tells the images apart: take other features.",
  );
  expect(ready(1).fault).toBeNull();
});

test("a value beside which all others are nothing is refused with its row's name", () => {
  const fault = (more: string) =>
    `7.png has a feature of 1.00e+30${more} in f.csv, beside which all others are as good as nothing: mend it or leave it out.`;
  expect(ready(50, (value, p) => (p === 30 ? 1e30 : value)).fault).toBe(fault(""));
  // Several of them don't hide each other, and are counted.
  const several = ready(50, (value, p) => ({ 30: 1e30, 45: 9e29, 90: 9e29 })[p] ?? value);
  expect(several.fault).toBe(fault(", and 2 other images one of its size,"));
  // A huge column that is constant but for rounding does not hide it.
  const beside = ready(50, (value, p) => (p === 30 ? 1e6 : p % 4 === 3 ? 1e9 + 64 * (p % 8 === 3 ? 1 : 0) : value));
  expect(beside.fault).toMatch(/^7.png has a feature of 1.00e\+6/);
});

test("one that only overshadows them is reported", () => {
  const { fault, problems } = ready(50, (value, p) => (p === 30 ? -1e3 : value));
  expect(fault).toBeNull();
  expect(problems).toEqual([
    {
      path: "7.png",
      reason:
        "7.png has a feature of -1.00e+3 in f.csv, beside which all others are small, so that clusters may hang on it alone.",
    },
  ]);
});
