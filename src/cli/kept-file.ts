import { createHash } from "node:crypto";
import { rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { makeFolder } from "./make-folder";

/** Where what belongs to `key` is kept in `folder`, a file each; `ending` with its dot. */
export function keptFile(folder: string, key: string, ending: string): string {
  return path.join(folder, `${createHash("sha256").update(key).digest("hex").slice(0, 32)}${ending}`);
}

/** Writes `file` whole or not at all: two commands may share the folder, and nobody reads half a file. Throws what the system says. */
export async function writeKept(file: string, data: string | Uint8Array): Promise<void> {
  await makeFolder(path.dirname(file));
  const unfinished = `${file}.${process.pid}`;
  try {
    await writeFile(unfinished, data);
    await rename(unfinished, file);
  } catch (error) {
    await rm(unfinished, { force: true }).catch(() => {});
    throw error;
  }
}
