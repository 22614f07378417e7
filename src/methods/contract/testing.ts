import { beforeAll, describe, expect, it } from "vitest";
import { conditionsOf, defaultsOf, faultOf, parseValues, type Values } from "../../core/hyperparameters";
import type { Images } from "../../core/images";
import { type Matrix, matrix } from "../../core/matrix";
import { Rng } from "../../core/rng";
import type { Outcome, SavedState } from "../../core/saved-state";
import { valuesForVectors } from "../../core/vector-settings";
import { scoresOf } from "../../metrics/registry";
import { memoryInUse } from "../../nn/backend";
import { startBackend } from "../../nn/testing";
import { memoryWorkStore } from "../../worker/work-cache";
import type { EpochEvent, Method, TrainingEvent, WorkCache } from "../method";
import { expectedViews } from "./expected-views";
import { checkColours, checkLiveView } from "./live-views";
import { expectPhasesKept, expectRestartsTold } from "./phases";

const clusters = 3;
const count = 40;

/** Three kinds of stripes with noise, 8 x 8 grey: enough for every method to take its steps. */
function stripes(): Images {
  const rng = Rng.fromSeed("stripes");
  const pixels = Float32Array.from({ length: count * 64 }, (_, q) => {
    const [i, y, x] = [q >> 6, (q >> 3) & 7, q & 7];
    const bright = [y % 4 < 2, x % 4 < 2, (x + y) % 4 < 2][i % clusters];
    return Math.min(1, Math.max(0, (bright ? 0.8 : 0.2) + 0.1 * rng.normal()));
  });
  return {
    shape: { count, height: 8, width: 8, channels: 1 },
    pixels,
    paths: Array.from({ length: count }, (_, i) => `${i}.png`),
    truth: null,
  };
}

/** Three colours with noise, 9 x 7: sides that no stride of two divides. */
function coloured(): Images {
  const rng = Rng.fromSeed("coloured");
  const pixels = Float32Array.from({ length: count * 9 * 7 * 3 }, (_, p) => {
    const kind = Math.floor(p / (9 * 7 * 3)) % clusters;
    return Math.min(1, Math.max(0, (p % 3 === kind ? 0.8 : 0.3) + 0.1 * rng.normal()));
  });
  return { ...stripes(), shape: { count, height: 9, width: 7, channels: 3 }, pixels };
}

/** Three groups of vectors of 12 values, some of them negative, as features of a pretrained network are. */
function vectors(): Images {
  const rng = Rng.fromSeed("vectors");
  const width = 12;
  const pixels = Float32Array.from({ length: count * width }, (_, p) => {
    const [i, j] = [Math.floor(p / width), p % width];
    return (j % clusters === i % clusters ? 1.5 : -0.75) + 0.3 * rng.normal();
  });
  return { ...stripes(), shape: { count, height: 1, width, channels: 1, vectors: true }, pixels };
}

/** Values that make a run short, for the settings that a method happens to have. */
const short: Values = {
  pretrainEpochs: 2,
  restarts: 3,
  maxIterations: 6,
  updateInterval: 2,
  batchSize: 16,
  filters: [2, 3, 4],
  codeSize: 4,
  tolerance: 0,
  graphStart: 2,
  graphEpochs: 6,
  centreEpochs: 4,
  pairEpochs: 3,
  pairRefresh: 1,
  headStartEpochs: 1,
  headWidths: [6, 5],
  spectralSteps: 2,
  spectralBatch: 16,
  layoutEpochs: 20,
  layerEpochs: 1,
  heads: 2,
  scanPasses: 2,
  labelPasses: 2,
  lookPasses: 1,
  labelBatchSize: 16,
  prototypes: 5,
  queueSize: 8,
  queuePasses: 1,
  swavPasses: 3,
  discoveryPasses: 2,
  trunkWidth: 8,
  extraViews: 1,
  contrastEpochs: 2,
  projectionWidths: [6, 4],
  overclusters: 5,
  subHeads: 2,
};

/** More of what suffices to tell the groups of `vectors` apart; still soon done. */
const shortOnVectors: Values = {
  widths: [32, 16],
  filters: [16],
  pretrainEpochs: 40,
  maxIterations: 60,
  learningRate: 0.003,
  subHeads: 3,
  headWidths: [16, 16],
  headStartEpochs: 10,
  scanPasses: 20,
  discoveryPasses: 12,
  pairEpochs: 10,
  graphStart: 30,
  graphSteps: 20,
  neighbours: 5,
  minClusterSize: 5,
};

