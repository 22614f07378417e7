import { readFile } from "node:fs/promises";
import type { ModelCache } from "../worker/host-parts";
import { keptFile, writeKept } from "./kept-file";

/** Keeps downloaded models in `folder`, a file each, named by the hash of its address. */
export function modelFolder(folder: string): ModelCache {
  const fileOf = (address: string) => keptFile(folder, address, ".model");
  return {
    async find(address) {
      try {
        return new Uint8Array(await readFile(fileOf(address)));
      } catch {
        return null;
      }
    },
    keep: (address, bytes) =>
      writeKept(fileOf(address), bytes).then(
        () => true,
        () => false,
      ),
  };
}
