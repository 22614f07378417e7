import { createHash } from "node:crypto";
import { readFile, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import type { ModelCache } from "../worker/host-parts";
import { makeFolder } from "./make-folder";

/** Keeps downloaded models in `folder`, a file each, named by the hash of its address. */
export function modelFolder(folder: string): ModelCache {
  const fileOf = (address: string) =>
    path.join(folder, `${createHash("sha256").update(address).digest("hex").slice(0, 32)}.model`);
  return {
    async find(address) {
      try {
        return new Uint8Array(await readFile(fileOf(address)));
      } catch {
        return null;
      }
    },
    async keep(address, bytes) {
      // Two commands may share the folder: nobody reads half a file.
      const unfinished = `${fileOf(address)}.${process.pid}`;
      try {
        await makeFolder(folder);
        await writeFile(unfinished, bytes);
        await rename(unfinished, fileOf(address));
        return true;
      } catch {
        await rm(unfinished, { force: true }).catch(() => {});
        return false;
      }
    },
  };
}
