import { csvRows, separatorOf } from "./csv-rows";
import type { FeatureRows, LeftOutRow } from "./feature-rows";
import { baseName } from "./file-names";
import { LISTED_PROBLEMS } from "./import-report";
import { isFileTitle, LABEL_COLUMNS } from "./label-csv";

/** Rows by which columns are told apart. */
const SAMPLED_ROWS = 200;

/** Which column of a table is what. */
interface Layout {
  readonly header: boolean;
  readonly width: number;
  readonly file: number;
  readonly label: number;
  readonly features: readonly number[];
  /** Columns of text that are neither names nor labels. */
  readonly ignored: readonly string[];
}

/**
 * Features from a table with or without a header: a column of file names (by its name, else the column of texts that differ from row to
 * row), perhaps one of labels, all others numbers. A row with a number that is missing is left out and named. Null where there are not at
 * least two columns of numbers.
 */
export function readFeatureTable(path: string, text: string): FeatureRows | null {
  const separator = separatorOf(text);
  if (!separator) return null;
  const sample: string[][] = [];
  for (const row of csvRows(text, separator)) if (sample.push(row) > SAMPLED_ROWS) break;
  const numberIn = numberReader(separator);
  const found = layoutOf(sample, numberIn);
  if (!found) return null;
  const [first] = found.features;
  // Under a title that says so, or under none.
  const mayCount = first === 0 && found.features.length > 2 && (!found.header || counters.test(sample[0][0].trim()));
  const counts = mayCount && countsRows(csvRows(text, separator), found.header, numberIn);
  const layout = counts ? { ...found, features: found.features.slice(1) } : found;
  const cols = layout.features.length;
  const problems = layout.ignored.map((name) => `Its column ${name} holds neither numbers nor names, and was passed over.`);
  const names: string[] = [];
  const labels: (string | null)[] = [];
  const leftOut: LeftOutRow[] = [];
  let data = new Float32Array(1024 * cols);
  let rows = 0;
  let line = 0;
  for (const row of csvRows(text, separator)) {
    if (++line === 1 && layout.header) continue;
    if (data.length < (rows + 1) * cols) data = grown(data);
    const fault = fill(data, rows * cols, row, layout, numberIn);
    if (fault) {
      const name = row[layout.file]?.trim() ?? "";
      const reason = `Line ${line.toLocaleString("en-US")}${name && `, of ${name},`} was left out: ${fault}`;
      if (problems.length < LISTED_PROBLEMS) problems.push(reason);
      if (name) leftOut.push({ name, path, reason });
      continue;
    }
    names.push(row[layout.file]?.trim() ?? "");
    labels.push(row[layout.label]?.trim() || null);
    rows++;
  }
  return {
    path,
    rows,
    cols,
    data: data.subarray(0, rows * cols),
    names: layout.file < 0 ? null : names,
    labels: layout.label < 0 ? null : labels,
    problems,
    ...(leftOut.length > 0 ? { leftOut } : {}),
    ...(counts ? { notes: [`The first column of ${baseName(path)} counts the rows, and was not taken for a feature.`] } : {}),
  };
}

type NumberIn = (cell: string | undefined) => number;

/** NaN for what is no finite number. Where semicolons separate, numbers may have decimal commas. */
function numberReader(separator: string): NumberIn {
  return (cell) => {
    const text = separator === ";" ? cell?.trim().replace(",", ".") : cell?.trim();
    const value = text ? Number(text) : Number.NaN;
    // Kept as float32, in which 1e39 is infinite.
    return Number.isFinite(Math.fround(value)) ? value : Number.NaN;
  };
}

/** Puts a row's numbers at `at`; returns what is wrong with it, or null. */
function fill(data: Float32Array, at: number, row: readonly string[], layout: Layout, numberIn: NumberIn): string | null {
  if (row.length !== layout.width) return `it has ${row.length} fields, and the first line ${layout.width}.`;
  for (const [j, column] of layout.features.entries()) {
    const value = numberIn(row[column]);
    if (Number.isNaN(value)) {
      const cell = row[column].trim().slice(0, 20);
      const field = `its field ${column + 1}`;
      return cell === "" ? `${field} is empty.` : `${field}, "${cell}", is ${isLarge(row[column]) ? tooLarge : "not a number"}.`;
    }
    data[at + j] = value;
  }
  return null;
}

