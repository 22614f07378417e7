import { execFileSync } from "node:child_process";
import { playwright } from "@vitest/browser-playwright";
import { defineConfig } from "vitest/config";
import viteConfig from "./vite.config.ts";

/**
 * The parity tests once more, in Chromium: on wasm as a browser loads it, and on WebGPU, which Node by itself has not got.
 * Run by `npm run parity`. Not a project beside the unit tests of vite.config.ts, so that those need no browser.
 */
const chromium = process.env.CHROMIUM || execFileSync(process.execPath, ["scripts/chromium.mjs"], { encoding: "utf8" }).trim();

export default defineConfig({
  ...viteConfig,
  optimizeDeps: {
    // All that is needed, named: one found only while tests run would be bundled again, with a second copy of tfjs-core.
    include: [
      "@tensorflow/tfjs-core",
      "@tensorflow/tfjs-core/dist/register_all_gradients",
      "@tensorflow/tfjs-backend-cpu",
      "@tensorflow/tfjs-backend-wasm",
      "@tensorflow/tfjs-backend-webgl",
      "@tensorflow/tfjs-backend-webgpu",
    ],
  },
  test: {
    name: "browser",
    include: ["src/nn/**/*.parity.test.ts"],
    // A graphics card emulated in software takes a tenth of a second or more to compile a shader.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // One page for all files: one device, which compiles every shader once.
    isolate: false,
    fileParallelism: false,
    browser: {
      enabled: true,
      headless: true,
      ui: false,
      screenshotFailures: false,
      provider: playwright({
        launchOptions: {
          executablePath: chromium,
          // --no-sandbox: continuous integration often runs as root; --disable-dev-shm-usage: containers have a small /dev/shm;
          // the third lets the software adapter (SwiftShader) stand in where there is no graphics card.
          args: ["--no-sandbox", "--disable-dev-shm-usage", "--enable-unsafe-webgpu"],
        },
      }),
      instances: [{ browser: "chromium" }],
    },
  },
});
