import { baseName } from "./file-names";
import type { ReportBuilder } from "./import-report";

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
  /** What was decided for the user, a sentence each. */
  readonly notes?: readonly string[];
}

/** Tells what was found while these were read. */
export function tellFound({ path, problems, notes = [] }: FeatureRows, report: ReportBuilder): void {
  for (const problem of problems) report.problem(path, problem);
  for (const note of notes) report.note(note);
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
    problems: group.flatMap(({ problems }) => problems),
    notes: group.flatMap(({ notes }) => notes ?? []),
  };
}
