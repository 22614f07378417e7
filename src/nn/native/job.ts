import type { Native } from "./native";

/** Kinds of jobs and what of each is split among the threads: assembly/pool.ts. */
export const jobKinds = {
  productRows: 0,
  productCols: 1,
  convolutionPositions: 2,
  filterGradientRows: 3,
  inputGradientImages: 4,
  sparseRows: 5,
} as const;

export interface Job {
  readonly kind: keyof typeof jobKinds;
  /** Rows, columns, positions or images in all; parts are multiples of `grain`. */
  readonly count: number;
  readonly grain: number;
  /** Multiply-adds in all: what is too short to share is done by the caller alone. */
  readonly work: number;
  /** Bytes that a thread needs for a part of any size. */
  readonly scratchBytes: number;
  /** The function's own arguments, at most ten: four addresses, then numbers. */
  readonly args: readonly number[];
}

/** Multiply-adds below which waking the threads costs more than they save (some 50 µs of one thread). */
const worthSharing = 1 << 20;
/** Parts a thread: more than one, so that a thread that is held up does not hold up all. */
const partsPerThread = 2;

const fields = { parts: 2, kind: 4, count: 5, step: 6, scratch: 7, scratchStep: 8, args: 9 };

/**
 * Runs a job on all threads; every part computes the same numbers wherever it is done, and however many parts there are.
 */
export function runJob(native: Native, { kind, count, grain, work, scratchBytes, args }: Job): void {
  const alone = native.threads === 1 || work < worthSharing;
  const wanted = alone ? 1 : Math.min(native.threads * partsPerThread, Math.ceil(count / grain));
  const step = Math.ceil(count / wanted / grain) * grain;
  const scratchStep = stepOf(scratchBytes);
  const scratch = native.scratch(scratchStep * (alone ? 1 : native.threads));
  // A job that is done has no part left, so that no thread reads these fields before runJob opens the next.
  const job = new Int32Array(native.memory.buffer, native.job, 24);
  job[fields.parts] = Math.ceil(count / step);
  job[fields.kind] = jobKinds[kind];
  job[fields.count] = count;
  job[fields.step] = step;
  job[fields.scratch] = scratch;
  job[fields.scratchStep] = scratchStep;
  job.set(args, fields.args);
  if (alone) native.functions.runJobAlone(native.job);
  else native.functions.runJob(native.job);
}

/** Whole cache lines, so that threads don't write to the same one. */
const stepOf = (bytes: number) => Math.ceil(bytes / 128) * 128;
