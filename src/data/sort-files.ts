import type { ArrayFile } from "./array-file";
import { isClassNameFile, readCifar, readClassNames } from "./cifar";
import { separatorOf } from "./csv-rows";
import type { FileRef } from "./dataset";
import { decodeText } from "./decode-text";
import { blobEntry, type Entry, reasonOf, UnreadableError } from "./entry";
import type { FeatureRows } from "./feature-rows";
import { readFeatureTable } from "./feature-table";
import { type FileKind, isPicture, SNIFFED_BYTES, sniff, whyNotPicture } from "./file-kind";
import { baseName, byPath, cleanPath, extension, isHidden, uniqueName } from "./file-names";
import { gunzipped } from "./gzip";
import { readHdf5 } from "./hdf5";
import { readIdx } from "./idx";
import { byteSize, counted, type ReportBuilder } from "./import-report";
import { MAX_UNPACKED_BYTES } from "./inflate";
import { readLabelCsv } from "./label-csv";
import { isTextNpy, type NameList, namesInText, textsInNpy } from "./name-list";
import { readNpy } from "./npy";
import { isAbort, type Pace } from "./pace";
import { zipEntries } from "./zip";

/** What was dropped, by what it holds. */
export interface SortedFiles {
  /** Not read yet: files that by name, or by their first bytes, are pictures. */
  readonly pictures: readonly Entry[];
  readonly arrays: readonly ArrayFile[];
  /** Names of classes by code, from a file that lists them. */
  readonly classNames: readonly string[] | null;
  /** Label by file name, from a table. */
  readonly csvLabels: ReadonlyMap<string, string> | null;
  /** Tables of vectors, whose labels are among `csvLabels` where they have some. */
  readonly tables: readonly FeatureRows[];
  /** What may name the rows of arrays. */
  readonly nameLists: readonly NameList[];
}

/** Names that make a file a picture until its bytes say otherwise, which spares a folder's thousands of files a second reading. */
const PICTURE_EXTENSIONS = new Set(["png", "jpg", "jpeg", "jpe", "jfif", "webp", "gif", "bmp", "dib", "avif", "apng"]);
const TABLE_EXTENSIONS = new Set(["csv", "tsv"]);
/** Tables above this aren't read. */
const MAX_TABLE_BYTES = 256 * 1024 ** 2;

/** Sorts files, in the order of their paths, by what they hold; arrays are read at once, and ZIPs opened. Names what holds nothing. */
export async function sortFiles(files: readonly FileRef[], report: ReportBuilder, pace: Pace): Promise<SortedFiles> {
  const sorter = new Sorter(report, pace);
  const taken = new Set<string>();
  const ordered = files.map(({ path, blob }) => ({ path: cleanPath(path), blob })).sort(byPath);
  for (const [index, { path, blob }] of ordered.entries()) {
    await pace.step(index, ordered.length, "Looking at files");
    if (isHidden(path)) sorter.hidden++;
    else await sorter.take(blobEntry(uniqueName(path, taken), blob), blob, 0);
  }
  if (sorter.hidden > 0) report.note(`Passed over ${counted(sorter.hidden, "hidden or system file")}.`);
  return sorter;
}

class Sorter implements SortedFiles {
  readonly pictures: Entry[] = [];
  readonly arrays: ArrayFile[] = [];
  classNames: readonly string[] | null = null;
  csvLabels: ReadonlyMap<string, string> | null = null;
  readonly tables: FeatureRows[] = [];
  readonly nameLists: NameList[] = [];
  hidden = 0;
  readonly #report: ReportBuilder;
  readonly #pace: Pace;

  constructor(report: ReportBuilder, pace: Pace) {
    this.#report = report;
    this.#pace = pace;
  }

  /** `blob` is the entry's own where it has one; `depth` counts the archives around it. */
  async take(entry: Entry, blob: Blob | null, depth: number): Promise<void> {
    this.#report.files++;
    try {
      if (PICTURE_EXTENSIONS.has(extension(entry.path))) this.pictures.push(entry);
      else await this.#takeByContent(entry, sniff(await entry.head(SNIFFED_BYTES)), blob, depth);
    } catch (error) {
      if (isAbort(error)) throw error;
      this.#report.problem(entry.path, reasonOf(error));
    }
  }

