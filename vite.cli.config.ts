import { defineConfig } from "vite";
import { nativeKernels } from "./scripts/native-kernels.ts";

/**
 * The headless twin: src/cli/main.ts and the engine behind it as ES modules for Node, in dist-cli/. Beside it, a side of the benchmark.
 *
 * What it takes to run tfjs from such a bundle (seen with tfjs 4.22 in Node 20):
 * - tfjs is bundled, not imported: its "main" is a CommonJS build that brings a second copy of the core, and its ES modules
 *   have neither "type": "module" nor file endings in their imports, so Node can't load them. `mainFields` picks those ES
 *   modules, and never the "browser" field, which blanks out the fs and path that the wasm glue needs.
 * - The emscripten glue inside the wasm backend finds its surroundings through `__dirname` and `__filename`; the banner
 *   makes them (`require` is provided by the bundler). Without it the backend fails with "__dirname is not defined",
 *   and tfjs goes on without it after a warning.
 * - Gradients aren't registered by the package root: "gradient function not found for Sum" until
 *   "@tensorflow/tfjs-core/dist/register_all_gradients" is imported, which nn/backend.ts does.
 * - The .wasm files stay in node_modules; src/cli/wasm-paths.ts finds them.
 */
const commonJsGlobals = [
  `import { fileURLToPath as kindredFileUrlToPath } from "node:url";`,
  `const __filename = kindredFileUrlToPath(import.meta.url);`,
  `const __dirname = kindredFileUrlToPath(new URL(".", import.meta.url));`,
].join("\n");

export default defineConfig({
  publicDir: false,
  plugins: [nativeKernels()],
  // Two copies of tfjs-core would each miss the other's kernels.
  resolve: { dedupe: ["@tensorflow/tfjs-core"], mainFields: ["module", "main"] },
  ssr: { target: "node", noExternal: [/^@tensorflow\//] },
  build: {
    ssr: true,
    target: "node20",
    outDir: "dist-cli",
    // Readable stack traces are worth more here than bytes.
    minify: false,
    chunkSizeWarningLimit: 6000,
    rolldownOptions: {
      // The second is what the benchmark starts, a process a side.
      input: { main: "src/cli/main.ts", "bench-side": "src/cli/bench/side-main.ts" },
      output: { banner: commonJsGlobals },
    },
  },
});
