import type { Images, Labels } from "../core/images";
import { type FeatureRows, featureTitle, fileOfRow, joinable, joined, tellFound } from "./feature-rows";
import { baseName, cleanPath, uniqueName } from "./file-names";
import { folderLabels, labelsFrom } from "./folder-labels";
import { counted, type ReportBuilder } from "./import-report";
import { labelOf } from "./label-csv";
import { checkMemory } from "./memory-limit";
import { readyFeatures } from "./ready-features";
import { spreadIndices } from "./spread";

/**
 * A dataset of vectors alone: of the sets that fit together, those with the most rows, evenly thinned to the limit; labels are their own,
 * else those of a table, else the folders in their names. The rest is reported.
 */
export function vectorImages(
  sets: readonly FeatureRows[],
  table: ReadonlyMap<string, string> | null,
  limit: number | null,
  report: ReportBuilder,
): Images {
  const [group, ...others] = joinable(sets);
  const whole = joined(group);
  const { path, rows, cols, data, names, labels } = whole;
  for (const other of others.flat())
    report.problem(
      other.path,
      `Left out, since the rest is of another width: ${counted(other.rows, "row")} of ${counted(other.cols, "value")}.`,
    );
  tellFound(whole, report);
  if (group.length > 1) report.note(`Joined ${counted(group.length, "file")} of vectors, in the order of their names.`);
  const kept = spreadIndices(rows, limit);
  checkMemory(kept.length, cols, report);
  if (kept.length < rows)
    report.note(`Kept ${counted(kept.length, "vector")} of ${rows.toLocaleString("en-US")}, evenly spread.`);
  const chosen = kept.length === rows ? data : new Float32Array(kept.length * cols);
  if (chosen !== data) for (const [i, row] of kept.entries()) chosen.set(data.subarray(row * cols, (row + 1) * cols), i * cols);
  const allNames =
    names?.map(cleanPath) ?? group.flatMap((set) => Array.from({ length: set.rows }, (_, i) => `${set.path}#${i}`));
  const taken = new Set<string>();
  report.note("The vectors were moved to mean 0 and divided by one number for all, so that networks learn well from them.");
  const paths = Array.from(kept, (row) => uniqueName(allNames[row] || `${baseName(path)}#${row}`, taken));
  const vectors = readyFeatures({ data: chosen, rows: kept.length, cols }, featureTitle(path), paths, report, (i) =>
    featureTitle(fileOfRow(whole, kept[i])),
  );
  if (typeof vectors === "string") throw report.failure(vectors);
  const ownLabels = labels && Array.from(kept, (row) => labels[row]);
  return {
    shape: { count: kept.length, height: 1, width: cols, channels: 1, vectors: true },
    pixels: vectors.data,
    paths,
    truth:
      truthOf(ownLabels ?? paths.map((name) => (table ? labelOf(name, table) : null))) ??
      (names && !labels ? folderLabels(paths, report) : null),
  };
}

/** Classes in the order of their names, or of their numbers where all are numbers. */
function truthOf(given: readonly (string | null)[]): Labels | null {
  const truth = labelsFrom(given);
  if (!truth?.names.every((name) => /^-?\d+(\.0+)?$/.test(name))) return truth;
  const order = [...truth.names.keys()].sort((a, b) => Number(truth.names[a]) - Number(truth.names[b]));
  const rank = new Int32Array(order.length);
  for (const [code, old] of order.entries()) rank[old] = code;
  return {
    codes: truth.codes.map((code) => (code < 0 ? -1 : rank[code])),
    names: order.map((old) => truth.names[old].replace(/\.0+$/, "")),
  };
}
