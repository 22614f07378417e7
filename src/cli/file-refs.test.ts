import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { fileRefs } from "./file-refs";

async function scratch(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "kindred-refs-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}

test("folders are walked, links to a folder above aren't followed for ever, names start at the folder", async () => {
  const root = await scratch();
  await mkdir(join(root, "b"));
  await writeFile(join(root, "b", "2.txt"), "two");
  await writeFile(join(root, "B.txt"), "B");
  await symlink(root, join(root, "b", "loop"));
  await symlink(join(root, "nowhere"), join(root, "dead"));
  const refs = await fileRefs([root, join(root, "b", "2.txt")]);
  const name = basename(root);
  expect(refs.map((ref) => ref.path)).toEqual(["2.txt", `${name}/B.txt`, `${name}/b/2.txt`].sort());
  expect(await refs.find((ref) => ref.path === "2.txt")?.blob.text()).toBe("two");
});

test("a path that isn't there is named", async () => {
  await expect(fileRefs(["/no/such/place"])).rejects.toThrow('There is no file or folder "/no/such/place".');
});
