/** Keeps downloaded models by their addresses. Neither function ever throws: what can't be kept is downloaded again. */
export interface ModelCache {
  find(address: string): Promise<Uint8Array<ArrayBuffer> | null>;
  /** Resolves to whether the model has been kept. */
  keep(address: string, bytes: Uint8Array<ArrayBuffer>): Promise<boolean>;
}

/** Name under which the browser lists what is kept. */
const cacheName = "kindred-models";

/**
 * Models in the browser's Cache API, where they outlive the page; null where there is none, as in Node and in a page that came over plain
 * http from another machine. A browser may refuse it in private windows, or have no room: then nothing is found and nothing kept.
 */
export function browserModelCache(storage: CacheStorage | undefined = globalThis.caches): ModelCache | null {
  if (!storage) return null;
  return {
    async find(address) {
      try {
        const kept = await (await storage.open(cacheName)).match(address);
        return kept ? new Uint8Array(await kept.arrayBuffer()) : null;
      } catch {
        return null;
      }
    },
    async keep(address, bytes) {
      try {
        await (await storage.open(cacheName)).put(address, new Response(bytes));
        return true;
      } catch {
        return false;
      }
    },
  };
}
