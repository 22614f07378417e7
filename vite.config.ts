import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";
import { nativeKernels } from "./scripts/native-kernels.ts";

/** Cross-origin isolation: without it the browser gives no SharedArrayBuffer, which threads of a compute backend need. */
const isolation = {
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
  "Cross-Origin-Resource-Policy": "same-origin",
};

/** How long the plug-ins of a build take is no news for whoever starts the lab. */
const quiet = { checks: { bundlerTimings: false } };

export default defineConfig({
  plugins: [react(), nativeKernels()],
  // plotly.js expects Node's name for the global object.
  define: { global: "globalThis" },
  // Two copies of tfjs-core would each miss the other's kernels.
  resolve: { dedupe: ["@tensorflow/tfjs-core"] },
  worker: { format: "es", plugins: () => [nativeKernels()], rolldownOptions: quiet },
  // The scan for packages begins at the page and stops before its workers, whose packages would be found one by one as they are
  // loaded, each with a reload of the page.
  optimizeDeps: { entries: ["index.html", "src/worker/*.worker.ts"] },
  build: { target: "es2022", chunkSizeWarningLimit: 6000, rolldownOptions: quiet },
  server: { headers: isolation },
  preview: { headers: isolation },
  test: {
    environment: "node",
    testTimeout: 60_000,
    // The ES modules of tfjs have no "type": "module", so Node can't import them unless Vite does.
    server: { deps: { inline: [/@tensorflow/] } },
    projects: [
      {
        extends: true,
        test: {
          name: "unit",
          include: ["src/**/*.test.ts"],
          exclude: ["src/**/*.isolated.test.ts"],
          // One set of modules a process: importing tfjs takes seconds, and every file would pay it again.
          isolate: false,
        },
      },
      // Those that mock modules: their own set, or all others would get the mocks too.
      { extends: true, test: { name: "isolated", include: ["src/**/*.isolated.test.ts"], isolate: true } },
    ],
  },
});
