import type { Schema } from "../core/hyperparameters";
import { integer, number } from "../core/hyperparameters";
import type { Images } from "../core/images";
import { matrix } from "../core/matrix";
import { Rng, type RngState } from "../core/rng";
import type { SavedState } from "../core/saved-state";
import type { Dataset } from "../data/dataset";
import { defineSource } from "../data/source";
import { defineMethod, epochEvent, type Method, stepEvent } from "../methods/method";
import { defaultTiming, type EngineParts } from "./host-parts";
import { memoryWorkStore } from "./work-cache";

/* Stand-ins for tests of the host: a clock that only the method moves, a method that counts, an engine without tensors. */

export const hyperparameters = {
  epochs: integer({ label: "Epochs", help: "How long.", default: 5, min: 1, max: 100_000 }),
  stepsPerEpoch: integer({ label: "Steps", help: "Batches an epoch.", default: 2, min: 1, max: 100_000 }),
  learningRate: number({ label: "Learning rate", help: "How fast.", default: 0.1, min: 0, max: 1, live: true }),
} satisfies Schema;

interface WalkState {
  readonly [key: string]: SavedState;
  readonly epoch: number;
  readonly position: number;
  readonly rng: { readonly words: readonly number[]; readonly spareNormal: number | null };
}

/** What the fakes did, and hooks into what they do. */
export interface FakeWorld {
  now: number;
  tensors: number;
  steps: number;
  snapshots: number;
  saves: number;
  cleanedUp: number;
  /** Called at every step and epoch of the fake method. */
  atStep: (step: number) => void | Promise<void>;
  atEpoch: (epoch: number) => void;
  lossAt: (epoch: number) => number;
  labelAt: (image: number, epoch: number) => number;
}

export function fakeWorld(): FakeWorld {
  return {
    now: 0,
    tensors: 0,
    steps: 0,
    snapshots: 0,
    saves: 0,
    cleanedUp: 0,
    atStep: () => {},
    atEpoch: () => {},
    lossAt: (epoch) => 1 / epoch,
    labelAt: (image) => image % 2,
  };
}

/** A random walk whose every number depends on the rng, so that a resumed run shows any state that was lost. */
export function walkMethod(world: FakeWorld): Method {
  return defineMethod<typeof hyperparameters, WalkState>({
    id: "walk",
    title: "Walk",
    family: "classical",
    summary: "Walks.",
    takeWhen: "Take it for tests.",
    reference: { authors: "Nobody", title: "None", venue: "Nowhere", year: 2000 },
    departures: [],
    hyperparameters,
    recipes: [],
    async *train(run) {
      const { count } = run.images.shape;
      let rng = run.rng;
      let position = 0;
      let epoch = 0;
      if (run.resumeFrom) {
        ({ position, epoch } = run.resumeFrom);
        rng = Rng.fromState(run.resumeFrom.rng as RngState);
      }
      world.tensors += 3;
      const snapshotOf = (at: number) => ({
        codes: matrix(
          Float32Array.from({ length: count * 2 }, (_, i) => i + position),
          count,
          2,
        ),
        labels: Int32Array.from({ length: count }, (_, i) => world.labelAt(i, at)),
        confidence: null,
        centres: null,
      });
      const event = (at: number, losses: Record<string, number>) =>
        epochEvent<WalkState>({
          epoch: at,
          losses,
          facts: { position },
          async snapshot() {
            world.snapshots += 1;
            return snapshotOf(at);
          },
          async save() {
            world.saves += 1;
            return { epoch: at, position, rng: rng.state() };
          },
        });
      try {
        yield { kind: "phase", phase: "walk", title: "Walking", epochs: run.settings().epochs, done: epoch };
        if (!run.resumeFrom) yield event(0, {});
        while (epoch < run.settings().epochs && !run.signal.aborted) {
          epoch += 1;
          for (let step = 0; step < run.settings().stepsPerEpoch; step++) {
            world.steps += 1;
            world.now += 10;
            await world.atStep(world.steps);
            position += run.settings().learningRate * rng.normal();
            yield stepEvent(count);
          }
          world.atEpoch(epoch);
          yield event(epoch, { walk: world.lossAt(epoch), total: world.lossAt(epoch) });
        }
        return { ...snapshotOf(epoch), reason: "It walked enough." };
      } finally {
        world.tensors -= 3;
        world.cleanedUp += 1;
      }
    },
  });
}

