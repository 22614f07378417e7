import type { Entry } from "./entry";
import { inflate, inflateHead, MAX_UNPACKED_BYTES } from "./inflate";

/** What a gzipped file holds, as a file of the same path. */
export function gunzipped(entry: Entry): Entry {
  return {
    path: entry.path,
    size: entry.size,
    head: async (length) => inflateHead(await entry.head(length + 4096), "gzip", length),
    bytes: async (pace) => inflate(await entry.bytes(pace), "gzip", MAX_UNPACKED_BYTES, pace),
  };
}
