import type { Pace } from "./pace";

/** A file to look at: one that was dropped, or one inside an archive. Nothing is read before it is asked for. */
export interface Entry {
  readonly path: string;
  /** Bytes when read; the compressed size where only that is known. */
  readonly size: number;
  /** The first `length` bytes, fewer where the file is shorter. */
  head(length: number): Promise<Uint8Array>;
  /** All of it, unpacked; throws UnreadableError. `pace` lets a long unpacking be cancelled. */
  bytes(pace?: Pace): Promise<Uint8Array>;
}

/** One problem of one file, with a sentence for the report: not the program's fault. */
export class UnreadableError extends Error {
  override readonly name = "UnreadableError";
}

export function blobEntry(path: string, blob: Blob): Entry {
  return {
    path,
    size: blob.size,
    head: async (length) => readBlob(blob.slice(0, length)),
    bytes: async () => readBlob(blob),
  };
}

/** The bytes of `blob`; throws UnreadableError where the file behind it has gone, changed or is closed to us. */
export async function readBlob(blob: Blob): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return new Uint8Array(await blob.arrayBuffer());
  } catch (error) {
    if (error instanceof RangeError) throw new UnreadableError("There isn't enough memory to read it.");
    const name = error instanceof Error ? error.name : "";
    if (name === "NotFoundError") throw new UnreadableError("The file was moved or deleted before it could be read.");
    if (name === "NotAllowedError" || name === "SecurityError") throw new UnreadableError("Reading this file isn't allowed.");
    throw new UnreadableError("The file couldn't be read: it was moved, deleted, changed, or is not open to you.");
  }
}

/** Why `error` left a file out, as a sentence. */
export function reasonOf(error: unknown): string {
  if (error instanceof UnreadableError) return error.message;
  const message = error instanceof Error ? error.message : String(error);
  return `It couldn't be read (${message.trim().replace(/\s+/g, " ").slice(0, 200)}).`;
}
