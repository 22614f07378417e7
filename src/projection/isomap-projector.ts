import { integer, type ValuesOf } from "../core/hyperparameters";
import { Pace } from "../numerics/pace";
import { joinComponents } from "./isomap/join-components";
import { landmarkCount } from "./isomap/landmark-count";
import { landmarkScaling } from "./isomap/landmark-scaling";
import { ShortestPaths } from "./isomap/shortest-paths";
import { defineProjector, type Projection, type ProjectionStep } from "./projector";
import { symmetricGraph } from "./symmetric-graph";

const isomapHyperparameters = {
  neighbours: integer({
    label: "Neighbours",
    help: "How many of its nearest points each point is tied to. Few follow a bent shape closely but may break into pieces; many take short cuts across its bends.",
    symbol: "k",
    default: 5,
    min: 1,
    max: 200,
  }),
  landmarks: integer({
    label: "Landmarks",
    help: "Above 2,000 points, ways are measured only from so many points, drawn at random, and all others are placed by their ways to these. More is more exact, and slower in proportion. At most 67 million ways are held at a time: no more than 958 landmarks among 70,000 points.",
    unit: "points",
    default: 500,
    min: 10,
    max: 2000,
  }),
} as const;

type IsomapValues = ValuesOf<typeof isomapHyperparameters>;

/**
 * Isomap: by the ways between all points up to 2,000 of them, where nothing is left to chance, and from landmarks above. The start is not
 * looked at.
 */
export const isomapProjector = defineProjector({
  id: "isomap",
  title: "Isomap",
  summary:
    "Ties every picture to its nearest ones, measures how long the way from one to another is along these ties, and draws a flat map on which distances are close to those ways. Shows smooth changes well and groups less well.",
  reference: {
    authors: "J. B. Tenenbaum, V. de Silva and J. C. Langford",
    title: "A global geometric framework for nonlinear dimensionality reduction",
    venue: "Science 290",
    year: 2000,
  },
  hyperparameters: isomapHyperparameters,
  project,
});

async function* project(run: Projection<IsomapValues>): AsyncGenerator<ProjectionStep, Float32Array, void> {
  const { codes, dimensions, rng } = run;
  const n = codes.rows;
  const pace = new Pace(() => run.giveWay());
  yield step("Finding neighbours", 0, null);
  run.signal.throwIfAborted();
  if (n < 2) return new Float32Array(n * dimensions);
  const near = await run.neighbours(Math.min(run.values.neighbours, n - 1));
  yield step("Joining pieces", 0, null);
  const graph = await symmetricGraph(near, near.distances, "either", pace);
  const joined = (await joinComponents(graph, codes, rng.fork("isomap"), pace)).graph;
  const count = landmarkCount(n, run.values.landmarks);
  const paths = new ShortestPaths(joined);
  // Drawn evenly: on digits, landmarks far from each other (maxmin) gave a layout less like that of all points.
  const landmarks = rng.fork("isomap landmarks").permutation(n).subarray(0, count).sort();
  const distances = new Float32Array(count * n);
  for (let l = 0; l < count; l++) {
    distances.set(await paths.from(landmarks[l], pace), l * n);
    yield step("Measuring ways", l + 1, count);
  }
  yield step("Drawing the map", 0, null);
  return landmarkScaling(distances, landmarks, n, dimensions, rng, pace);
}

function step(stage: string, done: number, steps: number | null): ProjectionStep {
  return { stage, step: done, steps, layout: () => null };
}
