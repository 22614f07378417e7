import type { SparseMatrix } from "../../numerics/sparse-matrix";
import type { WorkPace } from "./work-pace";

/** Which edges are drawn, and how often. */
export interface Schedule {
  /** [n + 1] The edges of point i are starts[i]..starts[i + 1]. */
  readonly starts: Int32Array;
  /** The point at the other end of each edge. */
  readonly ends: Int32Array;
  /** Epochs between two draws of each edge: greatest weight / weight, at least 1. */
  readonly periods: Float32Array;
}

/** With so few epochs or fewer, the edges are chosen as for 200: else hardly one would be left. */
const fewEpochs = 10;

/** Edges that would be drawn less than once in `epochs` are left out. umap-learn's make_epochs_per_sample. */
export async function scheduleOf(
  { rows, starts, columns, values }: SparseMatrix,
  epochs: number,
  pace: WorkPace,
): Promise<Schedule> {
  const work = 1 + values.length / Math.max(1, rows);
  let greatest = 0;
  await pace.each(rows, work, (from, to) => {
    for (let e = starts[from]; e < starts[to]; e++) if (values[e] > greatest) greatest = values[e];
  });
  const least = greatest / (epochs > fewEpochs ? epochs : 200);
  const kept = new Int32Array(rows + 1);
  const ends = new Int32Array(values.length);
  const periods = new Float32Array(values.length);
  let filled = 0;
  await pace.each(rows, 3 * work, (from, to) => {
    for (let i = from; i < to; i++) {
      for (let e = starts[i]; e < starts[i + 1]; e++) {
        if (values[e] < least) continue;
        ends[filled] = columns[e];
        periods[filled++] = greatest / values[e];
      }
      kept[i + 1] = filled;
    }
  });
  return { starts: kept, ends: ends.subarray(0, filled), periods: periods.subarray(0, filled) };
}
