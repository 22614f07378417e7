import type { LiveView } from "../../core/live-view";
import type { Matrix } from "../../core/matrix";
import type { Column, Outcome, SavedState, Snapshot } from "../../core/saved-state";
import { shuffledBatches } from "../../nn/batches";
import { type Loss, MeanLosses, trainStep } from "../../nn/fit";
import type { Optimizer } from "../../nn/optimizers";
import type * as tf from "../../nn/tfjs";
import { imagesTogether, trainingWork } from "../../nn/turn-work";
import { disposeVariables, restoreVariables, saveVariables } from "../../nn/variables";
import { epochEvent, type Figures, type Run, stepEvent, type Training, type TrainingEvent } from "../method";
import { codesSpread } from "./codes-spread";
import { CollapseMonitor } from "./collapse-monitor";
import { changedShare } from "./target-distribution";
import { type DeepState, type Network, saveBench, snapshotOf, type Workbench } from "./workbench";

/** The settings that every joint training has. */
export interface JointValues {
  readonly batchSize: number;
  readonly learningRate: number;
  /** Steps between two looks at the whole set. */
  readonly updateInterval: number;
  /** Training ends when a smaller share of the labels changes between two looks. */
  readonly tolerance: number;
  /** Steps at most. */
  readonly maxIterations: number;
  /** As many passes over all pictures, where the user has set those and not steps. */
  readonly passes?: number;
}

/** What a look at the whole set finds. Nobody changes its arrays later. */
export interface Look {
  readonly labels: Int32Array;
  /** [n] in [0, 1], or null where the method has no such notion. */
  readonly confidence: Float32Array | null;
  /** [k, d] in the space of the codes, or null. */
  readonly centres: Matrix | null;
  readonly facts?: Figures;
  readonly columns?: readonly Column[];
  /** Sentences for the user, once each time they are given. */
  readonly warnings?: readonly string[];
  /** Training ends with this look, for this reason, a sentence. */
  readonly end?: string;
  /** Dear: made only when the page has room for them. */
  views?(): Promise<readonly LiveView[]>;
}

/** A method's own part of training network and clusters together. */
export interface JointTraining<V> {
  /** "cluster" and "Clustering" unless given. */
  readonly phase?: string;
  readonly title?: string;
  /** What is trained beside the network, such as centres [k, d] or a head. Disposed in the end. */
  readonly variables: Readonly<Record<string, tf.Variable>>;
  /** The variables outlive this phase, for one that trains them on: the caller disposes them. */
  readonly keepsVariables?: boolean;
  /** Those of the network's variables that are trained: all, or the encoder's alone. */
  readonly trained: Readonly<Record<string, tf.Variable>>;
  /** Multiply-adds of the loss's forward passes for one image. */
  readonly work: number;
  /** The network has batch normalisation. */
  readonly normalises: boolean;
  /** The loss compares the images of a batch with each other, so that a batch must not be taken in parts. */
  readonly wholeBatches?: boolean;
  /** Codes of all images as they are: [n, d]. */
  encodeAll(): Promise<Matrix>;
  /** For those of `trained` and `variables` that are trainable: running means are saved, and not trained. */
  optimizer(variables: Readonly<Record<string, tf.Variable>>): Optimizer;
  /** `learningRate` of the settings unless given; of update `iteration`, from 0. */
  learningRate?(values: V, iteration: number): number;
  /** Sets the start, such as the centres. Not called by a run that resumes. */
  begin(): AsyncGenerator<TrainingEvent<DeepState>, void, void>;
  /**
   * Looks at the whole set before the first step and after every `updateInterval` steps. A run that resumes looks once more at what
   * the saved one saw, with the memory that it had before.
   */
  look(codes: Matrix, values: V): Promise<Look>;
  /**
   * Awaited before each step, outside of its gradient: the place to make targets of predictions. False skips the step: there is nothing
   * to learn from this batch.
   */
  prepare?(rows: Int32Array, values: V, iteration: number): Promise<boolean>;
  /** Mean over the images `rows` of a batch or of a part of it, in step `iteration` (from 0); called within tidy. */
  loss(rows: Int32Array, values: V, iteration: number): Loss;
  /** Trains what does not belong into single steps, once after each `updateInterval` of them. */
  closeRound?(values: V): Promise<void>;
  /** What the method remembers from look to look beside its variables. */
  readonly memory?: { save(): SavedState; restore(state: SavedState): void };
  /** Looks in a row that must change less than `tolerance` before training ends: 1 unless given. */
  readonly calmLooks?: number;
}

