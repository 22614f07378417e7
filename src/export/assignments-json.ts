import type { Scores } from "../worker/protocol";
import { type Assignments, assignmentRow, checkAssignments, figureOf } from "./assignments";

/** What was run, at the head of the file. */
export interface AssignmentsOrigin {
  readonly method: string;
  readonly seed: number;
  readonly dataset: { readonly title: string; readonly hash: string };
  /** Null without labels. */
  readonly scores: Scores | null;
}

const partRows = 2048;

/**
 * JSON text in parts: `{format: 1, method, seed, dataset, k, scores, assignments: [{path, cluster, clusterName, confidence,
 * x, y, label, figures}]}`, one line an image; what is unknown is null. `figures` holds what the run's columns have of the image,
 * where it has any. Throws as checkAssignments does.
 */
export function* assignmentsJson(assignments: Assignments, origin: AssignmentsOrigin): Generator<string, void, void> {
  checkAssignments(assignments);
  const { method, seed, dataset, scores } = origin;
  const head = JSON.stringify({ format: 1, method, seed, dataset, k: assignments.clusterNames.length, scores });
  yield `${head.slice(0, -1)},"assignments":[`;
  const count = assignments.paths.length;
  for (let from = 0; from < count; from += partRows) {
    let part = "";
    for (let i = from; i < Math.min(count, from + partRows); i++)
      part += `${i === 0 ? "" : ","}\n${JSON.stringify({ ...assignmentRow(assignments, i), ...figures(assignments, i) })}`;
    yield part;
  }
  yield "\n]}\n";
}

function figures({ columns }: Assignments, index: number) {
  if (columns.length === 0) return {};
  return { figures: Object.fromEntries(columns.map((column) => [column.id, figureOf(column, index)])) };
}

/** The JSON as a file. */
export function assignmentsJsonBlob(assignments: Assignments, origin: AssignmentsOrigin): Blob {
  return new Blob([...assignmentsJson(assignments, origin)], { type: "application/json" });
}
