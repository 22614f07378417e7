import { encode } from "fast-png";
import { strToU8, Zip, ZipPassThrough } from "fflate";
import { type Images, imageSize } from "../core/images";
import type { Dataset } from "./dataset";
import { reasonOf } from "./entry";
import { baseName, extension, uniqueName } from "./file-names";
import { byteSize } from "./import-report";
import { isAbort, Pace } from "./pace";
import { withLongCount } from "./zip64-end";

/** Offsets in a plain ZIP have 32 bits. */
const MAX_ARCHIVE_BYTES = 4 * 1024 ** 3 - 64 * 1024 ** 2;
/** Chunks are folded into a Blob at this size, which a browser may then keep outside the worker's memory. */
const FOLD_BYTES = 8 * 1024 ** 2;
/** All entries get one date, so that the same clusters give the same bytes. */
const DATE = new Date(2000, 0, 1);
const PROBLEMS = "problems.txt";

/** What a long archive reports and listens to. */
export interface ArchiveContext {
  readonly signal: AbortSignal;
  progress(done: number, total: number): void;
}

/**
 * A ZIP with each image in the folder of its cluster: `folders[labels[i]]`, "noise" for a label of -1, or "unassigned" for
 * any other label without a folder. The user's own bytes where there are some, else a PNG of the pixels. An image's own folders lead its name. Images whose file can't be read any more are listed in problems.txt.
 * Throws AbortError when cancelled and an Error where the ZIP would pass 4 GiB.
 */
export async function archiveClusters(
  dataset: Dataset,
  labels: Int32Array,
  folders: readonly string[],
  context: ArchiveContext,
): Promise<Blob> {
  const { images } = dataset;
  const { count } = images.shape;
  if (images.shape.vectors)
    throw new Error("There are no pictures behind these vectors to be packed; export the assignments as CSV");
  if (labels.length !== count) throw new RangeError(`archiveClusters: ${count} images but ${labels.length} labels.`);
  const pace = new Pace({ signal: context.signal, progress: (done) => context.progress(done, count) });
  const sink = new ZipSink();
  // The last is that of noise: a cluster that the user called so keeps its name.
  const folderNames = safeFolders([...folders, "noise"]);
  const folderOf = (label: number) =>
    label < 0 ? folderNames[folders.length] : label < folders.length ? folderNames[label] : "unassigned";
  const taken = new Set<string>([PROBLEMS]);
  const problems: string[] = [];
  for (let i = 0; i < count; i++) {
    await pace.step(i, count, "Packing images");
    try {
      const original = await dataset.original(i);
      const name = original ? original.name : pngName(images.paths[i]);
      const folder = folderOf(labels[i]);
      sink.add(
        uniqueName(`${folder}/${safeName(withFolders(images.paths[i], name), "image")}`, taken),
        original?.bytes ?? pngOf(images, i),
      );
    } catch (error) {
      if (isAbort(error) || error instanceof ArchiveTooLargeError) throw error;
      problems.push(`${images.paths[i]}: ${reasonOf(error)}`);
    }
  }
  if (problems.length > 0) sink.add(PROBLEMS, strToU8(`Left out of this archive:\n${problems.join("\n")}\n`));
  await pace.step(count, count, "Packing images");
  return sink.end();
}

/** What an image without a file of its own is called: "t10k.gz#3" → "t10k#3.png"; drawn ones are called ".png" already. */
function pngName(path: string): string {
  const stem = baseName(path).replace(/\.png$/, "");
  return `${stem.replace(/\.(gz|npy|npz|bin|h5|hdf5)(?=#)/, "")}.png`;
}

/** "oak/001.jpg" → "oak_001.jpg": in a cluster's folder the name still tells where the image came from, and matches its path in the CSV. */
function withFolders(path: string, name: string): string {
  return [...path.split("/").slice(0, -1), name].join("_");
}

class ArchiveTooLargeError extends Error {
  override readonly name = "ArchiveTooLargeError";
}

/** A ZIP that grows as a list of Blobs. Pictures are compressed already, so nothing is packed again. */
class ZipSink {
  readonly #blobs: Blob[] = [];
  #chunks: Uint8Array<ArrayBuffer>[] = [];
  #chunkBytes = 0;
  #bytes = 0;
  #count = 0;
  #ending = false;
  readonly #zip = new Zip((error, chunk) => {
    if (error) throw error;
    const part = this.#ending ? withLongCount(chunk, this.#count, this.#bytes) : chunk;
    this.#bytes += part.length;
    this.#chunkBytes += part.length;
    this.#chunks.push(part);
    if (this.#chunkBytes >= FOLD_BYTES) this.#fold();
  });

  add(path: string, bytes: Uint8Array): void {
    if (this.#bytes + bytes.length > MAX_ARCHIVE_BYTES) {
      throw new ArchiveTooLargeError(
        `The archive would pass ${byteSize(MAX_ARCHIVE_BYTES)}, which a ZIP can't hold. Export the assignments as CSV, or import fewer images.`,
      );
    }
    const entry = new ZipPassThrough(path);
    entry.mtime = DATE;
    this.#zip.add(entry);
    entry.push(bytes, true);
    this.#count++;
  }

  end(): Blob {
    this.#ending = true;
    this.#zip.end();
    this.#fold();
    return new Blob(this.#blobs, { type: "application/zip" });
  }

  #fold(): void {
    this.#blobs.push(new Blob(this.#chunks));
    this.#chunks = [];
    this.#chunkBytes = 0;
  }
}

function safeFolders(folders: readonly string[]): string[] {
  const taken = new Set<string>();
  return folders.map((name, index) => uniqueName(safeName(name, `cluster ${index}`), taken));
}

/** Characters of a name at most: with its folder it stays below the 255 bytes and 260 characters of the strictest file systems. */
const LONGEST_NAME = 120;

/** A name that every file system takes: no separators, control or reserved characters, no dots at the ends, no device name. */
function safeName(name: string, fallback: string): string {
  const allowed = Array.from(name, (mark) => (mark < " " || '<>:"/\\|?*\x7f'.includes(mark) ? "_" : mark)).join("");
  const plain = trimmed(shortened(trimmed(allowed)));
  if (plain === "") return fallback;
  return /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i.test(plain) ? `_${plain}` : plain;
}

function trimmed(name: string): string {
  return name.trim().replace(/^\.+|[. ]+$/g, "");
}

/** Cut in whole characters and before the extension, without which the file would open in nothing. */
function shortened(name: string): string {
  if (name.length <= LONGEST_NAME) return name;
  const ending = extension(name);
  const end = ending !== "" && ending.length <= 5 ? name.slice(-ending.length - 1) : "";
  let stem = "";
  for (const mark of name) {
    if (stem.length + mark.length + end.length > LONGEST_NAME) break;
    stem += mark;
  }
  return stem + end;
}

function pngOf(images: Images, index: number): Uint8Array {
  const { width, height, channels } = images.shape;
  const size = imageSize(images.shape);
  const data = Uint8Array.from(images.pixels.subarray(index * size, (index + 1) * size), (value) => Math.round(value * 255));
  return encode({ width, height, channels, depth: 8, data });
}
