import type { Matrix } from "../core/matrix";
import { type FeatureRows, featureTitle, type LeftOutRow } from "./feature-rows";
import { cleanPath } from "./file-names";
import { counted } from "./import-report";

/** Features [n, d] in the order of a dataset's images, and the row [n] that each was, or a sentence that says why they aren't. */
export type Matched =
  | { readonly matrix: Matrix; readonly rowOf: ArrayLike<number>; readonly notes: readonly string[] }
  | { readonly fault: string };

const NONE = -1;
/** Images and reasons named in a sentence at most. */
const LISTED = 3;
/** Several rows of just this name. */
const MANY = -2;
/** Several rows whose names only end so. */
const ENDINGS = -3;

/**
 * The row of each image, by its path or any ending of it that a row's name ends in as well, else by file name without extension; by
 * order where rows have no names: that of these images, or of `all` of them before some were left out. Every image must have a row of its own.
 */
export function matchFeatures(features: FeatureRows, paths: readonly string[], all = paths): Matched {
  const { path, names, rows, cols, data } = features;
  const file = featureTitle(path);
  if (!names) {
    if (rows === paths.length) {
      const notes = [`The rows of ${file} have no names, so they were taken in the order of the images.`];
      return { matrix: { data, rows, cols }, rowOf: paths.map((_, i) => i), notes };
    }
    if (rows === all.length) {
      const notes = [`The rows of ${file} have no names, so they were taken in the order of all ${counted(rows, "image")}.`];
      const places = new Map(all.map((name, i) => [name, i]));
      const rowOf = paths.map((name) => places.get(name) ?? 0);
      return { matrix: rowsIn(features, rowOf), rowOf, notes };
    }
    return {
      fault: `${file} holds ${counted(rows, "row")} without names, but there ${paths.length === 1 ? "is" : "are"} ${counted(paths.length, "image")}; give a list of the images' names beside it (${stem(file)}.txt, one name a line).`,
    };
  }
  const found = rowsOf(names, paths);
  const lacking = paths.filter((_, i) => found[i] === NONE);
  const doubtful = paths.filter((_, i) => found[i] === MANY);
  if (lacking.length > 0)
    return {
      fault: `${counted(lacking.length, "image has", "images have")} no row in ${file}${some(lacking)}. Every image needs one.${whyLacking(features, paths, found)}`,
    };
  if (doubtful.length > 0)
    return {
      fault: `${counted(doubtful.length, "image", "images")} can't be told apart by the names in ${file}${some(doubtful)}. Give each its path.`,
    };
  const left = rows - paths.length;
  const notes =
    left > 0 ? [`${counted(left, "row")} of ${file} ${left === 1 ? "is" : "are"} of no image here and passed over.`] : [];
  return { matrix: rowsIn(features, found), rowOf: found, notes };
}

function rowsIn({ data, cols }: FeatureRows, chosen: ArrayLike<number>): Matrix {
  const matched = new Float32Array(chosen.length * cols);
  for (let i = 0; i < chosen.length; i++) matched.set(data.subarray(chosen[i] * cols, (chosen[i] + 1) * cols), i * cols);
  return { data: matched, rows: chosen.length, cols };
}

/** Why rows that `found` lacks are not there, a sentence each of the first: they were left out. */
function whyLacking({ rows, names, leftOut = [] }: FeatureRows, paths: readonly string[], found: Int32Array): string {
  const known = names && leftOut.length > 0 ? rowsOf([...names, ...leftOut.map(({ name }) => name)], paths) : [];
  const why: string[] = [];
  for (const [i, row] of known.entries()) if (found[i] === NONE && row >= rows) why.push(reasonOf(leftOut[row - rows]));
  const more = why.length - LISTED;
  if (more > 0) why.splice(LISTED, more, `So ${more === 1 ? "was" : "were"} ${counted(more, "more row")} of these images.`);
  return why.map((sentence) => ` ${sentence}`).join("");
}

function reasonOf({ path, reason }: LeftOutRow): string {
  return `${featureTitle(path)}: ${reason}`;
}

