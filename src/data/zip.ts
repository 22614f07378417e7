import { viewOf } from "./byte-view";
import { crc32 } from "./crc32";
import { type Entry, readBlob, UnreadableError } from "./entry";
import { byteSize, type ReportBuilder } from "./import-report";
import { inflate, inflateHead, MAX_UNPACKED_BYTES } from "./inflate";
import type { Pace } from "./pace";
import { readZipDirectory, type ZipRecord } from "./zip-directory";

/** A ZIP larger than this isn't opened. */
const MAX_ZIP_BYTES = 1024 ** 3;
/** An entry above `BOMB_BYTES` that claims to unpack more than this many to one is taken for a bomb; pictures reach about 20. */
const MAX_RATIO = 200;
const BOMB_BYTES = 16 * 1024 ** 2;
const LOCAL_HEADER_BYTES = 30;

/**
 * The files in a ZIP as entries named "<path>/<name inside>", each read from the archive and unpacked only when asked for.
 * Entries that climb out, are encrypted or packed in an unknown way are named in the report. Throws UnreadableError where the
 * archive as a whole isn't opened.
 */
export async function zipEntries(path: string, blob: Blob, report: ReportBuilder, pace: Pace): Promise<Entry[]> {
  if (blob.size > MAX_ZIP_BYTES) {
    throw new UnreadableError(
      `The ZIP is ${byteSize(blob.size)} large; up to ${byteSize(MAX_ZIP_BYTES)} is opened. Unpack it and drop the folder.`,
    );
  }
  const records = await readZipDirectory(blob);
  const total = records.reduce((sum, record) => sum + record.size, 0);
  if (total > MAX_UNPACKED_BYTES) {
    throw new UnreadableError(
      `The ZIP unpacks to ${byteSize(total)}; up to ${byteSize(MAX_UNPACKED_BYTES)} is opened. Unpack it and drop the folder.`,
    );
  }
  const entries: Entry[] = [];
  for (const record of records) {
    await pace.step(entries.length, records.length, "Opening archives");
    if (record.name.endsWith("/") && record.size === 0) continue;
    const reason = refusal(record);
    if (reason) {
      report.files++;
      report.problem(`${path}/${record.name}`, reason);
    } else entries.push(zipEntry(path, blob, record));
  }
  return entries;
}

function refusal(record: ZipRecord): string | null {
  const { name } = record;
  const parts = name.split(/[/\\]/);
  if (name.startsWith("/") || name.startsWith("\\") || /^[a-z]:/i.test(name)) {
    return "Its path in the ZIP is absolute, so it was not opened.";
  }
  if (parts.includes("..")) return "Its path in the ZIP climbs out of the archive, so it was not opened.";
  if (name.includes("\0")) return "Its path in the ZIP holds a zero character, so it was not opened.";
  if (record.encrypted) return "It is encrypted; unpack the ZIP with its password and drop the folder.";
  if (record.method !== 0 && record.method !== 8) {
    return `It is packed with method ${record.method}, which isn't read; make a ZIP with the usual method (deflate).`;
  }
  if (record.size > BOMB_BYTES && record.size > record.packedSize * MAX_RATIO) {
    return `It claims to unpack from ${byteSize(record.packedSize)} to ${byteSize(record.size)}, so it was not opened.`;
  }
  return null;
}

function zipEntry(path: string, blob: Blob, record: ZipRecord): Entry {
  const packed = async (length: number) => {
    // The local header repeats the name and may hold another extra field, so its own lengths count.
    const header = viewOf(await readBlob(blob.slice(record.offset, record.offset + LOCAL_HEADER_BYTES)));
    if (header.byteLength < LOCAL_HEADER_BYTES || header.getUint32(0, true) !== 0x04034b50) {
      throw new UnreadableError("The ZIP is damaged where this file should begin.");
    }
    const at = record.offset + LOCAL_HEADER_BYTES + header.getUint16(26, true) + header.getUint16(28, true);
    return readBlob(blob.slice(at, at + Math.min(length, record.packedSize)));
  };
  return {
    path: `${path}/${record.name.replaceAll("\\", "/")}`,
    size: record.size,
    head: async (length) => {
      if (record.method === 0) return packed(length);
      return inflateHead(await packed(length + 4096), "raw", length);
    },
    bytes: async (pace) => {
      const data = await packed(record.packedSize);
      const whole = record.method === 0 ? data : await inflate(data, "raw", record.size, pace);
      if (whole.length !== record.size || crc32(whole) !== record.crc) {
        throw new UnreadableError("It is damaged in the ZIP (its checksum is wrong).");
      }
      return whole;
    },
  };
}
