import { defineProjector, type Projection, type ProjectionStep } from "./projector";
import { kindredEngine } from "./umap/kindred-engine";
import { reducedCodes } from "./umap/preparation";
import { type UmapValues, umapHyperparameters } from "./umap/settings";
import { umapJsEngine } from "./umap/umap-js-engine";

/** UMAP, by our own engine or by umap-js. */
export const umapProjector = defineProjector({
  id: "umap",
  title: "UMAP",
  summary:
    "Ties every picture to the few that are most like it, then moves all of them until those that are tied lie together and all others keep away. Groups come out as islands; how far apart islands lie, and how large they are, means little.",
  reference: {
    authors: "L. McInnes, J. Healy and J. Melville",
    title: "UMAP: uniform manifold approximation and projection for dimension reduction",
    venue: "arXiv:1802.03426",
    year: 2018,
  },
  hyperparameters: umapHyperparameters,
  project,
});

async function* project(run: Projection<UmapValues>): AsyncGenerator<ProjectionStep, Float32Array, void> {
  const { codes, dimensions, values } = run;
  // Too few to have neighbours and strangers: in a row.
  if (codes.rows < 3) return Float32Array.from({ length: codes.rows * dimensions }, (_, p) => (p === dimensions ? 1 : 0));
  yield { stage: "Finding neighbours", step: 0, steps: null, layout: () => null };
  await run.giveWay();
  const points = await reducedCodes(run);
  return yield* values.engine === "umap-js" ? umapJsEngine(run, points) : kindredEngine(run, points);
}
