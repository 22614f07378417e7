import { expect, it } from "vitest";
import { importProblems } from "./import-summary";

const problems = [
  { path: "f.csv", reason: "Line 3 was left out: its field 2 is empty." },
  { path: "f.csv", reason: "Line 9 was left out: its field 2 is empty." },
];

it("counts images only where some came", () => {
  const report = { files: 3, images: 2, problems, problemCount: 2, notes: [] };
  expect(importProblems(report)[0]).toBe("2 images came from 3 files, with 2 problems:");
  expect(importProblems({ ...report, images: 0 })).toEqual([
    "2 problems in 3 files:",
    "  f.csv: Line 3 was left out: its field 2 is empty.",
    "  f.csv: Line 9 was left out: its field 2 is empty.",
  ]);
  expect(importProblems({ ...report, problems: [], problemCount: 0 })).toEqual([]);
});
