import { ImportError, type ImportProblem, type ImportReport } from "./dataset";

/** Problems listed one by one; the rest are only counted, so that a folder of a million bad files stays readable. */
export const LISTED_PROBLEMS = 1000;

/** Gathers what an import found, to be shown beside the images it gave. */
export class ReportBuilder {
  /** Files looked at, archives' entries included. */
  files = 0;
  readonly #problems: ImportProblem[] = [];
  readonly #notes = new Set<string>();
  #problemCount = 0;

  /** `reason` is a whole sentence. */
  problem(path: string, reason: string): void {
    this.#problemCount++;
    if (this.#problems.length < LISTED_PROBLEMS) this.#problems.push({ path, reason });
  }

  /** Says once what was decided for the user. */
  note(sentence: string): void {
    this.#notes.add(sentence);
  }

  get problemCount(): number {
    return this.#problemCount;
  }

  build(images: number): ImportReport {
    return {
      files: this.files,
      images,
      problems: [...this.#problems].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0)),
      problemCount: this.#problemCount,
      notes: [...this.#notes],
    };
  }

  /** The error to throw when nothing is left; with one problem alone, its reason is part of the message, if it is not already. */
  failure(message: string, related = false): ImportError {
    const only = this.#problemCount === 1 ? this.#problems[0] : undefined;
    return new ImportError(
      only && !message.includes(only.reason) ? `${message} ${only.path}: ${only.reason}` : message,
      this.build(0),
      related,
    );
  }
}

/** "1 picture", "2,000 pictures". */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString("en-US")} ${count === 1 ? one : many}`;
}

/** What is wrong with an array that holds so many values that are NaN or infinite. */
export function notFiniteReason(count: number): string {
  return `It holds ${counted(count, "value that is not a finite number", "values that are not finite numbers")} (NaN or infinite).`;
}

/** "512 bytes", "3.4 MiB". */
export function byteSize(bytes: number): string {
  const units = ["bytes", "KiB", "MiB", "GiB", "TiB"];
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${unit === 0 ? value : value.toFixed(1)} ${units[unit]}`;
}
