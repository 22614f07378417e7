import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { workFolder } from "./work-folder";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "kindred-work-"));
});
afterEach(() => rm(folder, { recursive: true }));

it("gives back what another command kept, to the bit", async () => {
  const work = { network: { "a/b": { shape: [2], data: Float32Array.of(0.1, Number.NaN) } }, losses: { total: 1 / 3 } };
  const inside = path.join(folder, "deep", "cache");
  await workFolder(inside).keep("key", work);
  expect(await workFolder(inside).find("key")).toEqual(work);
  expect(await workFolder(inside).find("other key")).toBeUndefined();
  expect(await readdir(inside)).toHaveLength(1);
});

it("does the work again where a file is damaged", async () => {
  const store = workFolder(folder);
  await store.keep("key", [1, 2]);
  const [name] = await readdir(folder);
  await writeFile(path.join(folder, name), "{");
  expect(await store.find("key")).toBeUndefined();
});
