import { baseName } from "./file-names";
import type { ReportBuilder } from "./import-report";

/** A row of a table that could not be taken. */
export interface LeftOutRow {
  /** Which picture it is of, as far as it says so. */
  readonly name: string;
  readonly path: string;
  /** The sentence that `problems` have on it. */
  readonly reason: string;
}

/** Vectors as one file has them, one a row. */
export interface FeatureRows {
  /** The file, and the array's name in it where it holds several. */
  readonly path: string;
  readonly rows: number;
  readonly cols: number;
  /** [rows, cols], finite */
  readonly data: Float32Array;
  /** [rows] which picture each is of, or null where nobody says. */
  readonly names: readonly string[] | null;
  /** [rows] class of each, null where it has none; or null without any. */
  readonly labels: readonly (string | null)[] | null;
  /** What was left out or passed over, a sentence each. */
  readonly problems: readonly string[];
  /** Rows with a name that could not be taken; `problems` tell of them as well. */
  readonly leftOut?: readonly LeftOutRow[];
  /** What was decided for the user, a sentence each. */
  readonly notes?: readonly string[];
  /** What these were joined of, in this order; absent where they are of one file. */
  readonly parts?: readonly FeatureRows[];
}

/** Tells what was found while these were read. */
export function tellFound(found: FeatureRows, report: ReportBuilder): void {
  const { path, problems, notes = [], parts = [] } = found;
  for (const part of parts) tellFound(part, report);
  for (const problem of problems) report.problem(path, problem);
  for (const note of notes) report.note(note);
}

/** The file that a row is of. */
export function fileOfRow({ path, parts = [] }: FeatureRows, row: number): string {
  let first = 0;
  for (const part of parts) {
    if (row < first + part.rows) return part.path;
    first += part.rows;
  }
  return path;
}

/** What to call vectors by their path: the file, and the array's name in it where it lies in an archive: "set.npz/x.npy". */
export function featureTitle(path: string): string {
  return path.split(" + ").map(lastPart).join(" + ");
}

function lastPart(path: string): string {
  const archive = path.search(/[^/]+\.(npz|zip|h5|hdf5)\//i);
  return archive < 0 ? baseName(path) : path.slice(archive);
}

/** Sets that can lie one under the other: of one width, and all with names or all without. The most rows first. */
export function joinable(sets: readonly FeatureRows[]): (readonly FeatureRows[])[] {
  const groups = new Map<string, FeatureRows[]>();
  for (const set of sets.filter(({ rows }) => rows > 0)) {
    const key = `${set.cols} ${set.names === null}`;
    groups.set(key, [...(groups.get(key) ?? []), set]);
  }
  const size = (group: readonly FeatureRows[]) => group.reduce((sum, { rows }) => sum + rows, 0);
  return [...groups.values()].sort((a, b) => size(b) - size(a));
}

/** The sets of a group one under the other. */
export function joined(group: readonly FeatureRows[]): FeatureRows {
  const [first] = group;
  if (group.length === 1) return first;
  const rows = group.reduce((sum, set) => sum + set.rows, 0);
  const data = new Float32Array(rows * first.cols);
  let at = 0;
  for (const set of group) {
    data.set(set.data, at);
    at += set.data.length;
  }
  const labelled = group.some(({ labels }) => labels !== null);
  return {
    path: group.map(({ path }) => path).join(" + "),
    rows,
    cols: first.cols,
    data,
    names: first.names && group.flatMap(({ names }) => names ?? []),
    labels: labelled ? group.flatMap((set) => set.labels ?? new Array<null>(set.rows).fill(null)) : null,
    problems: [],
    leftOut: group.flatMap(({ leftOut }) => leftOut ?? []),
    parts: group,
  };
}
