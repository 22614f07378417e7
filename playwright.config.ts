import { execFileSync } from "node:child_process";
import { defineConfig } from "@playwright/test";

// Once, in the first process: the workers inherit the environment.
process.env.CHROMIUM ??= execFileSync(process.execPath, ["scripts/chromium.mjs"], { encoding: "utf8" }).trim();

const port = Number(process.env.KINDRED_E2E_PORT ?? 4183);
const launch = (...args: string[]) => ({
  executablePath: process.env.CHROMIUM ?? "",
  // --no-sandbox: continuous integration often runs as root; --disable-dev-shm-usage: containers have a small /dev/shm.
  args: ["--no-sandbox", "--disable-dev-shm-usage", ...args],
});

export default defineConfig({
  testDir: "e2e",
  outputDir: "test-results/e2e",
  // One at a time: training takes all cores there are.
  workers: 1,
  fullyParallel: false,
  retries: 0,
  timeout: 120_000,
  expect: { timeout: 15_000 },
  forbidOnly: process.env.CI !== undefined,
  reporter: [["list"], ["json", { outputFile: "test-results/e2e.json" }]],
  use: {
    baseURL: `http://localhost:${port}`,
    viewport: { width: 1280, height: 800 },
    trace: "retain-on-failure",
    screenshot: "only-on-failure",
  },
  projects: [
    { name: "lab", testIgnore: "webgpu*.spec.ts", use: { launchOptions: launch() } },
    // This flag alone gives Chromium's software adapter (SwiftShader) in the page and in workers, and leaves WebGL as it is.
    { name: "webgpu", testMatch: "webgpu*.spec.ts", use: { launchOptions: launch("--enable-unsafe-webgpu") } },
  ],
  webServer: {
    // The headers for cross-origin isolation come from vite.config.ts. The page must have been built.
    command: `node node_modules/vite/bin/vite.js preview --port ${port} --strictPort --logLevel warn`,
    url: `http://localhost:${port}`,
    reuseExistingServer: false,
    timeout: 30_000,
  },
});
