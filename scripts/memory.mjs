/**
 * `npm run memory -- [flags]`: trains every method on all 9,298 digits of USPS for a moment, with everything that is sized by the number
 * of images at its full size, and writes the most memory that the process held into RESULTS.md. The engine is the one of the page's
 * worker; Node and the program itself are counted with it.
 *
 *   --only METHOD    this method; may be given many times. The table keeps what it says of the others
 *   --missing        only what the table does not tell yet
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
    missing: { type: "boolean", default: false },
    command: { type: "string", default: path.join(root, "dist-cli", "main.js") },
  },
});

/** Training as short as a method allows: how long it lasts takes no memory. What is built once or at each look stays whole. */
const short = {
  ...{ pretrainEpochs: 1, layerEpochs: 1, contrastEpochs: 1, graphEpochs: 1, headStartEpochs: 1, centreEpochs: 1, pairEpochs: 1 },
  ...{ scanPasses: 1, labelPasses: 1, discoveryPasses: 1, swavPasses: 2, queuePasses: 0, frozenPasses: 0, lookPasses: 1 },
};
/** What does not come with a method's defaults and grows faster than the number of images. */
const also = [
  { method: "agglomerative", set: { linkage: "average" }, label: "all distances kept" },
  { method: "dec", set: { init: "spectral" }, label: "spectral start" },
  { method: "gicc", set: { graphBy: "self-expression" }, label: "self-expression" },
  { method: "mfvc", set: { reduction: "isomap" }, label: "Isomap" },
  { method: "mfvc", set: { clusterer: "dbscan" }, label: "DBSCAN" },
];
const shortRounds = { updateInterval: 4, maxIterations: 8 };
/** Megabytes. */
const limit = 2000;
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

function measure({ method, label, set }) {
  const peak = path.join(root, "scripts", "memory", "peak.mjs");
  const data = path.join(root, "..", "shared", "data", "usps");
  const more = Object.entries(set ?? {}).flatMap(([name, value]) => ["--set", `${name}=${value}`]);
  const run = ["run", "--data", data, "--k", "10", "--method", method.id, ...settingsOf(method), ...more, "--quiet"];
  const { stdout, stderr, status } = node("--import", peak, flags.command, ...run);
  const found = /peak (\d+) kB/.exec(stderr);
  if (status !== 0 || !found) throw new Error(`${method.id} failed:\n${stderr}`);
  const megabytes = Math.round((Number(found[1]) * 1024) / 1e6);
  const much = megabytes > limit ? ", TOO MUCH" : "";
  console.log(`${label}: ${megabytes} MB, ${Math.round(JSON.parse(stdout).seconds)} s${much}`);
  return megabytes;
}

const wanted = methods.flatMap((method) => [
  { method, label: `\`${method.id}\`` },
  ...also
    .filter((one) => one.method === method.id)
    .map(({ set, label }) => ({ method, label: `\`${method.id}\`, ${label}`, set })),
]);
/** Megabytes that the table tells, by label. */
const told = () => {
  const rows = marks.exec(readFileSync(file, "utf8"))?.[2] ?? "";
  return new Map([...rows.matchAll(/^\| (`.+?) \| ([\d,]+) \|$/gm)].map(([, label, megabytes]) => [label, megabytes]));
};
for (const one of wanted) {
  if (flags.only && !flags.only.includes(one.method.id)) continue;
  if (flags.missing && told().has(one.label)) continue;
  const megabytes = measure(one);
  if (megabytes > limit) process.exitCode = 1;
  const known = told().set(one.label, megabytes.toLocaleString("en-US"));
  const rows = wanted.filter(({ label }) => known.has(label)).map(({ label }) => `| ${label} | ${known.get(label)} |`);
  const table = ["| Method | Most memory, MB |", "| --- | ---: |", ...rows].join("\n");
  writeFileSync(
    file,
    readFileSync(file, "utf8").replace(marks, (_, start, __, end) => `${start}${table}\n${end}`),
  );
}
