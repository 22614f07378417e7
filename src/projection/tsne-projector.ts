import { integer, number, type ValuesOf } from "../core/hyperparameters";
import { type Matrix, matrix } from "../core/matrix";
import { Pace } from "../numerics/pace";
import { principalComponents } from "../numerics/principal-components";
import { defineProjector, type Projection, type ProjectionStep } from "./projector";
import { Descent } from "./tsne/descent";
import { ExactForces } from "./tsne/exact-forces";
import type { Forces } from "./tsne/forces";
import { densePairProbabilities, sparsePairProbabilities } from "./tsne/joint-probabilities";
import { feasiblePerplexity, neighboursFor } from "./tsne/perplexity";
import { freshStart, leadingColumns, toNaturalScale } from "./tsne/start-layout";
import { TreeForces } from "./tsne/tree-forces";

const tsneHyperparameters = {
  perplexity: number({
    label: "Perplexity",
    help: "About how many neighbours each point looks at. Small values show fine detail and tear groups apart; large ones show the broad shape and take longer. At most a third of the points is used.",
    default: 30,
    min: 2,
    max: 300,
  }),
  iterations: integer({
    label: "Iterations",
    help: "Steps of a new layout, those under early exaggeration counted. Large datasets may need more until their islands stand apart.",
    unit: "iterations",
    default: 1000,
    min: 250,
    max: 10_000,
  }),
  exaggeration: number({
    label: "Early exaggeration",
    help: "How much stronger neighbours attract each other in the first 250 iterations, so that groups find together before they spread out. A layout that goes on from an earlier one does without.",
    default: 12,
    min: 1,
    max: 50,
  }),
  reduceTo: integer({
    label: "Reduce to",
    help: "Codes that are wider than this are reduced to so many principal components before neighbours are looked for: much faster on pixels, and nearly the same map. scikit-learn does not do it. 0 switches it off.",
    unit: "components",
    default: 50,
    min: 0,
    max: 1000,
  }),
  learningRate: number({
    label: "Learning rate",
    help: "Length of the steps. 0 takes the number of points over four times the early exaggeration, and 50 at least, which suits nearly everything.",
    default: 0,
    min: 0,
    max: 10_000,
    advanced: true,
  }),
  angle: number({
    label: "Angle",
    help: "Above 2,000 points, how large a far group may look, its width over its distance, to be taken as one point. Smaller is more exact and slower.",
    symbol: "θ",
    default: 0.5,
    min: 0.1,
    max: 0.7,
    advanced: true,
  }),
} as const;

type TsneValues = ValuesOf<typeof tsneHyperparameters>;

/** Points up to which all pairs are computed. */
const mostExact = 2000;
const earlyIterations = 250;
/** Iterations of a layout that only follows codes which have hardly changed. */
const followIterations = 30;
const gentleMomentum = 0.5;
const fullMomentum = 0.8;

/** t-SNE: of all pairs up to 2,000 points, above with Barnes-Hut trees (van der Maaten 2014). Steps and settings follow scikit-learn. */
export const tsneProjector = defineProjector({
  id: "tsne",
  title: "t-SNE",
  summary:
    "Gives every picture its nearest neighbours as likely companions, then moves all of them until companions lie together in the plane. Groups come out as islands; how far apart islands lie, and how large they are, means little.",
  reference: {
    authors: "L. van der Maaten and G. Hinton",
    title: "Visualizing data using t-SNE",
    venue: "Journal of Machine Learning Research 9",
    year: 2008,
  },
  hyperparameters: tsneHyperparameters,
  project,
});

async function* project(run: Projection<TsneValues>): AsyncGenerator<ProjectionStep, Float32Array, void> {
  const { codes, dimensions, values } = run;
  const n = codes.rows;
  if (n > mostExact && dimensions !== 2)
    throw new Error(
      `t-SNE lays out at most ${mostExact} points in ${dimensions} dimensions, and there are ${n}. Choose 2 dimensions, or UMAP.`,
    );
  const pace = new Pace(() => run.giveWay());
  const wide = values.reduceTo > 0 && codes.cols > values.reduceTo && n > values.reduceTo;
  if (wide) yield preparing(`Reducing to ${values.reduceTo} components`);
  const points = wide ? await components(run, values.reduceTo) : codes;
  yield preparing("Finding neighbours");
  const forces = await forcesOf(run, points, pace);
  const given = run.start?.some((value) => value !== 0) ? run.start : null;
  const warm = given && run.settled ? Float64Array.from(given) : null;
  yield preparing("Placing points");
  if (warm) await toNaturalScale(warm, forces, pace);
  // Another projection's layout gives the shape to begin with; groups are gathered from it as from any fresh start.
  const axes = given ? matrix(given, n, dimensions) : await firstAxes(run, points, wide);
  const start = warm ?? freshStart(axes, dimensions, run.rng.fork("t-SNE start"));
  const descent = new Descent(start, dimensions, forces);
  const { early, steps, momentum } = scheduleFor(run.follow && warm !== null, warm !== null, values.iterations);
  const learningRate = values.learningRate || Math.max(50, n / values.exaggeration / 4);
  const layout = () => Float32Array.from(descent.layout);
  for (let step = 0; step < steps; step++) {
    run.signal.throwIfAborted();
    const isEarly = step < early;
    const exaggeration = isEarly ? values.exaggeration : 1;
    await descent.step({ exaggeration, momentum: isEarly ? gentleMomentum : momentum, learningRate }, pace);
    yield { stage: isEarly ? "Gathering groups" : "Moving points", step: step + 1, steps, layout };
  }
  return layout();
}

function preparing(stage: string): ProjectionStep {
  return { stage, step: 0, steps: null, layout: () => null };
}

function scheduleFor(follow: boolean, warm: boolean, iterations: number): { early: number; steps: number; momentum: number } {
  if (follow) return { early: 0, steps: followIterations, momentum: gentleMomentum };
  // What gathers groups is behind a layout that goes on from an earlier one.
  if (warm) return { early: 0, steps: Math.max(followIterations, iterations - earlyIterations), momentum: fullMomentum };
  return { early: earlyIterations, steps: iterations, momentum: fullMomentum };
}

async function forcesOf(run: Projection<TsneValues>, points: Matrix, pace: Pace): Promise<Forces> {
  const n = points.rows;
  const perplexity = feasiblePerplexity(run.values.perplexity, n);
  if (n <= mostExact) return new ExactForces(await densePairProbabilities(points, perplexity, pace), n, run.dimensions);
  const near = await run.neighbours(neighboursFor(perplexity, n), points);
  return new TreeForces(await sparsePairProbabilities(near, perplexity, pace), run.values.angle);
}

/** Where to start along: the first columns of `points` if they are components already. */
async function firstAxes(run: Projection<TsneValues>, points: Matrix, ranked: boolean): Promise<Matrix> {
  const most = Math.min(run.dimensions, points.cols, points.rows);
  return ranked ? leadingColumns(points, most) : components(run, most);
}

async function components(run: Projection<TsneValues>, count: number): Promise<Matrix> {
  return (await principalComponents(run.codes, count, run.rng, () => run.giveWay())).scores;
}
