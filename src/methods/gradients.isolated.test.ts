import { beforeAll, describe, expect, it, vi } from "vitest";
import { faultOf, parseValues, type Values } from "../core/hyperparameters";
import type { Images } from "../core/images";
import type { Rng as GivenRng, RngState } from "../core/rng";
import type { trainStep } from "../nn/fit";
import { startBackend, take } from "../nn/testing";
import * as tf from "../nn/tfjs";
import type { Method } from "./method";
import { methods } from "./registry";

/** What the modules below share with this file, which is made before them. */
const shared = vi.hoisted(() => ({
  /** Every generator of random numbers there is, so that a loss can be asked again with the same draws. */
  generators: new Set<{ state(): RngState; restore(state: RngState): void }>(),
  /** What a loss made without a gradient when it was asked first, and how much of that has been handed out again. */
  cuts: [] as { tensors: unknown[]; next: number | null }[],
  check: (async () => {}) as (...given: Parameters<typeof trainStep>) => Promise<void>,
}));

vi.mock("../core/rng", async (original) => {
  const { Rng } = await original<typeof import("../core/rng")>();
  class ReplayedRng {
    #inner: GivenRng;
    constructor(inner: GivenRng) {
      this.#inner = inner;
      shared.generators.add(this);
    }
    static fromSeed = (seed: number | string) => new ReplayedRng(Rng.fromSeed(seed));
    static fromState = (state: RngState) => new ReplayedRng(Rng.fromState(state));
    state = () => this.#inner.state();
    restore = (state: RngState) => {
      this.#inner = Rng.fromState(state);
    };
    fork = (name: string) => new ReplayedRng(this.#inner.fork(name));
    uint32 = () => this.#inner.uint32();
    uniform = () => this.#inner.uniform();
    between = (low: number, high: number) => this.#inner.between(low, high);
    integer = (bound: number) => this.#inner.integer(bound);
    normal = () => this.#inner.normal();
    permutation = (count: number) => this.#inner.permutation(count);
    weighted = (weights: ArrayLike<number>) => this.#inner.weighted(weights);
  }
  return { Rng: ReplayedRng };
});

vi.mock("../nn/without-gradient", async (original) => {
  const { withoutGradient } = await original<typeof import("../nn/without-gradient")>();
  const { clone, keep } = await import("../nn/tfjs");
  let inside = false;
  return {
    withoutGradient<Y extends tf.Tensor>(f: () => Y): Y {
      const record = shared.cuts.at(-1);
      if (!record || inside) return withoutGradient(f);
      if (record.next !== null) {
        const at = record.next;
        record.next += 1;
        return withoutGradient(() => clone(record.tensors[at] as Y));
      }
      inside = true;
      try {
        const made = withoutGradient(f);
        record.tensors.push(keep(clone(made)));
        return made;
      } finally {
        inside = false;
      }
    },
  };
});

vi.mock("../nn/fit", async (original) => {
  const actual = await original<typeof import("../nn/fit")>();
  return {
    ...actual,
    async trainStep(...given: Parameters<typeof trainStep>) {
      await shared.check(...given);
      return actual.trainStep(...given);
    },
  };
});

const clusters = 3;
const count = 24;

/** Three kinds of stripes with noise, 8 x 8 grey. */
function stripes(): Images {
  const pixels = Float32Array.from({ length: count * 64 }, (_, q) => {
    const [i, y, x] = [Math.floor(q / 64), (q >> 3) & 7, q & 7];
    const bright = [y % 4 < 2, x % 4 < 2, (x + y) % 4 < 2][i % clusters];
    return (bright ? 0.8 : 0.2) + 0.15 * Math.sin(7.3 * q);
  });
  return { shape: { count, height: 8, width: 8, channels: 1 }, pixels, paths: [], truth: null };
}

/** Values that make a run short, for the settings that a method happens to have. */
const short: Values = {
  pretrainEpochs: 4,
  pretrainLearningRate: 0.01,
  restarts: 1,
  maxIterations: 4,
  updateInterval: 2,
  batchSize: 12,
  filters: [2, 3],
  widths: [8, 6],
  codeSize: 3,
  tolerance: 0,
  graphStart: 2,
  graphEpochs: 4,
  centreEpochs: 2,
  pairEpochs: 2,
  pairRefresh: 1,
  headStartEpochs: 1,
  headWidths: [6, 5],
  spectralSteps: 2,
  spectralBatch: 8,
  spectralWidths: [6],
  layoutEpochs: 10,
  layerEpochs: 1,
  heads: 2,
  scanPasses: 2,
  labelPasses: 2,
  lookPasses: 1,
  labelBatchSize: 12,
  labelThreshold: 0.35,
  prototypes: 5,
  queueSize: 8,
  queuePasses: 1,
  swavPasses: 2,
  discoveryPasses: 2,
  trunkWidth: 6,
  extraViews: 1,
  contrastEpochs: 1,
  projectionWidths: [5, 4],
  overclusters: 4,
  subHeads: 1,
};

/**
 * What losses make without a gradient: of each such loss, by its terms, the shapes of all that one evaluation makes, in its order, those
 * of several losses of the same terms one after the other. All other losses make nothing so.
 */
type Cuts = {
  readonly [terms: string]:
    | {
        /** Targets that it makes of its own predictions and the like, with sums for the steps to come among them: to be held still. */
        readonly held: readonly string[];
      }
    | {
        /** Sums for the steps to come, and what cancels out: the gradient is that of all that the loss says. */
        readonly beside: readonly string[];
      };
};

const cutsByDefault: { readonly [id: string]: Cuts } = {
  // Each code's own centre, and new sizes and centres, which no gradient moves.
  dcn: { "kmeans + reconstruction": { beside: ["12x3", "3", "3x3"] } },
  decs: { "stability + balance": { beside: ["1004"] } },
  // The least distance, which a softmax does without.
  dkm: { "kmeans + reconstruction": { beside: ["12x1"] } },
  // Codes as they are, soft and hard assignments, which are beyond conflict, and the targets of codes and pictures.
  dynae: { "latent + pictures": { held: ["12x3", "12x3", "12x3", "12", "12x3", "12x8x8x1"] } },
  // Assignments of the neighbours, and what the next threshold is made of: 1,000 bins, mean assignment, mean stability.
  nnc: { "stability + consistency + balance": { held: ["12x3", "1004"] } },
  // Codes of both views, whose encoder stays as it is, and the teacher's predictions of each.
  simgcd: { "distillation + balance + labels + views + sameLabels": { held: ["24x3", "12x3", "12x3"] } },
  // How strongly each centre draws each picture.
  spicc: { "centre + augmentation + reconstruction": { held: ["12x3"] } },
  // Targets of both views, and the prototypes, which stand still at first.
  swav: { "prototypes + reconstruction": { held: ["12x5", "12x5", "4x5"] } },
};

/** Settings by which a method trains on other losses than by default, and what these make without a gradient. */
const further: readonly (readonly [id: string, more: Values, cuts?: Cuts])[] = [
  ["autoencoder-kmeans", { sparsity: "activation", corruption: "gaussian" }],
  ["autoencoder-kmeans", { sparsity: "absolute" }],
  // What the layers below give, which stay as they are.
  ["autoencoder-kmeans", { network: "dense", stacked: true }, { layerReconstruction: { beside: ["12x64", "12x8", "12x6"] } }],
  ["dec", { correction: "both", correctionThreshold: 0.5 }],
  ["dec", { network: "dense" }],
  [
    "decs",
    { stabilityReading: "mean-and-variance", reconstructionWeight: 0.5 },
    { "stability + balance + reconstruction": { beside: ["1004"] } },
  ],
  // So much, and codes that tell pictures apart, that a gradient to one of the two redrawn pictures alone would show.
  ["dscdan", { relationWeight: 100, pretrainEpochs: 60 }],
  [
    "dynae",
    { interpolation: "adversarial", criticWeight: 2 },
    // Pictures between two, as the critic is to know them, and what it must call pictures of one code.
    { ...cutsByDefault.dynae, "reconstruction + fooling + critic": { held: ["12x8x8x1", "12x8x8x1"] } },
  ],
  ["gicc", { direction: "both" }],
  ["mfvc", { attention: "cbam" }],
  ["mfvc", { attention: "none", residual: false }],
  [
    "nnc",
    // So much, and codes that tell pictures apart, that a gradient to one of two neighbours alone would show.
    { stopGradient: false, neighbourWeight: 10, stabilityReading: "sum", klWeight: 0.1, pretrainEpochs: 60 },
    { "stability + consistency + clustering + balance": { beside: ["1004"] } },
  ],
  ["nnc", { stopGradient: true }, cutsByDefault.nnc],
  ["nnc", { network: "pooled", pooledFilters: [2, 3] }, cutsByDefault.nnc],
  ["scan", { scanTrains: "all" }],
  [
    "simgcd",
    { discoveryTrains: "all", correction: "both" },
    // Of each view the teacher's predictions, the clusters' sizes, and the corrected with their doubt.
    { "distillation + balance + labels + views + sameLabels": { held: ["12x3", "3", "12x5", "12x3", "3", "12x5"] } },
  ],
  ["swav", { frozenPasses: 0 }, { "prototypes + reconstruction": { held: ["12x5", "12x5"] } }],
  ["vade", { holdStart: 0, dual: 0.1 }],
  ["vade", { holdStart: 0, reconstruction: "gaussian" }],
];
const trained = methods.filter(({ family }) => family !== "classical");
const cases = [
  ...trained.map((method) => ({ id: method.id, method, more: {} as Values, cuts: cutsByDefault[method.id] ?? {} })),
  ...further.map(([id, more, cuts = {}]) => {
    const method = trained.find((one) => one.id === id);
    if (!method) throw new Error(`there is no method ${id}`);
    return { id: `${id} with ${JSON.stringify(more)}`, method, more, cuts };
  }),
];

/** Directions in a variable that are tried until one agrees: others may cross a bend of a ReLU. */
const directions = 6;
/** The longest move; it is halved while what single precision does to the loss stays small beside the change, and a few times in any case. */
const longest = 2e-2;
const leastHalvings = 5;
const rounding = 3e-7;
const allowed = 0.05;

/** Keeps the values of all variables there are and the states of all generators; gives a function that puts them back. */
function remembered(): (() => void) & { readonly kept: tf.Tensor[] } {
  const states = [...shared.generators].map((rng) => [rng, rng.state()] as const);
  const { state } = tf.engine() as unknown as { readonly state: { readonly registeredVariables: Record<string, tf.Variable> } };
  const variables = Object.values(state.registeredVariables);
  const kept = variables.map((variable) => tf.keep(tf.clone(variable)));
  const back = () => {
    for (const [rng, state] of states) rng.restore(state);
    for (const [i, variable] of variables.entries()) variable.assign(tf.clone(kept[i]));
  };
  return Object.assign(back, { kept });
}

const ofLengthOne = (x: readonly number[]) => {
  const length = Math.hypot(...x);
  return x.map((v) => (length > 0 ? v / length : 0));
};

/** Numbers without a pattern, the same in every run. */
let waves = 0;
function wave(): number {
  waves += 1;
  return Math.sin(12.9898 * waves ** 1.3);
}

/** How far the gradient of a loss is off, by variable, and the shapes of what it made without one. */
interface Finding {
  readonly errors: { readonly [variable: string]: number };
  readonly cut: readonly string[];
}

/**
 * How far the slopes of a loss by its gradient are from those that finite differences find, what the loss itself makes without a gradient
 * being held where it `holds` that: along one direction in each of the variables, half their gradient and half at random. As a share
 * of the slope, of a quarter of the gradient's length or a five-hundredth of that to all variables, or of what single precision lets be
 * seen at all.
 */
async function findingOf(
  variables: Readonly<Record<string, tf.Variable>>,
  loss: () => tf.Scalar,
  holds: boolean,
): Promise<Finding> {
  const back = remembered();
  const record: (typeof shared.cuts)[number] = { tensors: [], next: null };
  shared.cuts.push(record);
  const list = Object.values(variables);
  const { value: first, gradients } = tf.tidy(() => {
    const { value, grads } = tf.variableGrads(loss, list);
    return { value, gradients: list.map((variable) => grads[variable.name] ?? tf.zerosLike(variable)) };
  });
  if (!holds) shared.cuts.pop();
  const [value] = await take(first);
  const again = async () => {
    record.next = 0;
    const value = tf.tidy(loss);
    if (holds) expect(record.next, "made without a gradient").toBe(record.tensors.length);
    return (await take(value))[0];
  };
  back();
  // The same draws, variables and held tensors: else differences would mean nothing.
  expect(Math.abs((await again()) - value)).toBeLessThan(1e-5 * Math.max(1, Math.abs(value)));
  const slopes: number[][] = [];
  for (const gradient of gradients) slopes.push(await take(gradient));
  const lengths = slopes.map((slope) => Math.hypot(...slope));
  const whole = Math.hypot(...lengths);
  const noise = rounding * Math.max(1, Math.abs(value));
  const found: Record<string, number> = {};
  for (const [at, [name, variable]] of Object.entries(variables).entries()) {
    back();
    const start = Array.from(await variable.data());
    const own = ofLengthOne(slopes[at]);
    const moved = async (direction: readonly number[], by: number) => {
      back();
      const values = Float32Array.from(start, (v, i) => v + by * direction[i]);
      tf.tidy(() => variable.assign(tf.tensor(values, variable.shape)));
      return again();
    };
    found[name] = Number.POSITIVE_INFINITY;
    for (let tried = 0; tried < directions && !(found[name] < allowed); tried++) {
      const direction = ofLengthOne(ofLengthOne(start.map(wave)).map((v, i) => v + own[i]));
      const slope = direction.reduce((sum, v, i) => sum + v * slopes[at][i], 0);
      let before: number | null = null;
      const size = Math.max(Math.abs(slope), lengths[at] / 4, whole / 500, noise / longest / allowed);
      const shortest = noise / (size * (allowed / 3));
      for (let by = longest; by > Math.min(shortest, longest / 2 ** leastHalvings) && !(found[name] < allowed); by /= 2) {
        const difference = ((await moved(direction, by)) - (await moved(direction, -by))) / (2 * by);
        // As it is, and with the cubic part taken out.
        for (const estimate of [difference, ...(before === null ? [] : [(4 * difference - before) / 3])]) {
          found[name] = Math.min(found[name], Math.abs(slope - estimate) / size);
        }
        before = difference;
      }
    }
  }
  back();
  const tensors = record.tensors as tf.Tensor[];
  const shapes = tensors.map(({ shape }) => shape.join("x"));
  tf.dispose([back.kept, tensors]);
  if (holds) shared.cuts.pop();
  return { errors: found, cut: shapes };
}

async function run(method: Method, more: Values): Promise<void> {
  for (const [name, value] of Object.entries(more)) expect(faultOf(method.hyperparameters[name], value), name).toBeNull();
  const known = Object.entries({ ...short, ...more }).filter(
    ([name, value]) => name in method.hyperparameters && faultOf(method.hyperparameters[name], value) === null,
  );
  const values = parseValues(method.hyperparameters, Object.fromEntries(known));
  const { Rng } = await import("../core/rng");
  const training = method.train({
    images: stripes(),
    codes: null,
    clusters,
    ...(method.learnsFromLabels
      ? { knownLabels: Int32Array.from({ length: count }, (_, i) => (i % 2 === 0 ? i % clusters : -1)) }
      : {}),
    rng: Rng.fromSeed(1),
    signal: new AbortController().signal,
    resumeFrom: undefined,
    workCache: null,
    settings: () => values,
  });
  for (;;) if ((await training.next()).done) return;
}

beforeAll(async () => {
  await startBackend("wasm");
});

describe.each(cases)("$id", ({ method, more, cuts }) => {
  it("trains on losses whose gradients finite differences confirm", async () => {
    /** By its terms and the variables that it is asked for: how often it was asked, and what was found of it. */
    const losses = new Map<string, { terms: string; times: number; finding: Finding }>();
    shared.generators.clear();
    // One that failed may have left its own.
    shared.cuts.length = 0;
    waves = 0;
    shared.check = async (variables, _optimizer, _rate, loss, { images } = { images: 1, atOnce: 1 }) => {
      const back = remembered();
      let terms = "";
      tf.tidy(() => {
        terms = Object.keys(loss(0, images).terms).join(" + ");
      });
      back();
      tf.dispose(back.kept);
      const key = `${terms} of ${Object.keys(variables).join()}`;
      const seen = losses.get(key) ?? { terms, times: 0, finding: { errors: {}, cut: [] } };
      losses.set(key, seen);
      seen.times += 1;
      // Not the first: what starts at zero is at a bend of many a function.
      if (seen.times === 2) seen.finding = await findingOf(variables, () => loss(0, images).total, "held" in (cuts[terms] ?? {}));
    };
    await run(method, more);
    expect(losses.size).toBeGreaterThan(0);
    expect([...losses.values()].map(({ terms }) => terms)).toEqual(expect.arrayContaining(Object.keys(cuts)));
    for (const [key, { terms, times, finding }] of losses) {
      expect(times, key).toBeGreaterThan(1);
      const made = [...losses.values()].flatMap((one) => (one.terms === terms ? one.finding.cut : []));
      expect(made, `made without a gradient by ${key}`).toEqual(Object.values(cuts[terms] ?? {}).flat());
      const wrong = Object.entries(finding.errors).filter(([, error]) => !(error < allowed));
      expect(wrong, key).toEqual([]);
    }
  }, 30_000);
});
