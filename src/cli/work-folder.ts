import { readFile } from "node:fs/promises";
import { decodeState, encodeState } from "../export/checkpoint-json";
import type { WorkStore } from "../worker/work-cache";
import { keptFile, writeKept } from "./kept-file";

/**
 * Keeps finished parts of runs in `folder`, a file each, so that a later command need not do them again. A file that can't be read or
 * belongs to another key counts as none. `onFound` is told of each part that is there.
 */
export function workFolder(folder: string, onFound: () => void = () => {}): WorkStore {
  const fileOf = (key: string) => keptFile(folder, key, ".json");
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
    keep: (key, work) => writeKept(fileOf(key), JSON.stringify({ kind: "kindred-work", key, work: encodeState(work) })),
  };
}
