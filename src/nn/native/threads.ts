/** Where this surrounding gets threads from: Web Workers in a page, worker threads in Node. */
export interface ThreadSource {
  /** How many to compute with, that of the caller among them. */
  readonly count: number;
  /** Starts one that runs `program` (classic JavaScript with `onmessage` and `postMessage`). */
  start(program: string): Thread;
}

export interface Thread {
  post(message: unknown): void;
  /** Calls `ready` at its first message. */
  onReady(ready: () => void): void;
  /** Calls `failed` when the thread can't start, or ends by a fault. */
  onFailed(failed: () => void): void;
  terminate(): void;
}

export interface ThreadTask {
  /** A variant for shared memories of our kernels. */
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  /** Address of the job that is shared. */
  readonly job: number;
  /** Counts from 1; 0 is the caller. */
  readonly thread: number;
}

/**
 * A thread's whole program, as text, so that neither a bundler nor a minifier comes between it and the thread. It takes a
 * ThreadTask and never comes back from it.
 */
const program = `onmessage = ({ data: { module, memory, job, thread } }) => {
  const { serve } = new WebAssembly.Instance(module, { env: { memory } }).exports;
  postMessage("ready");
  serve(job, thread);
};`;

/** How long a thread may take to start before we go on without it. */
const patienceMs = 3000;

/** Starts `count` − 1 threads on the shared memory of `task` and waits until they run. Those that don't are left out. */
export async function startThreads(source: ThreadSource, task: Omit<ThreadTask, "thread">): Promise<readonly Thread[]> {
  const starting = Array.from({ length: Math.max(0, source.count - 1) }, async (_, i) => {
    const thread = source.start(program);
    const runs = await new Promise<boolean>((resolve) => {
      const tired = setTimeout(() => resolve(false), patienceMs);
      thread.onReady(() => {
        clearTimeout(tired);
        resolve(true);
      });
      thread.onFailed(() => {
        clearTimeout(tired);
        resolve(false);
      });
      thread.post({ ...task, thread: i + 1 } satisfies ThreadTask);
    });
    if (runs) return thread;
    thread.terminate();
    return null;
  });
  const started = await Promise.allSettled(starting);
  return started.flatMap((one) => (one.status === "fulfilled" && one.value ? [one.value] : []));
}

/** More threads than this only wait for one another: a step's products are short. */
export const mostThreads = 8;

/**
 * Web Workers, one core left to the page where there are more than two. Null where a worker can't be started, and in a page's own
 * thread, which may not wait for others.
 */
export function workerThreads(): ThreadSource | null {
  if (typeof window !== "undefined") return null;
  if (typeof Worker === "undefined" || typeof Blob === "undefined" || typeof navigator === "undefined") return null;
  const cores = navigator.hardwareConcurrency ?? 1;
  return {
    count: Math.min(mostThreads, cores > 2 ? cores - 1 : cores),
    start(text) {
      const address = URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
      const worker = new Worker(address);
      // The address serves once; it is given back when the worker has said its first word, or never will.
      const revoke = () => URL.revokeObjectURL(address);
      worker.addEventListener("message", revoke, { once: true });
      return {
        post: (message) => worker.postMessage(message),
        onReady: (ready) => worker.addEventListener("message", ready, { once: true }),
        onFailed: (failed) => worker.addEventListener("error", failed, { once: true }),
        terminate: () => {
          revoke();
          worker.terminate();
        },
      };
    },
  };
}
