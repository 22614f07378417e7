import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Assignments } from "./assignments";
import { assignmentsCsv, assignmentsCsvBlob } from "./assignments-csv";
import { assignmentsJson, assignmentsJsonBlob } from "./assignments-json";

const few: Assignments = {
  paths: ["a/1.png", 'b, "two".png', "=SUM(A1)", "ö/ü\n.png"],
  labels: Int32Array.from([1, 0, 1, -1]),
  clusterNames: ["round", "with, comma"],
  confidence: Float32Array.from([0.5, 1, Number.NaN, 1e-9]),
  layout: Float32Array.from([0.25, -0.1, -1e-8, 1.2, 0, 0, 1, 1]),
  truth: { codes: Int32Array.from([0, -1, 1, 1]), names: ["cat", "dog"] },
  columns: [],
};
const bare: Assignments = { ...few, confidence: null, layout: null, truth: null };
const origin = { method: "idec", seed: 3, dataset: { title: "Digits", hash: "ab" }, scores: { acc: 0.5 } };
const text = (assignments: Assignments) => [...assignmentsCsv(assignments)].join("");

/** A plain RFC 4180 reader. */
function readCsv(csv: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let at = 0;
  while (at < csv.length) {
    let value = "";
    if (csv[at] === '"') {
      at++;
      while (csv[at] !== '"' || csv[at + 1] === '"') {
        if (csv[at] === '"') at++;
        value += csv[at++];
      }
      at++;
    } else while (csv[at] !== "," && csv[at] !== "\r") value += csv[at++];
    row.push(value);
    if (csv[at] === ",") at++;
    else {
      expect(csv.slice(at, at + 2)).toBe("\r\n");
      at += 2;
      rows.push(row);
      row = [];
    }
  }
  return rows;
}

describe("assignmentsCsv", () => {
  test("writes a header and a line an image", () => {
    expect(text(few)).toBe(
      [
        "path,cluster,clusterName,confidence,x,y,label",
        'a/1.png,1,"with, comma",0.5,0.25,-0.1,cat',
        '"b, ""two"".png",0,round,1,0,1.2,',
        '"=SUM(A1)",1,"with, comma",,0,0,dog',
        '"ö/ü\n.png",-1,Noise,0,1,1,dog',
        "",
      ].join("\r\n"),
    );
    expect(text(bare).split("\r\n")[1]).toBe('a/1.png,1,"with, comma",,,,');
  });

  test("puts a run's own columns behind the others", () => {
    const columns = [{ id: "uncertainty", values: Float32Array.of(0.25, 1, 0, Number.NaN) }];
    const lines = text({ ...bare, columns }).split("\r\n");
    expect(lines[0]).toBe("path,cluster,clusterName,confidence,x,y,label,uncertainty");
    expect(lines[1]).toBe('a/1.png,1,"with, comma",,,,,0.25');
    expect(lines[4].endsWith(",,,,,")).toBe(true);
    const [first, , , last] = JSON.parse([...assignmentsJson({ ...bare, columns }, origin)].join("")).assignments;
    expect([first.figures, last.figures]).toEqual([{ uncertainty: 0.25 }, { uncertainty: null }]);
    expect(() => text({ ...few, columns: [{ id: "x", values: new Float32Array(3) }] })).toThrow("3 of x");
  });

  test("any paths and names come back as they were", () => {
    const anyText = fc.oneof(fc.string({ unit: "grapheme" }), fc.stringMatching(/^[",\r\n =+@a-]*$/));
    fc.assert(
      fc.property(fc.array(anyText), anyText, anyText, (paths, name, label) => {
        const count = paths.length;
        const rows = readCsv(
          text({
            paths,
            labels: new Int32Array(count),
            clusterNames: [name],
            confidence: new Float32Array(count).fill(0.5),
            layout: null,
            truth: { codes: new Int32Array(count), names: [label] },
            columns: [],
          }),
        );
        expect(rows.slice(1)).toEqual(paths.map((path) => [path, "0", name, "0.5", "", "", label]));
      }),
    );
  });

  test("every image has its line where there are many", async () => {
    const count = 5000;
    const paths = Array.from({ length: count }, (_, i) => `${i}.png`);
    const many = { ...bare, paths, labels: new Int32Array(count), clusterNames: ["all"] };
    const blob = assignmentsCsvBlob(many);
    const lines = (await blob.text()).split("\r\n");
    expect(blob.type).toContain("text/csv");
    expect(lines.length).toBe(count + 2);
    expect(lines[5000]).toBe("4999.png,0,all,,,,");
  });

  test("parts that disagree are refused", () => {
    expect(() => text({ ...few, labels: new Int32Array(3), layout: new Float32Array(4) })).toThrow(
      "The assignments of 4 images have 3 clusters, 4 coordinates.",
    );
    expect(() => text({ ...few, clusterNames: ["one"] })).toThrow("Image 0 is in cluster 1, but 1 clusters have names.");
  });
});

describe("assignmentsJson", () => {
  test("is JSON of the run and one record an image", async () => {
    const blob = assignmentsJsonBlob(few, origin);
    const found = JSON.parse(await blob.text());
    expect(found).toMatchObject({ format: 1, ...origin, k: 2 });
    expect(found.assignments.length).toBe(4);
    expect(found.assignments[0]).toEqual({
      path: "a/1.png",
      cluster: 1,
      clusterName: "with, comma",
      confidence: 0.5,
      x: 0.25,
      y: -0.1,
      label: "cat",
    });
    expect(found.assignments[3]).toMatchObject({ cluster: -1, clusterName: "Noise" });
    expect(found.assignments[2].confidence).toBeNull();
  });

  test("no images, many images", () => {
    const none = { ...bare, paths: [], labels: new Int32Array(0) };
    expect(JSON.parse([...assignmentsJson(none, origin)].join("")).assignments).toEqual([]);
    const count = 4097;
    const many = { ...bare, paths: Array.from({ length: count }, (_, i) => `${i}`), labels: new Int32Array(count) };
    expect(JSON.parse([...assignmentsJson(many, origin)].join("")).assignments[4096].path).toBe("4096");
  });
});
