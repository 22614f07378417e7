import path from "node:path";
import { defineConfig } from "vite";
import { nativeKernels } from "../native-kernels";

/** The page of scripts/bench-browser.mjs, built apart from the lab's: it holds stock tf.layers, which the lab never loads. */
export default defineConfig({
  root: import.meta.dirname,
  base: "./",
  publicDir: false,
  plugins: [nativeKernels()],
  // Two copies of tfjs-core would each miss the other's kernels.
  resolve: { dedupe: ["@tensorflow/tfjs-core"] },
  build: {
    target: "es2022",
    outDir: path.resolve(import.meta.dirname, "../../node_modules/.cache/kindred/bench-page"),
    emptyOutDir: true,
    chunkSizeWarningLimit: 6000,
  },
  preview: {
    // As vite.config.ts has it for the lab: without cross-origin isolation clocks are coarse and there is no SharedArrayBuffer.
    headers: { "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Embedder-Policy": "require-corp" },
  },
});
