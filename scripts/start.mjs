/** `npm start`: installs what is missing, builds if needed, serves the lab and opens it. Flags: --port N, --no-open. */
import { spawn } from "node:child_process";
import { parseArgs } from "node:util";
import { buildIfStale } from "./build.mjs";
import { ensureInstalled, root } from "./install.mjs";

const options = readOptions();
ensureInstalled();
if (!buildIfStale("page")) {
  console.error("The page could not be built; the lines above say why.");
  process.exit(1);
}

// Only now: before the installation there is no vite.
const { preview } = await import("vite");
// The headers for cross-origin isolation stand in vite.config.ts; a port that is taken gives way to the next free one.
const server = await preview({ root, logLevel: "warn", preview: { port: options.port, strictPort: false, open: false } });
const address = server.resolvedUrls?.local[0] ?? `http://localhost:${options.port}/`;
console.log(`\n  Kindred is at ${address}\n  Ctrl-C ends it.\n`);
if (options.open) openBrowser(address);

for (const signal of ["SIGINT", "SIGTERM"]) {
  process.once(signal, () => {
    const end = () => process.exit(0);
    server.close().then(end, end);
    // A browser may hold its connection open.
    setTimeout(end, 1000).unref();
  });
}

function readOptions() {
  try {
    const { values } = parseArgs({
      // `--no-open` is a name of its own, so that older versions of parseArgs know it too.
      options: { port: { type: "string", default: "4173" }, "no-open": { type: "boolean", default: false } },
    });
    const port = Number(values.port);
    if (!Number.isInteger(port) || port < 1 || port > 65535)
      throw new Error(`--port must be from 1 to 65535, got ${values.port}.`);
    return { port, open: !values["no-open"] && !process.env.CI };
  } catch (error) {
    console.error(`${error.message}\nUsage: npm start -- [--port 4173] [--no-open]`);
    process.exit(2);
  }
}

/** Opens `address` where there is a display; failing to is no fault, since the address was printed. */
function openBrowser(address) {
  const command = {
    darwin: ["open", address],
    win32: ["cmd", "/c", "start", "", address],
    linux: process.env.DISPLAY || process.env.WAYLAND_DISPLAY ? ["xdg-open", address] : null,
  }[process.platform];
  if (!command) return;
  const child = spawn(command[0], command.slice(1), { stdio: "ignore", detached: true });
  child.on("error", () => {});
  child.unref();
}
