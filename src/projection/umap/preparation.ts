import type { Matrix } from "../../core/matrix";
import { principalComponents } from "../../numerics/principal-components";
import type { SparseMatrix } from "../../numerics/sparse-matrix";
import type { Neighbours, Projection } from "../projector";
import type { UmapValues } from "./settings";
import { startPositions } from "./start-positions";
import type { WorkPace } from "./work-pace";

/** Half the extent to which positions in [-1, 1] are blown up, so that layouts continue at about their size. */
const startScale = 10;

/** The codes as neighbours are looked for among them. */
export interface Points {
  readonly codes: Matrix;
  /** Columns are principal components, the greatest first. */
  readonly ranked: boolean;
}

export async function reducedCodes(run: Projection<UmapValues>): Promise<Points> {
  const { reduceTo } = run.values;
  const { codes } = run;
  if (reduceTo === 0 || codes.cols <= reduceTo || codes.rows <= reduceTo) return { codes, ranked: false };
  return { codes: (await principalComponents(codes, reduceTo, run.rng, () => run.giveWay())).scores, ranked: true };
}

/** The points' nearest neighbours; n must be 3 at least. Umap counts the point itself as the first of its neighbours. */
export function umapNeighbours(run: Projection<UmapValues>, { codes }: Points): Promise<Neighbours> {
  return run.neighbours(Math.min(run.values.neighbours, codes.rows - 1) - 1, codes);
}

/** A fresh array of where points lie before the first epoch: `run.start`, unless a layout made anew is to start elsewhere. */
export async function umapStart(
  run: Projection<UmapValues>,
  { codes, ranked }: Points,
  graph: () => Promise<SparseMatrix>,
  pace: WorkPace,
): Promise<Float32Array> {
  if (run.start && (run.follow || run.values.start === "pca")) return run.start.map((value) => startScale * value);
  const spectral = run.values.start === "spectral" ? await graph() : null;
  return startPositions(codes, ranked, run.dimensions, spectral, run.rng.fork("start"), pace);
}
