import { createInterface } from "node:readline";
import type { BackendName } from "../../core/backend-report";
import { carryOut, type Order } from "../../nn/bench/order";
import { openSide, type SideName } from "../../nn/bench/side";
import { provideGpu } from "../node-gpu";
import { nodeThreads } from "../node-threads";
import { allowRelaxedSimd } from "../relaxed-simd";
import { wasmPaths } from "../wasm-paths";

/*
 * A side of the benchmark in a Node process of its own: kernels are registered for a whole process, so ours and the stock ones
 * can't live in one. Arguments: side, backend, "1" or "all" threads. Speaks the lines that side-process.ts reads.
 */

// As the command does.
allowRelaxedSimd();

// stdout is for answers alone, whatever a library has to say.
console.log = console.error;
console.info = console.error;
console.debug = console.error;

const say = (line: unknown) => process.stdout.write(`${JSON.stringify(line)}\n`);

try {
  const [name, backend, threads] = process.argv.slice(2);
  if (backend === "webgpu") await provideGpu();
  const { side, ...ready } = await openSide({
    side: name as SideName,
    backend: backend as BackendName,
    wasmPaths: wasmPaths(),
    threads: threads === "all" ? nodeThreads() : null,
    now: () => performance.now(),
  });
  say({ ready: { ...ready, host: `Node ${process.versions.node}` } });
  const orders = createInterface({ input: process.stdin });
  for await (const line of orders) say(await carryOut(side, JSON.parse(line) as Order));
} catch (error) {
  say({ error: error instanceof Error ? error.message : String(error) });
}
// Not by itself: a graphics device would keep the process alive.
process.stdout.write("", () => process.exit(0));
