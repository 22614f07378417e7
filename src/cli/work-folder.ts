import { createHash } from "node:crypto";
import { readFile, rename, writeFile } from "node:fs/promises";
import path from "node:path";
import { decodeState, encodeState } from "../export/checkpoint-json";
import type { WorkStore } from "../worker/work-cache";
import { makeFolder } from "./make-folder";

/**
 * Keeps finished parts of runs in `folder`, a file each, so that a later command need not do them again. A file that can't be read or
 * belongs to another key counts as none. `onFound` is told of each part that is there.
 */
export function workFolder(folder: string, onFound: () => void = () => {}): WorkStore {
  const fileOf = (key: string) => path.join(folder, `${createHash("sha256").update(key).digest("hex").slice(0, 32)}.json`);
  return {
    async find(key) {
      try {
        const { kind, key: kept, work } = JSON.parse(await readFile(fileOf(key), "utf8"));
        if (kind !== "kindred-work" || kept !== key) return undefined;
        const found = decodeState(work);
        onFound();
        return found;
      } catch {
        return undefined;
      }
    },
    async keep(key, work) {
      await makeFolder(folder);
      // Two commands may share the folder: nobody reads half a file.
      const unfinished = `${fileOf(key)}.${process.pid}`;
      await writeFile(unfinished, JSON.stringify({ kind: "kindred-work", key, work: encodeState(work) }));
      await rename(unfinished, fileOf(key));
    },
  };
}
