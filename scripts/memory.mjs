/**
 * `npm run memory -- [flags]`: trains every method on all 9,298 digits of USPS for a moment, with everything that is sized by the number
 * of images at its full size, and writes the most memory that the process held into RESULTS.md. The engine is the one of the page's
 * worker; Node and the program itself are counted with it.
 *
 *   --only METHOD    this method; may be given many times. The table keeps what it says of the others
 *   --command FILE   a built command in the place of dist-cli/main.js
 */
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { root } from "./install.mjs";

const { values: flags } = parseArgs({
  options: {
    only: { type: "string", multiple: true },
    command: { type: "string", default: path.join(root, "dist-cli", "main.js") },
  },
});

/** Training as short as a method allows: how long it lasts takes no memory. What is built once or at each look stays whole. */
const short = {
  ...{ pretrainEpochs: 1, layerEpochs: 1, contrastEpochs: 1, graphEpochs: 1, headStartEpochs: 1, centreEpochs: 1, pairEpochs: 1 },
  ...{ scanPasses: 1, labelPasses: 1, discoveryPasses: 1, swavPasses: 2, queuePasses: 0, frozenPasses: 0, lookPasses: 1 },
};
const shortRounds = { updateInterval: 4, maxIterations: 8 };
const limit = 2 * 10 ** 9;
const file = path.join(root, "RESULTS.md");
const marks = /(<!-- memory -->\n)([\s\S]*?)(<!-- end memory -->)/;

const node = (...args) => spawnSync(process.execPath, args, { encoding: "utf8", maxBuffer: 2 ** 26 });
const methods = JSON.parse(node(flags.command, "methods").stdout);

/** `--set` for what the method has of it, within its bounds. */
function settingsOf({ hyperparameters }) {
  const names = new Set(hyperparameters.map(({ name }) => name));
  const wanted = { ...short, ...(names.has("updateInterval") ? shortRounds : {}) };
  return hyperparameters
    .filter(({ name }) => name in wanted)
    .flatMap(({ name, min }) => ["--set", `${name}=${Math.max(min, wanted[name])}`]);
}

function measure(method) {
  const peak = path.join(root, "scripts", "memory", "peak.mjs");
  const data = path.join(root, "..", "shared", "data", "usps");
  const run = ["run", "--data", data, "--k", "10", "--method", method.id, ...settingsOf(method), "--quiet"];
  const { stdout, stderr, status } = node("--import", peak, flags.command, ...run);
  const found = /peak (\d+) kB/.exec(stderr);
  if (status !== 0 || !found) throw new Error(`${method.id} failed:\n${stderr}`);
  const bytes = Number(found[1]) * 1024;
  console.log(
    `${method.id}: ${Math.round(bytes / 1e6)} MB, ${Math.round(JSON.parse(stdout).seconds)} s${bytes > limit ? ", TOO MUCH" : ""}`,
  );
  return Math.round(bytes / 1e6);
}

const text = readFileSync(file, "utf8");
const known = new Map(
  [...(marks.exec(text)?.[2] ?? "").matchAll(/^\| `([a-z0-9-]+)` \| ([\d,]+) \|/gm)].map(([, id, mb]) => [id, mb]),
);
let tooMuch = false;
for (const method of methods) {
  if (flags.only && !flags.only.includes(method.id)) continue;
  const megabytes = measure(method);
  tooMuch ||= megabytes * 1e6 > limit;
  known.set(method.id, megabytes.toLocaleString("en-US"));
  const rows = methods.filter(({ id }) => known.has(id)).map(({ id }) => `| \`${id}\` | ${known.get(id)} |`);
  const table = ["| Method | Most memory, MB |", "| --- | ---: |", ...rows].join("\n");
  writeFileSync(
    file,
    readFileSync(file, "utf8").replace(marks, (_, start, __, end) => `${start}${table}\n${end}`),
  );
}
if (tooMuch) process.exitCode = 1;