/** NMI of groups told apart; of 200,000 partitions of as many vectors at random none comes above 0.4. */
const toldApart = 0.85;
/** Where these settings are too short for that: what can be asked for, and why no more. */
const lessOnVectors: Readonly<Record<string, { readonly nmi: number; readonly why: string }>> = {
  iic: { nmi: 0.6, why: "From most starts two of the three groups share a cluster after 60 batches of 16." },
};

function shortValues(method: Method, more: Values = {}): Values {
  const known = Object.entries({ ...short, ...more }).filter(
    ([name, value]) => name in method.hyperparameters && faultOf(method.hyperparameters[name], value) === null,
  );
  return parseValues(method.hyperparameters, Object.fromEntries(known));
}

interface Trace {
  readonly events: TrainingEvent<SavedState>[];
  readonly outcome: Outcome;
  readonly saved: SavedState[];
}

interface BeginOptions {
  readonly images?: Images;
  readonly seed?: number;
  readonly resumeFrom?: SavedState;
  readonly signal?: AbortSignal;
  readonly values?: Values;
  readonly codes?: Matrix;
  readonly workCache?: WorkCache;
}

function begin(method: Method, options: BeginOptions = {}) {
  const images = options.images ?? stripes();
  const given = shortValues(method, options.values);
  const values = images.shape.vectors ? valuesForVectors(method.hyperparameters, given) : given;
  return method.train({
    images,
    codes: options.codes ?? null,
    clusters,
    // Every fourth image or so has a label, of the first two kinds.
    ...(method.learnsFromLabels
      ? { knownLabels: Int32Array.from({ length: count }, (_, i) => (i % clusters < 2 && i % 2 === 0 ? i % clusters : -1)) }
      : {}),
    rng: Rng.fromSeed(options.seed ?? 1),
    signal: options.signal ?? new AbortController().signal,
    resumeFrom: options.resumeFrom,
    workCache: options.workCache ?? null,
    settings: () => values,
  });
}

async function finish(method: Method, options: BeginOptions & { save?: boolean } = {}): Promise<Trace> {
  const training = begin(method, options);
  const events: TrainingEvent<SavedState>[] = [];
  const saved: SavedState[] = [];
  for (;;) {
    const next = await training.next();
    if (next.done) return { events, outcome: next.value, saved };
    events.push(next.value);
    if (next.value.kind === "epoch" && options.save) saved.push(structuredClone(await next.value.save()));
  }
}

const epochsOf = (trace: Trace) => trace.events.filter((event): event is EpochEvent<SavedState> => event.kind === "epoch");

