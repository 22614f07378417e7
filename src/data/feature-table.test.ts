import { expect, test } from "vitest";
import { readFeatureTable } from "./feature-table";

const read = (text: string) => {
  const table = readFeatureTable("f.csv", text);
  return table && { ...table, data: Array.from(table.data) };
};

test("a header, a column of files and one of labels, numbers in the rest", () => {
  expect(read('label,image,f0,f1\noak,"a, b.png",1,2\n,b.png,-3e-1,4\r\n')).toEqual({
    path: "f.csv",
    rows: 2,
    cols: 2,
    data: [1, 2, Math.fround(-0.3), 4],
    names: ["a, b.png", "b.png"],
    labels: ["oak", null],
    problems: [],
  });
});

test("without a header names differ from row to row, and labels come again", () => {
  const rows = Array.from({ length: 6 }, (_, i) => `${i}.png\tc${i % 2}\t${i}\t0.5\t1`).join("\n");
  expect(read(rows)).toMatchObject({ rows: 6, cols: 3, names: ["0.png", "1.png", "2.png", "3.png", "4.png", "5.png"] });
  expect(read(rows)?.labels).toEqual(["c0", "c1", "c0", "c1", "c0", "c1"]);
  // As the UCI repository has its data: no names at all.
  expect(read("5.1,3.5,setosa\n4.9,3.0,setosa\n6.3,3.3,virginica\n5.8,2.7,virginica")).toMatchObject({
    names: null,
    cols: 2,
    rows: 4,
  });
});

test("titles that are numbers, and a column that counts the rows", () => {
  expect(read("name,0,1,2\na,5,6,7\nb,8,9,1\n")).toMatchObject({ rows: 2, cols: 3, data: [5, 6, 7, 8, 9, 1] });
  expect(read(",x,y\n0,5,6\n1,8,9\n2,1,1\n")).toMatchObject({ rows: 3, cols: 2, data: [5, 6, 8, 9, 1, 1], labels: null });
  expect(read("5,6\n8,9\n")).toMatchObject({ rows: 2, cols: 2, names: null });
});

test("a first column that counts the rows of a table without a header is no feature, and that is told", () => {
  const counting = (from: number, last = 300) =>
    Array.from({ length: 301 }, (_, i) => `${i === 300 ? last : from + i},${Math.sin(i)},${Math.cos(i)}`).join("\n");
  const notes = ["The first column of f.csv counts the rows, and was not taken for a feature."];
  expect(read(counting(0))).toMatchObject({ rows: 301, cols: 2, names: null, notes });
  expect(read(counting(1, 301))).toMatchObject({ rows: 301, cols: 2, notes });
  expect(read("0\ta.png\t5\t6\n1\tb.png\t8\t9\n")).toMatchObject({ cols: 2, names: ["a.png", "b.png"], data: [5, 6, 8, 9] });
  // One that breaks off far down is a feature, and so is any other than the first, or one of two.
  expect(read(counting(0, 7))).toMatchObject({ cols: 3 });
  expect(read(counting(5, 305))).toMatchObject({ cols: 3 });
  expect(read("5,0,6\n8,1,9\n")).toMatchObject({ cols: 3 });
  expect(read("0,6\n1,9\n")).toMatchObject({ cols: 2, data: [0, 6, 1, 9] });
  // Under a title it must be called so.
  const titled = (title: string) => read(`${title},a,b\n1,5,6\n2,8,9\n3,1,1\n`);
  for (const title of ["index", "Row", "sample", "No.", "#"]) expect(titled(title)).toMatchObject({ cols: 2, notes });
  expect(titled("length")).toMatchObject({ cols: 3 });
});

test("decimal commas", () => {
  expect(read("a.png;0,5;1,25\nb.png;-0,5;1\n")).toMatchObject({ data: [0.5, 1.25, -0.5, 1], names: ["a.png", "b.png"] });
});

test("rows that lack a number are left out and named", () => {
  const table = read("file,p,q\na,1,2\nb,,2\nc,1,NaN\nd,1\ne,3,4\n");
  expect(table?.names).toEqual(["a", "e"]);
  expect(table?.problems).toEqual([
    "Line 3, of b, was left out: its field 2 is empty.",
    'Line 4, of c, was left out: its field 3, "NaN", is not a number.',
    "Line 5, of d, was left out: it has 2 fields, and the first line 3.",
  ]);
});

test("a number that is too large is told from what is none", () => {
  const cells = ["1e300", "-1e999", "Infinity", "1e5x"];
  const table = read(["file,p,q", ...Array.from({ length: 9 }, (_, i) => `${i},1,${cells[i] ?? i}`)].join("\n"));
  const large = "is too large: numbers up to 3.4e38 can be read.";
  expect(table?.problems.map((problem) => problem.replace(/^.*field 3, /, ""))).toEqual([
    `"1e300", ${large}`,
    `"-1e999", ${large}`,
    '"Infinity", is not a number.',
    '"1e5x", is not a number.',
  ]);
});

test("a column of other texts is passed over", () => {
  const table = read("file,label,split,p,q\na,x,train,1,2\nb,y,train,1,2\nc,y,test,1,2\n");
  expect(table).toMatchObject({ cols: 2, problems: ["Its column split holds neither numbers nor names, and was passed over."] });
});

test.each(["file,label\na.png,oak\nb.png,elm\n", "file,label\na.png,3\nb.png,4\n", "just text\n", "a,b\nc,d\n"])(
  "no table of features: %j",
  (text) => expect(read(text)).toBeNull(),
);