const tooLarge = "too large: numbers up to 3.4e38 can be read";

/** A number that float32 has no room for; the word "Infinity" is none. */
function isLarge(cell: string): boolean {
  return /\d/.test(cell) && !Number.isNaN(Number(cell.trim().replace(",", ".")));
}

function grown(data: Float32Array): Float32Array<ArrayBuffer> {
  const larger = new Float32Array(data.length * 2);
  larger.set(data);
  return larger;
}

function layoutOf([first = [], ...rest]: readonly string[][], numberIn: NumberIn): Layout | null {
  const columns = [...first.keys()];
  const numeric = columns.filter((j) => rest.filter((row) => !Number.isNaN(numberIn(row[j]))).length * 2 > rest.length);
  const header = isHeader(first, numeric, numberIn);
  const titles = first.map((title) => (header ? title.trim() : ""));
  const rows = header ? rest : [first, ...rest];
  const isText = (j: number) => !numeric.includes(j);
  const named = columns.filter((j) => isFileTitle(titles[j]));
  let file = named.find(isText) ?? named[0] ?? -1;
  // Columns x and y are two numbers, not an input and its class.
  const isPlane = titles.some((title) => /^x$/i.test(title));
  let label = columns.find((j) => LABEL_COLUMNS.test(titles[j]) && !(isPlane && /^y$/i.test(titles[j]))) ?? -1;
  const ignored: string[] = [];
  for (const j of columns.filter((j) => isText(j) && !named.includes(j) && j !== label)) {
    const differ = new Set(rows.map((row) => row[j])).size * 2 > rows.length;
    if (file < 0 && differ) file = j;
    else if (label < 0 && !differ) label = j;
    else ignored.push(titles[j] || String(j + 1));
  }
  const features = numeric.filter(
    (j) => j !== label && j !== file && !named.includes(j) && !(header && isRowNumber(titles[j], rows, j, numberIn)),
  );
  return features.length < 2 ? null : { header, width: first.length, file, label, features, ignored };
}

/** Titles are what stands over numbers and is none, or the numbers of the columns themselves. */
function isHeader(first: readonly string[], numeric: readonly number[], numberIn: NumberIn): boolean {
  const over = numeric.map((j) => first[j].trim()).filter((title) => title !== "");
  if (over.some((title) => Number.isNaN(numberIn(title)) && !/^(nan|na|n\/a|null|none|-?inf(inity)?|-|\?)$/i.test(title)))
    return true;
  return (
    over.length > 2 && (over[0] === "0" || over[0] === "1") && over.every((title, i) => Number(title) === Number(over[0]) + i)
  );
}

/** The column without a title in which table programs count the rows. */
function isRowNumber(title: string, rows: readonly string[][], j: number, numberIn: NumberIn): boolean {
  return (title === "" || /^unnamed: 0$/i.test(title)) && rows.every((row, i) => numberIn(row[j]) === numberIn(rows[0][j]) + i);
}

/** What a column that counts rows may be called. */
const counters = /^(index|idx|row|rows|row[ _-]?(number|no|nr|id)|line|no\.?|nr\.?|num|number|#|sample|item|image|picture)$/i;

/** Whether the first column, of numbers, is 0, 1, 2 and so on, or 1, 2, 3, to the last row. */
function countsRows(rows: Iterable<readonly string[]>, header: boolean, numberIn: NumberIn): boolean {
  let next: number | null = null;
  let line = 0;
  for (const row of rows) {
    if (++line === 1 && header) continue;
    const value = numberIn(row[0]);
    if (next === null ? value !== 0 && value !== 1 : value !== next) return false;
    next = value + 1;
  }
  return true;
}
