import type { Projection, ProjectionStep } from "../projector";
import { fitCurve } from "./curve";
import { fuzzyGraph } from "./fuzzy-graph";
import { LayoutOptimiser } from "./layout-optimiser";
import { type Points, umapNeighbours, umapStart } from "./preparation";
import { scheduleOf } from "./schedule";
import { courseFor, type UmapValues } from "./settings";
import { WorkPace } from "./work-pace";

/** Our own engine: everything on typed arrays, in pieces after each of which the thread is given up. */
export async function* kindredEngine(
  run: Projection<UmapValues>,
  points: Points,
): AsyncGenerator<ProjectionStep, Float32Array, void> {
  const { values, dimensions } = run;
  const n = points.codes.rows;
  const pace = new WorkPace(() => run.giveWay());
  const neighbours = await umapNeighbours(run, points);
  yield { stage: "Weighing neighbours", step: 0, steps: null, layout: () => null };
  const graph = await fuzzyGraph(neighbours, n, values.connectivity, pace);
  const layout = await umapStart(run, points, async () => graph, pace);
  const { epochs, rate } = courseFor(values, n, run.follow && run.start !== null);
  const schedule = await scheduleOf(graph, epochs, pace);
  await pace.turn();
  const optimiser = new LayoutOptimiser(schedule, layout, dimensions, {
    curve: fitCurve(values.minDist, values.spread),
    epochs,
    negatives: values.negatives,
    strength: values.repulsion,
    rate,
    rng: run.rng,
  });
  for (let epoch = 1; epoch <= epochs; epoch++) {
    while (optimiser.epoch < epoch) await pace.spend(optimiser.work(pace.left));
    yield { stage: "Moving points", step: epoch, steps: epochs, layout: () => layout.slice() };
  }
  return layout;
}
