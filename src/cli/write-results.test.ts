import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { CommandError } from "./command-error";
import { prepareCache, prepareFolder } from "./write-results";

test("the folder for results is made at once, and one that can't be is told in a sentence", async () => {
  const base = mkdtempSync(join(tmpdir(), "kindred-"));
  onTestFinished(() => rmSync(base, { recursive: true }));
  await prepareFolder(join(base, "a", "b"));
  expect(existsSync(join(base, "a", "b"))).toBe(true);
  await prepareFolder(join(base, "a", "b"));

  writeFileSync(join(base, "file"), "");
  const under = join(base, "file", "results");
  await expect(prepareFolder(under)).rejects.toThrow(CommandError);
  await expect(prepareFolder(under)).rejects.toThrow(
    `Nothing can be written to --out ${under}, since ${join(base, "file")} is a file; choose another folder.`,
  );
  const file = prepareFolder(join(base, "file"));
  await expect(file).rejects.toThrow(`${join(base, "file")} is a file; choose another folder.`);
  await expect(prepareCache(under)).rejects.toThrow(`Nothing can be kept in --cache ${under}, since`);
});

test.runIf(existsSync("/proc/self"))("a folder in which none can be made is told, too", async () => {
  const nowhere = "/proc/kindred/results";
  await expect(prepareFolder(nowhere)).rejects.toThrow(`Nothing can be written to --out ${nowhere}; choose another folder.`);
  await expect(prepareCache("/proc/kindred")).rejects.toThrow("Nothing can be kept in --cache /proc/kindred; choose");
});
