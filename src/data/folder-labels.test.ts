import { expect, test } from "vitest";
import { folderLabels } from "./folder-labels";
import { ReportBuilder } from "./import-report";

function labels(paths: string[]): { names: readonly string[]; codes: number[]; notes: readonly string[] } | null {
  const report = new ReportBuilder();
  const found = folderLabels(paths, report);
  return found && { names: found.names, codes: Array.from(found.codes), notes: report.build(0).notes };
}

test("the dropped folder is taken off and its subfolders are the labels", () => {
  const expected = { names: ["obj01", "obj02"], codes: [0, 0, 1], notes: [] };
  expect(labels(["coil/obj01/a.png", "coil/obj01/b.png", "coil/obj02/a.png"])).toEqual(expected);
  expect(labels(["obj01/a.png", "obj01/b.png", "obj02/a.png"])).toEqual(expected);
  expect(labels(["x/coil.zip/coil/obj01/a.png", "x/coil.zip/coil/obj01/b.png", "x/coil.zip/coil/obj02/deep/a.png"])).toEqual(
    expected,
  );
});

test("no subfolder, or one alone, gives no labels", () => {
  expect(labels(["a.png", "b.png"])).toBeNull();
  expect(labels(["all/a.png", "all/b.png"])).toBeNull();
  expect(labels(["drop/all/a.png", "drop/all/b.png", "drop/c.png"])).toBeNull();
});

test("pictures beside the subfolders get no label, and a note says so", () => {
  expect(labels(["d/oak/1.png", "d/elm/2.png", "d/loose.png"])).toEqual({
    names: ["elm", "oak"],
    codes: [1, 0, -1],
    notes: ["1 picture lies beside the labelled folders and got no label."],
  });
  expect(labels(["loose.png", "d/oak/1.png", "d/elm/2.png"])?.codes).toEqual([-1, 1, 0]);
  expect(labels(["d/oak/1.png", "d/elm/2.png", "d/1.png", "d/2.png", "d/3.png"])).toBeNull();
});

test("train and test are not labels where there are folders below", () => {
  expect(labels(["d/train/cat/1.png", "d/train/dog/1.png", "d/test/cat/1.png"])).toEqual({
    names: ["cat", "dog"],
    codes: [0, 1, 0],
    notes: ["Joined the folders test, train."],
  });
});
