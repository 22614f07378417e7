import { Gunzip, Inflate } from "fflate";
import { UnreadableError } from "./entry";
import { byteSize } from "./import-report";
import type { Pace } from "./pace";

/** Unpacked bytes of one file or archive at most: beyond it a small file is taken for a bomb. */
export const MAX_UNPACKED_BYTES = 2 * 1024 ** 3;
/** Compressed bytes handed over at once. Deflate unpacks at most about 1,032 to 1, so one step yields 67 MiB at most. */
const STEP_BYTES = 64 * 1024;

/**
 * Unpacks gzip or raw deflate data, step by step, giving up the thread in between.
 * Throws UnreadableError where the data is damaged, cut short, or unpacks to more than `limit` bytes.
 */
export async function inflate(packed: Uint8Array, format: "gzip" | "raw", limit: number, pace?: Pace): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let length = 0;
  const collect = (chunk: Uint8Array) => {
    if (chunk.length > 0) parts.push(chunk);
    length += chunk.length;
  };
  const stream = format === "gzip" ? new Gunzip(collect) : new Inflate(collect);
  for (let at = 0; at < packed.length; at += STEP_BYTES) {
    const end = Math.min(at + STEP_BYTES, packed.length);
    try {
      stream.push(packed.subarray(at, end), end === packed.length);
    } catch {
      throw new UnreadableError("Its compressed data is damaged or cut short.");
    }
    if (length > limit) throw new UnreadableError(`It unpacks to more than ${byteSize(limit)}, which is not allowed.`);
    if (pace) await pace.breathe();
  }
  return joined(parts, length);
}

/** The first `length` unpacked bytes that a beginning of the packed data gives; fewer, or none, where it is damaged. */
export function inflateHead(packed: Uint8Array, format: "gzip" | "raw", length: number): Uint8Array {
  const parts: Uint8Array[] = [];
  let have = 0;
  const collect = (chunk: Uint8Array) => {
    parts.push(chunk);
    have += chunk.length;
  };
  const stream = format === "gzip" ? new Gunzip(collect) : new Inflate(collect);
  try {
    for (let at = 0; at < packed.length && have < length; at += 1024) stream.push(packed.subarray(at, at + 1024), false);
  } catch {
    // What came before the damage is enough to tell what it was.
  }
  return joined(parts, have).subarray(0, length);
}

function joined(parts: readonly Uint8Array[], length: number): Uint8Array {
  const [only] = parts;
  if (parts.length === 1 && only) return only;
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
