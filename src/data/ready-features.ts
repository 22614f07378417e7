import type { Matrix } from "../core/matrix";
import { counted, type ReportBuilder } from "./import-report";
import { scaledFeatures } from "./scaled-features";
import { spreadIndices } from "./spread";

/** Rows by which the middle of a column is told. */
const sampledRows = 99;
/** Reach of a usual row, where the mean square of all values is 1, below which networks see no difference, or hardly one. */
const least = { seen: 1e-3, plain: 0.05 };

/**
 * `features` [n, d] of the images `names` [n], scaled as networks like it. A sentence where nothing could be learned from them: all rows are
 * alike, or one value is so large that all others are nothing beside it. What is only doubtful is reported.
 * `fileOf` is what to call the file of a row where `title` joins several.
 */
export function readyFeatures(
  features: Matrix,
  title: string,
  names: readonly string[],
  report: ReportBuilder,
  fileOf: (row: number) => string = () => title,
): Matrix | string {
  const { vectors, constant, varies, scale } = scaledFeatures(features);
  const { rows, cols } = features;
  // Of a single image nothing is asked.
  if (rows < 2) return vectors;
  if (constant === cols)
    return `All features in ${title} are the same for every image, so nothing tells the images apart: take other features.`;
  const { usual, far, value, alike } = reachOf(features, varies);
  if (usual * scale < least.plain) {
    const others = alike > 1 ? `, and ${counted(alike - 1, "other image")} one of its size,` : "";
    const large = `${names[far]} has a feature of ${value.toPrecision(3)}${others} in ${fileOf(far)}, beside which all others`;
    if (usual * scale < least.seen) return `${large} are as good as nothing: mend it or leave it out.`;
    report.problem(names[far], `${large} are small, so that clusters may hang on it alone.`);
  }
  if (constant > 0)
    report.note(
      `${constant.toLocaleString("en-US")} of ${counted(cols, "feature")} ${constant === 1 ? "is" : "are"} the same for every image and ${constant === 1 ? "carries" : "carry"} nothing.`,
    );
  return vectors;
}

/**
 * How far rows reach from the middle, the median of each column that varies, in their farthest value: the median of those that do, the row
 * that reaches farthest, its value there, and how many reach half as far at least. Taken before they are scaled: after that single precision may have lost the others.
 */
function reachOf({ data, rows, cols }: Matrix, varies: ArrayLike<number>) {
  const sample = spreadIndices(rows, sampledRows);
  const column = new Float32Array(sample.length);
  const middles = Float32Array.from({ length: cols }, (_, j) => {
    for (const [i, row] of sample.entries()) column[i] = data[row * cols + j];
    return column.sort()[sample.length >> 1];
  });
  const reaches = new Float64Array(rows);
  let at = 0;
  let most = 0;
  for (let i = 0, p = 0; i < rows; i++) {
    for (let j = 0; j < cols; j++, p++) {
      const reach = varies[j] ? Math.abs(data[p] - middles[j]) : 0;
      if (reach > reaches[i]) reaches[i] = reach;
      if (reach > most) [most, at] = [reach, p];
    }
  }
  const reaching = reaches.filter((reach) => reach > 0).sort();
  const alike = reaching.filter((reach) => reach >= most / 2).length;
  return { usual: reaching[reaching.length >> 1], far: Math.floor(at / cols), value: data[at], alike };
}
