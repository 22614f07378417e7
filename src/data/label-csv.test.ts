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

test("the column that surely names files is taken before a number or a name of its own", () => {
  const table = readLabelCsv("id,filename,label\n1,3.png,cat\n2,1.png,dog\n3,2.png,fox");
  expect(["1.png", "2.png", "3.png"].map((name) => table && labelOf(name, table))).toEqual(["dog", "fox", "cat"]);
});

test.each([
  ["id,img,label\n1,9,dog\n9,1,cat", ["1.png", "9.png"], ["dog", "cat"]],
  ["name,image_id,label\n1.png,3,cat\n2.png,1,dog\n3.png,2,fox", ["1.png", "2.png", "3.png"], ["cat", "dog", "fox"]],
  ["id,name,species\n77,Rex,dog", ["77.jpg"], ["dog"]],
  ["id,image,label\na.png,1,dog", ["a.png"], ["dog"]],
  ["id,filename,label\n1,three,cat\n2,one,dog", ["one.png", "three.png"], ["dog", "cat"]],
])("the cells tell which column names files, else its title, else the first: %j", (text, names, labels) => {
  const table = readLabelCsv(text);
  expect(names.map((name) => table && labelOf(name, table))).toEqual(labels);
});

test("the table's paths may be longer than the pictures', where their ending tells", () => {
  const table = readLabelCsv("file,label\nroot/d/a.png,elm\nroot/e/a.png,oak\nroot/e/b.png,oak");
  const found = ["d/a.png", "a.png", "b.png"].map((name) => table && labelOf(name, table));
  expect(found).toEqual(["elm", null, "oak"]);
});

test("accents match, one letter or two", () => {
  const table = readLabelCsv("file,label\nB\u00e4r.png,bear");
  expect(table && labelOf("Ba\u0308r.png", table)).toBe("bear");
});
