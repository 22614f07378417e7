import { Pace } from "../numerics/pace";
import { principalComponents } from "../numerics/principal-components";
import { defineProjector, type Projection, type ProjectionStep } from "./projector";

/** The codes along their first principal components, which come from a sample of the rows where all would take many seconds. */
export const pcaProjector = defineProjector({
  id: "pca",
  title: "PCA",
  summary:
    "Looks at the codes from the side from which they spread most. Distances mean what they meant in the codes, as far as a flat picture can show them; groups that lie behind each other overlap.",
  reference: {
    authors: "K. Pearson",
    title: "On lines and planes of closest fit to systems of points in space",
    venue: "Philosophical Magazine 2(11)",
    year: 1901,
  },
  hyperparameters: {},
  project,
});

async function* project(run: Projection<Record<never, never>>): AsyncGenerator<ProjectionStep, Float32Array, void> {
  const { codes, dimensions } = run;
  yield { stage: "Finding components", step: 0, steps: null, layout: () => null };
  run.signal.throwIfAborted();
  const most = Math.min(dimensions, codes.cols, codes.rows);
  const layout = new Float32Array(codes.rows * dimensions);
  if (most === 0) return layout;
  const { scores } = await principalComponents(codes, most, run.rng, () => run.giveWay());
  const pace = new Pace(() => run.giveWay());
  for (let i = 0; i < codes.rows; i++) {
    for (let c = 0; c < most; c++) layout[i * dimensions + c] = scores.data[i * most + c];
    if (pace.spend(2 * most)) await pace.turn();
  }
  return layout;
}
