import { convolution, filterGradient, inputGradient } from "./convolution";
import { matrixProduct } from "./matrix-product";
import { sparseProduct } from "./sparse-product";

/** Kinds of jobs, and what is split among the threads. */
const PRODUCT_ROWS: i32 = 0;
const PRODUCT_COLS: i32 = 1;
const CONVOLUTION_POSITIONS: i32 = 2;
const FILTER_GRADIENT_ROWS: i32 = 3;
const INPUT_GRADIENT_IMAGES: i32 = 4;
const SPARSE_ROWS: i32 = 5;

/** What the threads share, as JavaScript writes it: 24 x i32. */
@unmanaged
class Job {
  /** Counts the jobs; threads sleep on it. */
  generation: i32;
  /** Parts that nobody has taken: 0 and less between jobs, when a thread that comes late finds nothing to do. */
  left: i32;
  parts: i32;
  /** Parts that are done; the caller sleeps on it. */
  done: i32;
  kind: i32;
  /** Rows, columns, positions or images in all, and in a part. */
  count: i32;
  step: i32;
  /** Room of thread 0, and of each in bytes. */
  scratch: usize;
  scratchStep: usize;
  /** The function's own arguments. */
  a: usize;
  b: usize;
  c: usize;
  d: usize;
  e: i32;
  f: i32;
  g: i32;
  h: i32;
  i: i32;
  j: i32;
}

/** How often a thread looks at a word before it sleeps: some 0.1 ms, since to be woken takes longer than most of what it waits for. */
const LOOKS: i32 = 200000;

/** The word at `place` once it is no longer `value`. */
function changed(place: usize, value: i32): i32 {
  for (let look = 0; look < LOOKS; look++) {
    const now = atomic.load<i32>(place);
    if (now !== value) return now;
  }
  atomic.wait<i32>(place, value, -1);
  return atomic.load<i32>(place);
}

function generationAt(job: usize): usize {
  return job;
}
function leftAt(job: usize): usize {
  return job + 4;
}
function doneAt(job: usize): usize {
  return job + 12;
}

/** A thread's life: waits until there is a job, helps with it, waits again. Never returns. `thread` counts from 1. */
export function serve(job: usize, thread: i32): void {
  if (ASC_FEATURE_THREADS) {
    let seen = 0;
    while (true) {
      seen = changed(generationAt(job), seen);
      help(job, thread);
    }
  }
}

/** Does the job whose fields are written, together with all threads; returns when the last part is done. */
export function runJob(job: usize): void {
  if (ASC_FEATURE_THREADS) {
    const parts = changetype<Job>(job).parts;
    atomic.store<i32>(doneAt(job), 0);
    atomic.store<i32>(leftAt(job), parts);
    atomic.add<i32>(generationAt(job), 1);
    atomic.notify(generationAt(job), parts - 1);
    help(job, 0);
    let done = atomic.load<i32>(doneAt(job));
    while (done !== parts) done = changed(doneAt(job), done);
  }
}

/** Does all parts of the job on this thread. */
export function runJobAlone(job: usize): void {
  const parts = changetype<Job>(job).parts;
  for (let part = 0; part < parts; part++) runPart(changetype<Job>(job), part, 0);
}

function help(job: usize, thread: i32): void {
  if (ASC_FEATURE_THREADS) {
    while (true) {
      // One word tells which part is taken and whether there is one: read apart, they could be those of two jobs.
      const left = atomic.sub<i32>(leftAt(job), 1);
      if (left <= 0) return;
      runPart(changetype<Job>(job), left - 1, thread);
      atomic.add<i32>(doneAt(job), 1);
      atomic.notify(doneAt(job), 1);
    }
  }
}

function runPart(job: Job, part: i32, thread: i32): void {
  const from = part * job.step;
  const to = min(job.count, from + job.step);
  const room = job.scratch + <usize>thread * job.scratchStep;
  if (job.kind === PRODUCT_ROWS || job.kind === PRODUCT_COLS) {
    const rows = job.kind === PRODUCT_ROWS;
    matrixProduct(
      job.a,
      job.b,
      job.c,
      job.d,
      job.e,
      job.f,
      job.g,
      <bool>job.h,
      <bool>job.i,
      job.j,
      rows ? from : 0,
      rows ? to : job.e,
      rows ? 0 : from,
      rows ? job.f : to,
      room,
    );
  } else if (job.kind === CONVOLUTION_POSITIONS) {
    convolution(job.a, job.b, job.c, job.d, <usize>job.e, job.f, from, to, room);
  } else if (job.kind === FILTER_GRADIENT_ROWS) {
    filterGradient(job.a, job.b, job.c, job.d, job.e, from, to, room);
  } else if (job.kind === INPUT_GRADIENT_IMAGES) {
    inputGradient(job.a, job.b, job.c, job.d, <usize>job.e, job.f, from, to, room);
  } else if (job.kind === SPARSE_ROWS) {
    sparseProduct(job.a, job.b, <usize>job.e, job.c, job.d, job.f, from, to);
  }
}
