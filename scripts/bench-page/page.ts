import wasm from "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url";
import wasmSimd from "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url";
import wasmThreadedSimd from "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-threaded-simd.wasm?url";
import type { BackendName } from "../../src/core/backend-report";
import { type Answer, carryOut, type Order } from "../../src/nn/bench/order";
import { type OpenedSide, openSide, type Side, type SideName } from "../../src/nn/bench/side";

/** A side of the benchmark in a page, for what only a browser has. scripts/bench-browser.mjs opens it and calls these. */
declare global {
  interface Window {
    openBenchSide?: (side: SideName, backend: BackendName) => Promise<Omit<OpenedSide, "side">>;
    carryOutOrder?: (order: Order) => Promise<Answer>;
  }
}

const wasmPaths = {
  "tfjs-backend-wasm.wasm": wasm,
  "tfjs-backend-wasm-simd.wasm": wasmSimd,
  "tfjs-backend-wasm-threaded-simd.wasm": wasmThreadedSimd,
};

let opened: Side | null = null;

window.openBenchSide = async (name, backend) => {
  const { side, ...ready } = await openSide({ side: name, backend, wasmPaths, threads: null, now: () => performance.now() });
  opened = side;
  return ready;
};
window.carryOutOrder = async (order) => (opened ? carryOut(opened, order) : { error: "no side is open" });