  async #takeByContent(entry: Entry, kind: FileKind, blob: Blob | null, depth: number): Promise<void> {
    const { path } = entry;
    const bytes = () => {
      if (entry.size > MAX_UNPACKED_BYTES) {
        throw new UnreadableError(
          `The file is ${byteSize(entry.size)} large; up to ${byteSize(MAX_UNPACKED_BYTES)} is read. Split it, or save fewer or smaller images.`,
        );
      }
      return entry.bytes(this.#pace);
    };
    if (isPicture(kind)) this.pictures.push(entry);
    else if (kind === "idx") this.arrays.push(readIdx(path, await bytes()));
    else if (kind === "npy") this.#takeNpy(path, await bytes());
    else if (kind === "hdf5") this.arrays.push(...(await readHdf5(path, await bytes(), this.#report)));
    else if (kind === "gzip") await this.#takeGzip(gunzipped(entry), depth);
    else if (kind === "zip") await this.#takeZip(path, blob, bytes, depth);
    else if (kind !== "empty" && extension(path) === "bin") this.arrays.push(...readCifar(path, await bytes()));
    else if (kind === "text" && isClassNameFile(path)) this.classNames = readClassNames(await bytes());
    else if (kind === "text" && TABLE_EXTENSIONS.has(extension(path)) && entry.size <= MAX_TABLE_BYTES) {
      this.#takeTable(path, await bytes());
    } else if (kind === "text" && extension(path) === "txt" && entry.size <= MAX_TABLE_BYTES) {
      this.nameLists.push({
        path,
        read: async () => namesInText(decodeText(await bytes())),
        refusal: whyNotPicture(kind),
      });
    } else this.#report.problem(path, whyNotPicture(kind));
  }

  #takeNpy(path: string, bytes: Uint8Array): void {
    if (isTextNpy(bytes)) {
      const texts = textsInNpy(bytes);
      this.nameLists.push({ path, read: async () => texts, refusal: "It holds texts, which name no rows of vectors here." });
    } else this.arrays.push(readNpy(path, bytes));
  }

  /** A gzipped IDX, NPY, HDF5 or CIFAR file; one gzip in another is no data that anybody makes. */
  async #takeGzip(inside: Entry, depth: number): Promise<void> {
    const kind = sniff(await inside.head(SNIFFED_BYTES));
    if (kind === "gzip" || kind === "zip" || isPicture(kind)) {
      this.#report.problem(inside.path, "It is a GZIP of a picture or of another archive; unpack it first.");
    } else await this.#takeByContent(inside, kind, null, depth);
  }

  /** An archive in an archive isn't opened, but for an NPZ, which is a ZIP of arrays. */
  async #takeZip(path: string, blob: Blob | null, bytes: () => Promise<Uint8Array>, depth: number): Promise<void> {
    if (depth > 0 && extension(path) !== "npz") {
      this.#report.problem(path, "An archive inside an archive isn't opened; unpack it and drop it by itself.");
      return;
    }
    // The bytes of an unpacked entry are never shared memory, which is what Blob's type rules out.
    const archive = blob ?? new Blob([(await bytes()) as Uint8Array<ArrayBuffer>]);
    const entries = await zipEntries(path, archive, this.#report, this.#pace);
    const taken = new Set<string>();
    for (const entry of entries.sort(byPath)) {
      if (isHidden(entry.path)) this.hidden++;
      else await this.take({ ...entry, path: uniqueName(entry.path, taken) }, null, depth + 1);
      await this.#pace.breathe();
    }
  }

  #takeTable(path: string, bytes: Uint8Array): void {
    const text = decodeText(bytes);
    const labels = readLabelCsv(text);
    const features = readFeatureTable(path, text);
    if (labels) this.csvLabels = new Map([...(this.csvLabels ?? []), ...labels]);
    if (features) this.tables.push(features);
    if (labels || features) return;
    const refusal = `It is a table without a column of files and one of labels ("file,label") or two of numbers, so ${baseName(path)} gave no labels.`;
    this.nameLists.push({ path, read: async () => (separatorOf(text) ? null : namesInText(text)), refusal });
  }
}
