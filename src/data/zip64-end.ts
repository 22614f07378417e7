import { viewOf } from "./byte-view";

const END_BYTES = 22;
const LONG_END_BYTES = 56;
const LOCATOR_BYTES = 20;
const MOST_ENTRIES = 0xffff;

/**
 * A ZIP's last chunk (table of contents and end record) with the ZIP64 end record and its locator put in where there are 65,535
 * entries or more, which the plain record can't count (APPNOTE 4.3.14, 4.3.15). `at` is the chunk's place in the archive.
 */
export function withLongCount(chunk: Uint8Array<ArrayBuffer>, count: number, at: number): Uint8Array<ArrayBuffer> {
  if (count < MOST_ENTRIES) return chunk;
  const tableBytes = chunk.length - END_BYTES;
  const whole = new Uint8Array(chunk.length + LONG_END_BYTES + LOCATOR_BYTES);
  whole.set(chunk.subarray(0, tableBytes));
  whole.set(chunk.subarray(tableBytes), whole.length - END_BYTES);
  const view = viewOf(whole);
  let to = tableBytes;
  view.setUint32(to, 0x06064b50, true);
  view.setBigUint64(to + 4, BigInt(LONG_END_BYTES - 12), true);
  view.setUint16(to + 12, 45, true);
  view.setUint16(to + 14, 45, true);
  view.setBigUint64(to + 24, BigInt(count), true);
  view.setBigUint64(to + 32, BigInt(count), true);
  view.setBigUint64(to + 40, BigInt(tableBytes), true);
  view.setBigUint64(to + 48, BigInt(at), true);
  to += LONG_END_BYTES;
  view.setUint32(to, 0x07064b50, true);
  view.setBigUint64(to + 8, BigInt(at + tableBytes), true);
  view.setUint32(to + 16, 1, true);
  to += LOCATOR_BYTES;
  view.setUint16(to + 8, MOST_ENTRIES, true);
  view.setUint16(to + 10, MOST_ENTRIES, true);
  return whole;
}