/** Whether a row is of one of these images, by its name. */
export function namesAny({ names }: FeatureRows, paths: readonly string[]): boolean {
  return names !== null && rowsOf(names, paths).some((row) => row !== NONE);
}

/** [n] row of each path, NONE, or MANY where several rows or several paths could be meant. */
function rowsOf(names: readonly string[], paths: readonly string[]): Int32Array {
  // A Mac writes accents as letters of their own.
  const whole = names.map((name) => cleanPath(name).normalize("NFC"));
  const stems = whole.map(stem);
  const byName = indexOf(whole);
  const byStem = indexOf(stems);
  const found = paths.map((given): Found => {
    const path = given.normalize("NFC");
    // "img.001" may stand for img.001.png as well as for img.png.
    return (
      lookUp(path, byName, whole) ??
      lookUp(stem(path), byName, whole) ??
      lookUp(stem(path), byStem, stems) ?? { row: NONE, apart: "" }
    );
  });
  // Where path and name both go on before what they share, they lie in two places: alike for all (moved as a whole), or not the same picture.
  const place = commonPlace(found);
  const rows = Int32Array.from(found, ({ row, apart }) => {
    if (row === NONE || row === MANY) return row;
    if (row === ENDINGS) return apart === "" || place === null || place.startsWith(apart) ? MANY : NONE;
    return apart === place ? row : NONE;
  });
  const takers = new Map<number, number>();
  for (const row of rows) takers.set(row, (takers.get(row) ?? 0) + 1);
  return rows.map((row) => (row >= 0 && takers.get(row) !== 1 ? MANY : row));
}

interface Found {
  readonly row: number;
  /** What stands before the ending that path and name share, in lines; empty where one of them is all shared. Of ENDINGS that of the path alone. */
  readonly apart: string;
}

/** What stands before the ending of all images that have a row: nothing, for one at least, else the same for most images. Null where neither is so. */
function commonPlace(found: readonly Found[]): string | null {
  const counts = new Map<string, number>();
  for (const { row, apart } of found) if (row >= 0) counts.set(apart, (counts.get(apart) ?? 0) + 1);
  if (counts.has("")) return "";
  return [...counts.keys()].find((apart) => 2 * (counts.get(apart) ?? 0) > found.length) ?? null;
}

/** Row by every ending of its name; ENDINGS where two rows share it, MANY where it is the name of both. A whole name goes before another's ending. */
function indexOf(names: readonly string[]): ReadonlyMap<string, number> {
  const index = new Map<string, number>();
  const whole = new Map<string, number>();
  for (const [row, name] of names.entries()) {
    for (const ending of endings(name)) index.set(ending, index.has(ending) ? ENDINGS : row);
    whole.set(name, whole.has(name) ? MANY : row);
  }
  for (const [name, row] of whole) index.set(name, row);
  return index;
}

/** The longest ending that is known decides; null where none is. `names` are those of the index. */
function lookUp(path: string, index: ReadonlyMap<string, number>, names: readonly string[]): Found | null {
  for (const ending of endings(path)) {
    const row = index.get(ending);
    if (row === undefined) continue;
    const before = path.slice(0, -ending.length);
    if (row < 0) return { row, apart: row === ENDINGS && before !== "" ? `${before}\n` : "" };
    const name = names[row].slice(0, -ending.length);
    return { row, apart: before !== "" && name !== "" ? `${before}\n${name}` : "" };
  }
  return null;
}

function* endings(path: string): Generator<string> {
  for (let from = 0; ; ) {
    yield path.slice(from);
    const slash = path.indexOf("/", from);
    if (slash < 0) return;
    from = slash + 1;
  }
}

function stem(path: string): string {
  return path.replace(/(?<=[^/])\.[^./]+$/, "");
}

/** ": a, b" or ", among them a, b, c". */
function some(paths: readonly string[]): string {
  return `${paths.length > LISTED ? ", among them" : ":"} ${paths.slice(0, LISTED).join(", ")}`;
}
