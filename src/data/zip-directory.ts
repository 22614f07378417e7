import { viewOf } from "./byte-view";
import { decodeText } from "./decode-text";
import { readBlob, UnreadableError } from "./entry";

/** One line of a ZIP's table of contents. */
export interface ZipRecord {
  readonly name: string;
  /** 0 stored, 8 deflated; others aren't read. */
  readonly method: number;
  readonly encrypted: boolean;
  readonly packedSize: number;
  readonly size: number;
  readonly crc: number;
  /** Where the entry's local header begins in the archive. */
  readonly offset: number;
}

const END_BYTES = 22;
const MAX_COMMENT_BYTES = 65535;
/** A table of contents larger than this (about a million names) isn't read. */
const MAX_DIRECTORY_BYTES = 128 * 1024 ** 2;
const damaged = "The ZIP's table of contents is damaged or cut short.";

/**
 * Reads the table of contents at a ZIP's end and nothing else (APPNOTE 6.3.10, 4.3.12 to 4.3.16, ZIP64 included), so that entries
 * can be read one at a time without holding the archive in memory. Throws UnreadableError where there is none.
 */
export async function readZipDirectory(blob: Blob): Promise<ZipRecord[]> {
  const tailAt = Math.max(0, blob.size - END_BYTES - MAX_COMMENT_BYTES);
  const tail = await readBlob(blob.slice(tailAt));
  const view = viewOf(tail);
  let end = tail.length - END_BYTES;
  while (end >= 0 && view.getUint32(end, true) !== 0x06054b50) end--;
  if (end < 0) throw new UnreadableError(damaged);
  let count = view.getUint16(end + 10, true);
  let length = view.getUint32(end + 12, true);
  let at = view.getUint32(end + 16, true);
  if (end >= 20 && view.getUint32(end - 20, true) === 0x07064b50) {
    // ZIP64: the locator names a longer end record.
    const long = viewOf(await readBlob(blob.slice(Number(view.getBigUint64(end - 12, true))).slice(0, 56)));
    if (long.byteLength < 56 || long.getUint32(0, true) !== 0x06064b50) throw new UnreadableError(damaged);
    count = Number(long.getBigUint64(32, true));
    length = Number(long.getBigUint64(40, true));
    at = Number(long.getBigUint64(48, true));
  }
  if (length > MAX_DIRECTORY_BYTES) throw new UnreadableError("The ZIP's table of contents is too long to be read.");
  return parseDirectory(await readBlob(blob.slice(at, at + length)), count);
}

function parseDirectory(bytes: Uint8Array, count: number): ZipRecord[] {
  const view = viewOf(bytes);
  const records: ZipRecord[] = [];
  let at = 0;
  for (let i = 0; i < count; i++) {
    if (at + 46 > bytes.length || view.getUint32(at, true) !== 0x02014b50) throw new UnreadableError(damaged);
    const flags = view.getUint16(at + 8, true);
    const nameLength = view.getUint16(at + 28, true);
    const extraLength = view.getUint16(at + 30, true);
    const next = at + 46 + nameLength + extraLength + view.getUint16(at + 32, true);
    if (next > bytes.length) throw new UnreadableError(damaged);
    const extra = bytes.subarray(at + 46 + nameLength, at + 46 + nameLength + extraLength);
    const [size, packedSize, offset] = wideFields(extra, [
      view.getUint32(at + 24, true),
      view.getUint32(at + 20, true),
      view.getUint32(at + 42, true),
    ]);
    records.push({
      name: decodeName(bytes.subarray(at + 46, at + 46 + nameLength), (flags & 0x800) !== 0),
      method: view.getUint16(at + 10, true),
      encrypted: (flags & 1) !== 0,
      packedSize,
      size,
      crc: view.getUint32(at + 16, true),
      offset,
    });
    at = next;
  }
  return records;
}

/** Fields that don't fit 32 bits are all ones and stand in the ZIP64 extra field (id 1), in this order. */
function wideFields(extra: Uint8Array, narrow: [number, number, number]): [number, number, number] {
  const view = viewOf(extra);
  for (let at = 0; at + 4 <= extra.length; at += 4 + view.getUint16(at + 2, true)) {
    if (view.getUint16(at, true) !== 1) continue;
    let field = at + 4;
    const read = (value: number) => {
      if (value !== 0xffffffff || field + 8 > extra.length) return value;
      field += 8;
      return Number(view.getBigUint64(field - 8, true));
    };
    return [read(narrow[0]), read(narrow[1]), read(narrow[2])];
  }
  return narrow;
}

function decodeName(bytes: Uint8Array, utf8: boolean): string {
  return utf8 ? new TextDecoder().decode(bytes) : decodeText(bytes);
}