/** What every method keeps to; the tests are spread over files, which run side by side. */
export function testContract(methods: readonly Method[]): void {
  beforeAll(async () => {
    await startBackend("wasm");
  });
  describe.each(methods.map((method) => [method.id, method] as const))("%s", (id, method) => {
    it("declares itself in full", () => {
      expect(id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
      expect(method.summary).toMatch(/\.$/);
      expect(method.takeWhen).toMatch(/^Take it .*\.$/);
      expect(method.takeWhen.length).toBeLessThanOrEqual(160);
      for (const sentence of method.departures) expect(sentence).toMatch(/\.$/);
      expect(method.reference.year).toBeGreaterThan(1900);
      for (const field of Object.values(method.hyperparameters)) {
        expect(field.label).toMatch(/^\S/);
        expect(field.help).toMatch(/\.$/);
        for (const { field: other } of conditionsOf(field)) expect(method.hyperparameters).toHaveProperty(other);
      }
      expect(parseValues(method.hyperparameters, {})).toEqual(defaultsOf(method.hyperparameters));
      expect(structuredClone(method.hyperparameters)).toEqual(method.hyperparameters);
    });

    it("offers recipes that its own schema accepts", () => {
      for (const recipe of method.recipes) {
        expect(parseValues(method.hyperparameters, recipe.values)).toMatchObject(recipe.values);
        expect(recipe.help).toMatch(/\.$/);
        if (/no augmentation/i.test(recipe.help)) expect(recipe.values).toMatchObject({ rotation: 0, shift: 0, zoom: 0 });
      }
    });

    it("opens with a phase, counts its epochs upwards, and reports finite losses", async () => {
      const trace = await finish(method);
      expect(trace.events[0].kind).toBe("phase");
      const epochs = epochsOf(trace);
      expect(epochs.length).toBeGreaterThan(0);
      for (let i = 1; i < epochs.length; i++) expect(epochs[i].epoch).toBe(epochs[i - 1].epoch + 1);
      for (const event of epochs)
        for (const value of [...Object.values(event.losses), ...Object.values(event.facts ?? {})])
          expect(value).toSatisfy(Number.isFinite);
    });

    it("says of a phase that its epochs are restarts where each finds a partition of its own, and nowhere else", async () => {
      expectRestartsTold((await finish(method)).events);
    });

    it("takes no more epochs in a phase than that says", async () => {
      expectPhasesKept((await finish(method)).events);
    });

    it("ends with a label in range for every image, and codes for each", async () => {
      const { outcome } = await finish(method);
      expect(outcome.labels).toHaveLength(count);
      const found = outcome.clusters ?? (method.findsClusters ? count : clusters);
      const least = method.findsClusters ? -1 : 0;
      for (const label of outcome.labels)
        expect(label >= least && label < found && Number.isInteger(label), `label ${label} of ${found}`).toBe(true);
      for (const column of outcome.columns ?? []) {
        expect(column.values).toHaveLength(count);
        expect(column.help).toMatch(/\.$/);
      }
      expect(outcome.codes.rows).toBe(count);
      expect(outcome.codes.data).toHaveLength(count * outcome.codes.cols);
      for (const value of outcome.confidence ?? []) expect(value >= 0 && value <= 1).toBe(true);
      expect(outcome.reason).toMatch(/\.$/);
    });

    // A method that learns from pictures has no such thing to test.
    const itTakesCodes = method.takesCodes ? it : null;
    itTakesCodes?.("clusters codes in the place of pixels", async () => {
      // Three groups on a line, far from each other: nobody can miss them.
      const codes = matrix(
        Float32Array.from({ length: count * 3 }, (_, p) => 1 + 20 * (Math.floor(p / 3) % clusters) + ((p * 7) % 11) / 10),
        count,
        3,
      );
      const { outcome } = await finish(method, { codes });
      expect(outcome.codes.rows).toBe(count);
      // A cluster holds images of one group alone. Where k was given, a group is one cluster too.
      const groups = Array.from({ length: count }, (_, i) => i % clusters);
      const pairs = new Set(groups.map((group, i) => `${outcome.labels[i]} ${group}`).filter((pair) => !pair.startsWith("-")));
      const found = new Set(outcome.labels.filter((label) => label >= 0));
      expect(pairs.size).toBe(found.size);
      if (!method.findsClusters) expect(found.size).toBe(clusters);
    });

    it("learns from colour pictures of odd sides, and shows what it does", async () => {
      const before = memoryInUse();
      const images = coloured();
      const trace = await finish(method, { images });
      expect(memoryInUse()).toEqual(before);
      for (const event of epochsOf(trace))
        for (const loss of Object.values(event.losses)) expect(loss).toSatisfy(Number.isFinite);
      expect(trace.outcome.labels).toHaveLength(count);
      for (const value of trace.outcome.codes.data) expect(value).toSatisfy(Number.isFinite);
      const views = trace.outcome.views ?? [];
      const shown = views.map(({ kind, id: own, title }) => `${kind} ${own}: ${title}`);
      if (method.family !== "classical") expect(shown).not.toEqual([]);
      expect(shown).toEqual(expectedViews[id] ?? shown);
      expect(new Set(views.map(({ id: own }) => own)).size).toBe(views.length);
      for (const view of views) {
        checkLiveView(view, count, clusters);
        if (view.kind !== "pictures") continue;
        expect(view).toMatchObject({ height: 9, width: 7, channels: 3 });
        checkColours(view, images);
      }
    });

    it("learns from vectors as from pictures, and tells groups of them apart", async () => {
      const before = memoryInUse();
      const trace = await finish(method, { images: vectors(), values: shortOnVectors });
      expect(memoryInUse()).toEqual(before);
      for (const event of epochsOf(trace))
        for (const loss of Object.values(event.losses)) expect(loss).toSatisfy(Number.isFinite);
      expect(trace.outcome.labels).toHaveLength(count);
      expect(trace.outcome.codes.rows).toBe(count);
      for (const value of trace.outcome.codes.data) expect(value).toSatisfy(Number.isFinite);
      const groups = Int32Array.from({ length: count }, (_, i) => i % clusters);
      const { nmi, why } = lessOnVectors[id] ?? { nmi: toldApart, why: "The groups lie far apart." };
      expect(scoresOf(trace.outcome.labels, groups)?.nmi, why).toBeGreaterThan(nmi);
    });

    it("repeats itself under a seed", async () => {
      const [one, two] = [await finish(method, { seed: 5 }), await finish(method, { seed: 5 })];
      expect(two.outcome).toEqual(one.outcome);
      expect(epochsOf(two).map((event) => event.losses)).toEqual(epochsOf(one).map((event) => event.losses));
    });

    it.each([
      ["with its defaults", {}],
      [
        "with the other network and optimiser",
        { network: "dense", widths: [6, 5], optimizer: "sgd", learningRate: 0.1, init: "kmeans" },
      ],
    ])("resumed from any epoch, %s, ends where a straight run ends", async (_, values: Values) => {
      const straight = await finish(method, { save: true, values });
      expect(straight.saved.length).toBeGreaterThan(0);
      const last = epochsOf(straight).map((event) => event.losses);
      for (const [index, state] of straight.saved.entries()) {
        const resumed = await finish(method, { resumeFrom: state, values });
        expect(resumed.outcome, `resumed from epoch event ${index}`).toEqual(straight.outcome);
        expect(epochsOf(resumed).map((event) => event.losses)).toEqual(last.slice(index + 1));
        expectPhasesKept(resumed.events);
      }
    });

    it("ends the same when it finds its long work in the cache", async () => {
      const store = memoryWorkStore();
      let found = 0;
      const workCache: WorkCache = {
        keep: (key, work) => store.keep(key, work),
        async find(key) {
          const work = await store.find(key);
          if (work !== undefined) found += 1;
          return work;
        },
      };
      const first = await finish(method, { workCache });
      expect(found).toBe(0);
      const second = await finish(method, { workCache });
      expectPhasesKept(second.events);
      expect(second.outcome).toEqual(first.outcome);
      expect(epochsOf(second).at(-1)?.epoch).toBe(epochsOf(first).at(-1)?.epoch);
      // Another seed is another work.
      const before = found;
      await finish(method, { workCache, seed: 2 });
      expect(found).toBe(before);
      // What comes out of the cache is there for the next run too, unchanged.
      if (before > 0) expect((await finish(method, { workCache })).outcome).toEqual(first.outcome);
    });

    it("tells in every epoch of a deep clustering how many clusters are in use", async () => {
      const trace = await finish(method);
      let [phase, toldIn] = ["", ""];
      for (const event of trace.events) {
        if (event.kind === "phase") phase = event.phase;
        if (event.kind !== "epoch" || method.family === "classical" || phase.startsWith("pretrain")) continue;
        toldIn = phase;
        expect(event.facts?.usedClusters).toBeLessThanOrEqual(clusters);
        expect(event.facts?.effectiveClusters).toBeGreaterThan(0.99);
      }
      if (method.family !== "classical") expect(toldIn).toBe(phase);
    });

    it("gives snapshots that later training does not change", async () => {
      const training = begin(method);
      const kept: { first: Float32Array; now: Float32Array }[] = [];
      for (let next = await training.next(); !next.done; next = await training.next()) {
        if (next.value.kind !== "epoch") continue;
        const { codes } = await next.value.snapshot();
        kept.push({ first: codes.data.slice(), now: codes.data });
      }
      for (const { first, now } of kept) expect(now).toEqual(first);
    });

    it("leaves no tensor behind when it ends, is cut short, or is aborted", async () => {
      const before = memoryInUse();
      await finish(method);
      expect(memoryInUse()).toEqual(before);

      const events = (await finish(method)).events.length;
      for (const cut of [1, 2, 4, Math.floor(events / 2), events - 1]) {
        const training = begin(method);
        for (let i = 0; i < cut; i++) await training.next();
        await training.return({} as Outcome);
        expect(memoryInUse(), `cut after ${cut} of ${events} events`).toEqual(before);
      }

      const controller = new AbortController();
      const training = begin(method, { signal: controller.signal });
      await training.next();
      controller.abort();
      await expect(
        (async () => {
          for (let next = await training.next(); !next.done; next = await training.next());
        })(),
      ).rejects.toThrow();
      expect(memoryInUse()).toEqual(before);
    });
  });
}
