import type { Matrix } from "../../core/matrix";
import type { Rng } from "../../core/rng";
import { principalComponents } from "../../numerics/principal-components";
import type { SparseMatrix } from "../../numerics/sparse-matrix";
import { spectralCoordinates } from "./spectral-coordinates";
import type { WorkPace } from "./work-pace";

/** Extent along every axis of what a layout starts from. */
const width = 10;
/** Tells duplicates apart; against the width, nothing. */
const jitter = 1e-4;

/**
 * Start positions [n, dimensions] from the codes' leading principal components, or from the graph's spectrum where `graph` is given
 * and hangs together. Each axis is stretched to the same extent, as umap-learn does; axes for which the codes have nothing are random.
 * `ranked` says that the codes' columns are principal components already.
 */
export async function startPositions(
  codes: Matrix,
  ranked: boolean,
  dimensions: number,
  graph: SparseMatrix | null,
  rng: Rng,
  pace: WorkPace,
): Promise<Float32Array> {
  const spectrum = graph && (await spectralCoordinates(graph, dimensions, rng, pace));
  const coordinates = spectrum ?? (await leadingComponents(codes, ranked, dimensions, rng, pace));
  const n = codes.rows;
  const layout = new Float32Array(n * dimensions);
  const noise = rng.fork("jitter");
  for (let c = 0; c < dimensions; c++) {
    const { middle, scale } = c < coordinates.cols ? stretch(coordinates, c) : { middle: 0, scale: 0 };
    const wobble = scale === 0 ? width / 10 : jitter;
    await pace.each(n, 8, (from, to) => {
      for (let i = from; i < to; i++) {
        const place = scale === 0 ? 0 : (coordinates.data[i * coordinates.cols + c] - middle) * scale;
        layout[i * dimensions + c] = place + wobble * noise.normal();
      }
    });
  }
  return layout;
}

/** What moves column c to the middle and stretches it to the width; scale 0 where all its values are equal. */
function stretch({ data, rows, cols }: Matrix, c: number): { middle: number; scale: number } {
  let least = Number.POSITIVE_INFINITY;
  let greatest = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < rows; i++) {
    const value = data[i * cols + c];
    if (value < least) least = value;
    if (value > greatest) greatest = value;
  }
  return greatest > least ? { middle: (least + greatest) / 2, scale: width / (greatest - least) } : { middle: 0, scale: 0 };
}

async function leadingComponents(codes: Matrix, ranked: boolean, dimensions: number, rng: Rng, pace: WorkPace): Promise<Matrix> {
  if (ranked) return codes;
  return (await principalComponents(codes, Math.min(dimensions, codes.cols, codes.rows), rng, () => pace.turn())).scores;
}
