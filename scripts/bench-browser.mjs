/**
 * A side of the benchmark in Chromium, for WebGPU: `node scripts/bench-browser.mjs ours|stock webgpu`. One line of JSON on stdout
 * once it is ready, then one for each line of orders on stdin, until that ends. Everything else goes to stderr.
 */
import path from "node:path";
import { createInterface } from "node:readline";
import { buildIfStale } from "./build.mjs";
import { findChromium } from "./chromium.mjs";
import { root } from "./install.mjs";

const [side, backend] = process.argv.slice(2);
const say = (line) => process.stdout.write(`${JSON.stringify(line)}\n`);
// Lines may come while the page is still being made; they wait.
const orders = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
let browser;
let server;

try {
  if (!buildIfStale("bench")) throw new Error("its page could not be built");
  const { preview } = await import("vite");
  const { chromium } = await import("@playwright/test");
  const configFile = path.join(root, "scripts", "bench-page", "vite.config.mjs");
  // Port 0: any that is free.
  server = await preview({ configFile, logLevel: "error", preview: { port: 0, host: "127.0.0.1" } });
  browser = await chromium.launch({
    executablePath: findChromium(),
    // --no-sandbox: continuous integration often runs as root; --disable-dev-shm-usage: containers have a small /dev/shm;
    // the third gives the software adapter (SwiftShader) where there is no graphics card.
    args: ["--no-sandbox", "--disable-dev-shm-usage", "--enable-unsafe-webgpu"],
  });
  const page = await browser.newPage();
  page.on("pageerror", (error) => console.error(error.message));
  await page.goto(`http://127.0.0.1:${server.httpServer.address().port}/`);
  await page.waitForFunction(() => "openBenchSide" in window);
  const opened = await page.evaluate(([name, on]) => window.openBenchSide(name, on), [side, backend]);
  say({ ready: { ...opened, host: `Chromium ${browser.version()}` } });
  for await (const line of orders) {
    say(await page.evaluate((order) => window.carryOutOrder(order), JSON.parse(line)));
  }
} catch (error) {
  say({ error: error instanceof Error ? error.message : String(error) });
} finally {
  await browser?.close();
  await server?.close();
}
process.exit(0);
