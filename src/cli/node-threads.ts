import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import { mostThreads, type ThreadSource } from "../worker/engine-parts";

/** Makes a worker thread of Node look like a Web Worker to the program that it runs. */
const webWorker = `const { parentPort } = require("node:worker_threads");
globalThis.postMessage = (message) => parentPort.postMessage(message);
parentPort.on("message", (data) => globalThis.onmessage({ data }));
`;

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
        // Without a listener a fault of the thread would end the process.
        onFailed: (failed) => {
          worker.on("error", failed);
        },
        terminate: () => void worker.terminate(),
      };
    },
  };
}
