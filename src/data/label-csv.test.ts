import { expect, test } from "vitest";
import { labelOf, readLabelCsv } from "./label-csv";

test("quotes, separators and line ends of all kinds", () => {
  const table = readLabelCsv('\ufefffile,label,note\r\na.png,"oak, red","say ""so"""\r\nb/c.png,elm,\r\n');
  expect(table && [...table]).toEqual([
    ["a.png", "oak, red"],
    ["b/c.png", "elm"],
  ]);
  expect(readLabelCsv("Species;Image_ID\nmaple;77")?.get("77")).toBe("maple");
});

test("a table without the two columns is none", () => {
  expect(readLabelCsv("x,y\n1,2\n")).toBeNull();
  expect(readLabelCsv("just text\nmore")).toBeNull();
});

test("names match by path, ending, file name and stem", () => {
  const table = new Map([
    ["b/c.png", "elm"],
    ["77", "oak"],
  ]);
  expect(labelOf("root/b/c.png", table)).toBe("elm");
  expect(labelOf("root/77.jpg", table)).toBe("oak");
  expect(labelOf("root/c.png", table)).toBeNull();
});