/**
 * The phase of a deep method that trains network and clusters together: look at the whole set, take some steps, and so on until
 * fewer than `tolerance` of the labels change or `maxIterations` steps are done. Every look is an epoch; it tells how many clusters
 * are in use, and warns of a collapse. Resumes to the bit.
 */
export async function* jointTraining<V extends JointValues, N extends Network>(
  bench: Workbench<N>,
  run: Run<V, DeepState>,
  training: JointTraining<V>,
): Training<DeepState> {
  const { signal } = bench;
  const phase = training.phase ?? "cluster";
  const saved = run.resumeFrom?.phase === phase ? run.resumeFrom : undefined;
  const resumed = saved?.joint ?? null;
  const work = trainingWork(training.work);
  const atOnce = imagesTogether(work, training);
  const trained = trainable({ ...training.trained, ...training.variables });
  const optimizer = training.optimizer(trained);
  const monitor = new CollapseMonitor(run.clusters);
  let losses = new MeanLosses();
  try {
    let iteration = resumed?.iteration ?? 0;
    let round = saved?.phaseEpoch ?? 0;
    // A look before the first step, and one after each interval.
    const looksWanted = () => {
      const { maxIterations, updateInterval } = run.settings();
      return round + 1 + Math.max(0, Math.ceil((maxIterations - iteration) / updateInterval));
    };
    const title = training.title ?? "Clustering";
    yield { kind: "phase", phase, title, epochs: looksWanted(), done: saved ? saved.phaseEpoch + 1 : 0 };
    if (saved && resumed) {
      restoreVariables(training.variables, resumed.variables);
      optimizer.restore(saved.optimizer);
      training.memory?.restore(resumed.memory);
    } else {
      // What sets the start is no pass over the pictures: its steps are places to pause.
      for await (const event of training.begin()) yield event.kind === "step" ? stepEvent(0) : event;
    }

    // Looks in a row, before the present one, that changed little; the saved number counts the one that it was saved at.
    let calmBefore = Math.max(0, (resumed?.calm ?? 0) - 1);
    let firstSpread = resumed?.firstSpread ?? null;
    let before: Int32Array | null = resumed?.labels ?? null;
    let justResumed = resumed !== null;
    for (;;) {
      const memory = training.memory?.save() ?? null;
      const codes = await training.encodeAll();
      const look = await training.look(codes, run.settings());
      const { labels } = look;
      firstSpread ??= codesSpread(codes);
      const spread = firstSpread > 0 ? codesSpread(codes) / firstSpread : 1;
      const { facts, warnings } = monitor.watch(labels, spread);
      const changed = justResumed ? (resumed?.changed ?? null) : before ? changedShare(before, labels) : null;
      // By the settings as they are when it is asked: they may change while the run stands at this look.
      const calm = () => (changed !== null && changed < run.settings().tolerance ? calmBefore + 1 : 0);
      const ending = (): string | null => {
        const { tolerance, maxIterations, passes } = run.settings();
        if (look.end !== undefined) return look.end;
        if (calm() >= (training.calmLooks ?? 1)) return facts.usedClusters < run.clusters ? diedAndSettled : settled(tolerance);
        return iteration >= maxIterations ? allDone(maxIterations, passes) : null;
      };
      if (!justResumed) {
        // Before the epoch, whose picture would be warned of in general words otherwise.
        const tellsEmpty = facts.usedClusters < run.clusters;
        for (const message of [...warnings, ...(look.warnings ?? [])])
          yield { kind: "notice", level: "warning", message, tellsEmpty };
        bench.epoch += 1;
        const now = { memory, changed, calm: calm(), iteration, round, firstSpread };
        yield epochEvent<DeepState>({
          epoch: bench.epoch,
          phaseEpochs: looksWanted(),
          ...(ending() === null ? {} : { last: true }),
          losses: await losses.means(),
          facts: { ...(changed === null ? {} : { changed }), ...confidenceOf(look), ...facts, ...look.facts },
          snapshot: () => pictureOf(codes, look),
          save: async () => ({
            ...(await saveBench(bench)),
            phase,
            phaseEpoch: now.round,
            optimizer: await optimizer.save(),
            joint: {
              variables: await saveVariables(training.variables),
              labels,
              changed: now.changed,
              calm: now.calm,
              iteration: now.iteration,
              firstSpread: now.firstSpread,
              memory: now.memory,
            },
          }),
        });
      }
      justResumed = false;
      before = labels;

      const reason = ending();
      if (reason !== null) return { ...(await outcomeOf(codes, look)), reason };
      calmBefore = calm();

      losses = new MeanLosses();
      const { updateInterval, batchSize, maxIterations } = run.settings();
      const steps = Math.min(updateInterval, maxIterations - iteration);
      for (const indices of takeBatches(steps, batchSize, bench, training.wholeBatches)) {
        signal.throwIfAborted();
        const live = run.settings();
        if (!training.prepare || (await training.prepare(indices, live, iteration))) {
          const loss = (from: number, to: number): Loss => training.loss(indices.subarray(from, to), live, iteration);
          const rate = training.learningRate?.(live, iteration) ?? live.learningRate;
          const step = await trainStep(trained, optimizer, rate, loss, { images: indices.length, atOnce });
          await losses.add(step, indices.length);
        }
        iteration += 1;
        yield stepEvent(indices.length);
      }
      await training.closeRound?.(run.settings());
      round += 1;
    }
  } finally {
    await losses.settled();
    optimizer.dispose();
    if (!training.keepsVariables) disposeVariables(training.variables);
  }
}

