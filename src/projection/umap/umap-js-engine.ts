import type { Projection, ProjectionStep } from "../projector";
import { fuzzyGraph } from "./fuzzy-graph";
import { type Points, umapNeighbours, umapStart } from "./preparation";
import { courseFor, type UmapValues } from "./settings";
import { WorkPace } from "./work-pace";

/**
 * The reference engine, fed with our exact neighbours and our start positions. Its preparation is one synchronous call that can't
 * be cut, and so is each of its epochs.
 */
export async function* umapJsEngine(
  run: Projection<UmapValues>,
  points: Points,
): AsyncGenerator<ProjectionStep, Float32Array, void> {
  const { values, dimensions } = run;
  const n = points.codes.rows;
  const pace = new WorkPace(() => run.giveWay());
  const { UMAP } = await import("umap-js");
  const neighbours = await umapNeighbours(run, points);
  const start = await umapStart(run, points, () => fuzzyGraph(neighbours, n, values.connectivity, pace), pace);
  yield { stage: "Preparing umap-js", step: 0, steps: null, layout: () => start.slice() };
  await run.giveWay();

  const { k } = neighbours;
  const { epochs, rate } = courseFor(values, n, run.follow && run.start !== null);
  const random = run.rng.fork("umap-js");
  const umap = new UMAP({
    nComponents: dimensions,
    nNeighbors: k + 1,
    minDist: values.minDist,
    spread: values.spread,
    nEpochs: epochs,
    negativeSampleRate: values.negatives,
    repulsionStrength: values.repulsion,
    learningRate: rate,
    localConnectivity: values.connectivity,
    random: () => random.uniform(),
  });
  // Its lists begin with the point itself, at distance 0.
  const rows = (own: (i: number) => number, others: Int32Array | Float32Array) =>
    Array.from({ length: n }, (_, i) => [own(i), ...others.subarray(i * k, (i + 1) * k)]);
  umap.setPrecomputedKNN(
    rows((i) => i, neighbours.indices),
    rows(() => 0, neighbours.distances),
  );
  // With neighbours given it asks nothing of the points but how many there are.
  umap.initializeFit(Array.from({ length: n }, () => []));
  // The very rows that step() moves: what is written here is where it begins.
  const live = umap.getEmbedding();
  for (let i = 0; i < n; i++) for (let c = 0; c < dimensions; c++) live[i][c] = start[i * dimensions + c];
  const layout = () => Float32Array.from({ length: n * dimensions }, (_, p) => live[Math.floor(p / dimensions)][p % dimensions]);
  for (let epoch = 1; epoch <= epochs; epoch++) {
    umap.step();
    await run.giveWay();
    yield { stage: "Moving points (umap-js)", step: epoch, steps: epochs, layout };
  }
  return layout();
}
