import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import type { ThreadSource } from "../worker/engine-parts";

/** Makes a worker thread of Node look like a Web Worker to the program that it runs. */
const webWorker = `const { parentPort } = require("node:worker_threads");
globalThis.postMessage = (message) => parentPort.postMessage(message);
parentPort.on("message", (data) => globalThis.onmessage({ data }));
`;

/** More threads than this only wait for one another: a step's products are short. */
const mostThreads = 8;

/** Threads to compute with, `count` in all with the caller's own. They don't keep the process alive. */
export function nodeThreads(count: number = Math.min(mostThreads, availableParallelism())): ThreadSource {
  return {
    count,
    start(program) {
      const worker = new Worker(webWorker + program, { eval: true });
      worker.unref();
      return {
        post: (message) => worker.postMessage(message),
        onReady: (ready) => {
          worker.once("message", ready);
        },
        terminate: () => void worker.terminate(),
      };
    },
  };
}
