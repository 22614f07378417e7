import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { CommandError } from "./command-error";
import { prepareFolder } from "./write-results";

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
    `Nothing can be written to --out ${under} (ENOTDIR); choose another folder.`,
  );
  await expect(prepareFolder(join(base, "file"))).rejects.toThrow("(EEXIST)");
});
