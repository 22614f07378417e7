import wasm from "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url";
import wasmSimd from "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url";
import wasmThreadedSimd from "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-threaded-simd.wasm?url";
import { decodeInBrowser } from "../data/decode-browser";
import { engineParts } from "./engine-parts";
import { forwardFaults } from "./forward-faults";
import { startHost } from "./host";
import { type Port, wire } from "./wire";

/* The page's engine: the host on a worker's own port. */

// TypeScript takes `self` for a window, whose postMessage is another one.
const scope = self as unknown as Port & Pick<EventTarget, "addEventListener">;

forwardFaults(scope, wire(scope));
startHost(
  scope,
  engineParts({
    decode: decodeInBrowser,
    wasmPaths: {
      "tfjs-backend-wasm.wasm": wasm,
      "tfjs-backend-wasm-simd.wasm": wasmSimd,
      "tfjs-backend-wasm-threaded-simd.wasm": wasmThreadedSimd,
    },
    now: () => performance.now(),
  }),
);