export function fakeImages(count: number): Images {
  return {
    shape: { count, height: 2, width: 2, channels: 1 },
    pixels: new Float32Array(count * 4).fill(0.5),
    paths: Array.from({ length: count }, (_, i) => `${i}.png`),
    truth: { codes: Int32Array.from({ length: count }, (_, i) => i % 2), names: ["even", "odd"] },
  };
}

export function fakeDataset(count: number): Dataset {
  const images = fakeImages(count);
  const report = { files: count, images: count, problems: [], problemCount: 0, notes: [] };
  return { title: `${count} squares`, images, report, hash: `hash-${count}`, original: async () => null };
}

export function fakeParts(world: FakeWorld, changes: Partial<EngineParts> = {}): EngineParts {
  const squares = defineSource({
    id: "squares",
    title: "Squares",
    summary: "Grey squares.",
    classes: 2,
    options: { n: integer({ label: "Images", help: "How many.", default: 6, min: 1, max: 1000 }) },
    async load(options, context) {
      context.progress(options.n, options.n, "Drawing squares");
      return fakeDataset(options.n);
    },
  });
  return {
    methods: [walkMethod(world)],
    sources: [squares],
    scores: [],
    openBackend: async () => ({ backend: "cpu", reason: "It is a test.", device: null, threads: 1, passedOver: [] }),
    watchDevice: () => null,
    memory: () => ({ tensors: world.tensors, bytes: world.tensors * 4 }),
    importFiles: async (_title, files) => fakeDataset(files.length),
    readFeatures: async (files, images) => {
      const { count } = images.shape;
      const vectors = matrix(
        Float32Array.from({ length: count * 3 }, (_, i) => i - 4),
        count,
        3,
      );
      const report = { files: files.length, images: count, problems: [], problemCount: 0, notes: [] };
      return { features: { title: "f.csv", source: "d/f.csv", vectors }, report };
    },
    variantsOf: async (images, indices) =>
      Uint8Array.from({ length: indices.length * 4 }, (_, p) => images.shape.count + indices[p >> 2]),
    thumbnails: (images) => ({ height: 2, width: 2, channels: 1, pixels: new Uint8Array(images.shape.count * 4) }),
    archive: async (_dataset, labels, folders, { progress }) => {
      progress(1, 1);
      return new Blob([`${labels.join()} in ${folders.join()}`]);
    },
    frames: {
      layout: (codes) => codes.data.slice(0, codes.rows * 2),
      align: (_previous, layout) => ({ layout, moved: 0.5 }),
      summarise: (_snapshot, clusters) =>
        Array.from({ length: clusters }, (_, cluster) => ({
          cluster,
          size: 0,
          exemplars: [],
          borderline: [],
          outliers: [],
          majority: null,
        })),
      scores: () => ({ acc: 1 }),
      confusion: () => ({ counts: new Int32Array(4), match: Int32Array.of(0, 1) }),
    },
    // They tell by their columns which space was measured.
    internalScores: async ({ cols }) => ({ silhouette: 0.5, daviesBouldin: 1, calinskiHarabasz: cols, sampled: null }),
    probeScores: async ({ cols }) => ({ linearProbe: 0.75, neighbourProbe: 0.5, taught: 4, asked: cols }),
    workStore: memoryWorkStore(),
    now: () => world.now,
    timing: defaultTiming,
    ...changes,
  };
}
