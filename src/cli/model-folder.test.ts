import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { modelFolder } from "./model-folder";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "kindred-models-"));
});
afterEach(() => rm(folder, { recursive: true }));

const address = "https://models.example/net.onnx";

it("gives back the model that an earlier command downloaded from the same address", async () => {
  const inside = path.join(folder, "deep");
  expect(await modelFolder(inside).find(address)).toBeNull();
  expect(await modelFolder(inside).keep(address, Uint8Array.of(1, 2, 3))).toBe(true);
  expect(await modelFolder(inside).find(address)).toEqual(Uint8Array.of(1, 2, 3));
  expect(await modelFolder(inside).find(`${address}?v=2`)).toBeNull();
  // Fetched again, it takes the place of the old one.
  expect(await modelFolder(inside).keep(address, Uint8Array.of(4))).toBe(true);
  expect(await modelFolder(inside).find(address)).toEqual(Uint8Array.of(4));
  expect(await readdir(inside)).toHaveLength(1);
});

it("says so where nothing can be kept, and does not throw", async () => {
  const file = path.join(folder, "file");
  await writeFile(file, "");
  expect(await modelFolder(file).keep(address, Uint8Array.of(1))).toBe(false);
});
