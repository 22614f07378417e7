import { type AssignmentRow, type Assignments, assignmentRow, checkAssignments, figureOf } from "./assignments";

const always: readonly (keyof AssignmentRow)[] = ["path", "cluster", "clusterName", "confidence", "x", "y", "label"];
/** Images a part: large enough for speed, small enough to leave memory alone. */
const partRows = 2048;

/**
 * RFC 4180 text in parts: a header and one line an image, CRLF after each; what is unknown is empty. Behind
 * what every run has stand the columns of this one, named by their ids. UTF-8 without a byte
 * order mark once encoded.
 *
 * Texts that a spreadsheet might take for a formula (= + - @) are quoted but not changed: a path must stay a path.
 * Throws as checkAssignments does.
 */
export function* assignmentsCsv(assignments: Assignments): Generator<string, void, void> {
  checkAssignments(assignments);
  const { columns } = assignments;
  yield `${[...always, ...columns.map(({ id }) => id)].join(",")}\r\n`;
  const count = assignments.paths.length;
  for (let from = 0; from < count; from += partRows) {
    let part = "";
    for (let i = from; i < Math.min(count, from + partRows); i++) {
      const row = assignmentRow(assignments, i);
      const fields = [...always.map((name) => row[name]), ...columns.map((column) => figureOf(column, i))];
      part += `${fields.map(field).join(",")}\r\n`;
    }
    yield part;
  }
}

/** The CSV as a file. */
export function assignmentsCsvBlob(assignments: Assignments): Blob {
  return new Blob([...assignmentsCsv(assignments)], { type: "text/csv;charset=utf-8" });
}

function field(value: string | number | null): string {
  if (value === null) return "";
  if (typeof value === "number") return String(value);
  return /[",\r\n]|^[\s=+\-@]|\s$/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}
