import { expect, it } from "vitest";
import { pickedFiles } from "./picked-files";

/** A file as an input gives it: `folder` is what the browser says of its place where a folder was chosen. */
function picked(name: string, folder = ""): File {
  return Object.assign(new File([name], name), { webkitRelativePath: folder && `${folder}/${name}` });
}
const list = (...files: File[]) => files as unknown as FileList;

it("keeps a folder's paths, from which labels are read, and sorts by them", async () => {
  const files = [picked("2.png", "trees/oak"), picked("1.png", "trees/oak"), picked("1.png", "trees/elm")];
  const found = pickedFiles(list(...files));
  expect(found?.title).toBe("trees");
  expect(found?.files.map(({ path }) => path)).toEqual(["trees/elm/1.png", "trees/oak/1.png", "trees/oak/2.png"]);
  // Each path with its own file.
  expect(found?.files.map(({ blob }) => blob)).toEqual([files[2], files[1], files[0]]);
});

it("names single files by themselves, and several by their number", () => {
  expect(pickedFiles(list(picked("a.npy")))).toMatchObject({ title: "a.npy", files: [{ path: "a.npy" }] });
  const two = pickedFiles(list(picked("b.png"), picked("a.png")));
  expect(two?.title).toBe("2 files");
  expect(two?.files.map(({ path }) => path)).toEqual(["a.png", "b.png"]);
});

it("has nothing where nothing was chosen", () => {
  expect([pickedFiles(null), pickedFiles(list())]).toEqual([null, null]);
});
