import type { MatrixView } from "../../core/live-view";
import { count, short } from "../format";

/** Rows [from, to) that are told together: those of one cluster, or a single one where rows belong to none. */
export interface MatrixBand {
  readonly from: number;
  readonly to: number;
  /** null where rows belong to no cluster. */
  readonly cluster: number | null;
}

/** The bands of a table from top to bottom. */
export function matrixBands({ rows, clusters }: MatrixView): MatrixBand[] {
  if (!clusters) return Array.from({ length: rows }, (_, row) => ({ from: row, to: row + 1, cluster: null }));
  const bands: MatrixBand[] = [];
  for (let from = 0, to = 0; from < rows; from = to) {
    while (to < rows && clusters[to] === clusters[from]) to++;
    bands.push({ from, to, cluster: clusters[from] });
  }
  return bands;
}

/** Rows and columns are the same things, so that a cluster is a square on the diagonal. */
export function isSquare({ rows, cols, clusters }: MatrixView): boolean {
  return clusters !== undefined && rows === cols;
}

/** The lines between bands as an SVG path over [0, cols] by [0, rows]. */
export function bandLines(view: MatrixView, bands: readonly MatrixBand[]): string {
  if (!view.clusters) return "";
  const across = bands.slice(1).map(({ from }) => `M0 ${from}H${view.cols}`);
  const down = isSquare(view) ? bands.slice(1).map(({ from }) => `M${from} 0V${view.rows}`) : [];
  return [...across, ...down].join("");
}

/** What a band holds, in a sentence. */
export function bandText(view: MatrixView, { from, to, cluster }: MatrixBand, nameOf: (cluster: number) => string): string {
  const { values, cols, yTitle, xTitle } = view;
  const inside = { sum: 0, count: 0 };
  const outside = { sum: 0, count: 0 };
  const largest = { value: Number.NEGATIVE_INFINITY, column: 0 };
  for (let row = from; row < to; row++) {
    for (let column = 0; column < cols; column++) {
      const value = values[row * cols + column];
      if (Number.isNaN(value)) continue;
      const part = isSquare(view) && column >= from && column < to ? inside : outside;
      part.sum += value;
      part.count += 1;
      if (value > largest.value) Object.assign(largest, { value, column });
    }
  }
  const mean = (part: typeof inside) => (part.count === 0 ? "none" : short(part.sum / part.count));
  if (cluster === null)
    return largest.value === Number.NEGATIVE_INFINITY
      ? `${yTitle} ${from + 1}: no value`
      : `${yTitle} ${from + 1}: mean ${mean(outside)}, largest ${short(largest.value)} at ${xTitle} ${largest.column + 1}`;
  const rows = `${nameOf(cluster)}, ${count(to - from)} of ${count(view.rows)} rows`;
  return isSquare(view)
    ? `${rows}: mean ${mean(inside)} within, ${mean(outside)} to the others`
    : `${rows}: mean ${mean(outside)}`;
}
