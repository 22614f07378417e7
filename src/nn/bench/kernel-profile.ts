import * as tf from "../tfjs";
import type { Around, Prepared } from "./work";

/** Time spent in one kernel over a repetition, kernels that it called itself left out. */
export interface KernelShare {
  /** Name of the kernel, after the name of the part of the repetition that it ran in, where that has one ("Adam: Mul"). */
  readonly name: string;
  readonly calls: number;
  readonly ms: number;
}

export interface KernelProfile {
  /** The whole repetition. What no kernel accounts for is the work between them. */
  readonly ms: number;
  /** Slowest first. */
  readonly kernels: readonly KernelShare[];
}

/**
 * Puts a clock (`now`, milliseconds) around every kernel of the backend in force and gives the mean over `repetitions` of
 * `work`. For backends that compute at once, wasm and cpu; a graphics card only queues. The clocks are taken away again.
 */
export async function profileKernels(work: Prepared, repetitions: number, now: () => number): Promise<KernelProfile> {
  const stopwatch = new Stopwatch(now);
  const restore = watchKernels(stopwatch);
  try {
    const began = now();
    for (let i = 0; i < repetitions; i++) await work.once(stopwatch.around);
    const ms = (now() - began) / repetitions;
    return { ms, kernels: stopwatch.shares(repetitions) };
  } finally {
    restore();
  }
}

/** Adds up time by name; what runs inside of another is taken off that. */
class Stopwatch {
  readonly #now: () => number;
  readonly #totals = new Map<string, { calls: number; ms: number }>();
  /** Those that run now, outermost first, with the time their insides took. */
  readonly #running: { readonly part: string | null; inside: number }[] = [];

  constructor(now: () => number) {
    this.#now = now;
  }

  readonly around: Around = (name, part) => this.measure(name, name, part);

  measure<Result>(name: string, part: string | null, work: () => Result): Result {
    const frame = { part: part ?? this.#running.at(-1)?.part ?? null, inside: 0 };
    const full = part === null && frame.part !== null ? `${frame.part}: ${name}` : name;
    const began = this.#now();
    this.#running.push(frame);
    try {
      return work();
    } finally {
      this.#running.pop();
      const took = this.#now() - began;
      const outer = this.#running.at(-1);
      if (outer) outer.inside += took;
      const total = this.#totals.get(full) ?? { calls: 0, ms: 0 };
      this.#totals.set(full, { calls: total.calls + 1, ms: total.ms + took - frame.inside });
    }
  }

  shares(repetitions: number): KernelShare[] {
    return [...this.#totals]
      .map(([name, { calls, ms }]) => ({ name, calls: calls / repetitions, ms: ms / repetitions }))
      .sort((a, b) => b.ms - a.ms);
  }
}

/** Registers every kernel of the backend in force anew with a clock around it; returns what undoes that. */
function watchKernels(stopwatch: Stopwatch): () => void {
  const backend = tf.getBackend();
  const originals = tf.getKernelsForBackend(backend);
  const register = (config: tf.KernelConfig) => {
    tf.unregisterKernel(config.kernelName, backend);
    tf.registerKernel(config);
  };
  for (const config of originals) {
    const { kernelName, kernelFunc } = config;
    register({ ...config, kernelFunc: (call) => stopwatch.measure(kernelName, null, () => kernelFunc(call)) });
  }
  return () => originals.forEach(register);
}
