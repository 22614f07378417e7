import type { BackendReport } from "../core/backend-report";
import type { SavedState } from "../core/saved-state";
import type { WorkCache } from "../methods/method";

/** Where finished parts of runs are kept: in memory, or in a folder. Keys are whole. */
export type WorkStore = WorkCache;

/** `store` for runs on the images with this hash, on this backend: another one rounds otherwise. */
export function workCacheOf(store: WorkStore, datasetHash: string, { backend, device }: BackendReport): WorkCache {
  const whole = (key: string) => JSON.stringify([datasetHash, backend, device, key]);
  return {
    find: (key) => store.find(whole(key)),
    keep: (key, work) => store.keep(whole(key), work),
  };
}

/** Keeps work in memory, up to `mostBytes`; what was used longest ago goes first. */
export function memoryWorkStore(mostBytes = 256 * 2 ** 20): WorkStore {
  // A Map holds its keys in the order of their last setting.
  const kept = new Map<string, SavedState>();
  return {
    async find(key) {
      const work = kept.get(key);
      if (work === undefined) return undefined;
      kept.delete(key);
      kept.set(key, work);
      return work;
    },
    async keep(key, work) {
      kept.delete(key);
      // What has no room by itself is left out, and drives nothing else away.
      if (bytesOf(work) > mostBytes) return;
      kept.set(key, work);
      let bytes = [...kept.values()].reduce<number>((sum, state) => sum + bytesOf(state), 0);
      for (const [oldest, state] of [...kept]) {
        if (bytes <= mostBytes) break;
        kept.delete(oldest);
        bytes -= bytesOf(state);
      }
    },
  };
}

/** What the numbers of a state take; names and brackets don't count. */
function bytesOf(state: SavedState): number {
  if (state === null || typeof state !== "object") return 8;
  if (ArrayBuffer.isView(state)) return state.byteLength;
  let bytes = 0;
  for (const part of Object.values(state as Record<string, SavedState>)) bytes += bytesOf(part);
  return bytes;
}
