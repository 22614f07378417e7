import type { Projection, ProjectionStep } from "../projector";
import { type Points, reducedCodes } from "./preparation";
import type { UmapValues } from "./settings";

/** What moves the points, once they are known as neighbours are looked for among them. */
export type UmapEngine = (run: Projection<UmapValues>, points: Points) => AsyncGenerator<ProjectionStep, Float32Array, void>;

/** A whole UMAP by `engine`, whatever the settings say of that. */
export async function* runUmap(
  run: Projection<UmapValues>,
  engine: UmapEngine,
): AsyncGenerator<ProjectionStep, Float32Array, void> {
  const { codes, dimensions } = run;
  // Too few to have neighbours and strangers: in a row.
  if (codes.rows < 3) return Float32Array.from({ length: codes.rows * dimensions }, (_, p) => (p === dimensions ? 1 : 0));
  yield { stage: "Finding neighbours", step: 0, steps: null, layout: () => null };
  await run.giveWay();
  const points = await reducedCodes(run);
  return yield* engine(run, points);
}
