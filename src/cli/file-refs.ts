import { openAsBlob } from "node:fs";
import { readdir, realpath, stat } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import type { FileRef } from "../data/dataset";

/**
 * The files at `paths`, folders walked to their ends, as the page gets them from a drop: a folder's files are named from that folder on
 * ("coil-20/obj01/01.png"), a single file by its own name. Nothing is read yet. Ordered by path in code units.
 * Throws a sentence where a path doesn't exist.
 */
export async function fileRefs(paths: readonly string[]): Promise<FileRef[]> {
  const refs: FileRef[] = [];
  for (const path of paths) {
    const found = await stat(path).catch(() => null);
    if (!found) throw new Error(`There is no file or folder "${path}".`);
    const whole = resolve(path);
    if (found.isDirectory()) await walk(whole, basename(whole), new Set(), refs);
    else refs.push({ path: basename(whole), blob: await openAsBlob(whole) });
  }
  return refs.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
}

/** `above` holds the real paths of the folders around this one, so that a link to one of them isn't followed for ever. */
async function walk(folder: string, name: string, above: ReadonlySet<string>, refs: FileRef[]): Promise<void> {
  const real = await realpath(folder);
  if (above.has(real)) return;
  const around = new Set(above).add(real);
  for (const entry of await readdir(folder)) {
    const path = join(folder, entry);
    const inside = name === "" ? entry : `${name}/${entry}`;
    // Follows links; one that leads nowhere is passed over, and so is a pipe or a socket.
    const found = await stat(path).catch(() => null);
    if (found?.isDirectory()) await walk(path, inside, around, refs);
    else if (found?.isFile()) refs.push({ path: inside, blob: await openAsBlob(path) });
  }
}