function trainable(variables: Readonly<Record<string, tf.Variable>>): Record<string, tf.Variable> {
  return Object.fromEntries(Object.entries(variables).filter(([, variable]) => variable.trainable));
}

async function pictureOf(codes: Matrix, look: Look): Promise<Snapshot & { readonly labels: Int32Array }> {
  const { labels, confidence, centres, columns } = look;
  return {
    ...snapshotOf(codes, labels, confidence, centres),
    ...(columns ? { columns: columns.map((column) => ({ ...column, values: column.values.slice() })) } : {}),
    ...(look.views ? { views: await look.views() } : {}),
  };
}

function outcomeOf(codes: Matrix, look: Look): Promise<Omit<Outcome, "reason">> {
  return pictureOf(codes, look);
}

function confidenceOf({ confidence }: Look): { readonly confidence?: number } {
  return confidence && confidence.length > 0 ? { confidence: confidence.reduce((sum, x) => sum + x, 0) / confidence.length } : {};
}

function allDone(steps: number, passes: number | undefined): string {
  if (passes !== undefined) return passes === 1 ? "The one pass is done." : `All ${passes} passes are done.`;
  return steps === 1 ? "The one step is done." : `All ${steps} steps are done.`;
}

const diedAndSettled =
  "Stopped: clusters no longer change, and some have died. Another start, a lower learning rate or fewer clusters may keep them.";

function settled(tolerance: number): string {
  return `Settled: fewer than ${Number((tolerance * 100).toPrecision(2))} % of the images changed cluster since the last update.`;
}

/** `count` batches, from as many shuffled passes over the images as that takes. */
function* takeBatches(
  count: number,
  size: number,
  { images, rng }: Workbench<Network>,
  compared?: boolean,
): Generator<Int32Array> {
  let taken = 0;
  while (taken < count) {
    for (const batch of shuffledBatches(images.shape.count, size, rng, compared)) {
      if (taken === count) return;
      yield batch;
      taken += 1;
    }
  }
}
