/**
 * `npm run results -- [flags]`: trains what `results/plan.json` lists by `kindred run`, a seed at a time, keeps every outcome in
 * `results/measured.jsonl` with every setting's value, and writes the tables of RESULTS.md from it. What is measured already is not
 * measured again, unless a default or a recipe has changed since.
 *
 *   --only TEXT      entries whose "table dataset method label " contains TEXT (a study is a table; a space ends the last word); may be
 *                    given many times
 *   --seeds 1,2,3    default 1,2,3
 *   --cache FOLDER   where pretrained networks are kept between runs, as for `kindred run`
 *   --command FILE   a built command in the place of dist-cli/main.js
 *   --tables         train nothing, only write the tables anew
 */
import { spawnSync } from "node:child_process";
import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { root } from "./install.mjs";
import { writeBalanced } from "./results/balanced.mjs";
import { uncertainAccuracy } from "./results/uncertain.mjs";

const folder = path.join(root, "scripts", "results");
const plan = JSON.parse(readFileSync(path.join(folder, "plan.json"), "utf8"));
const measuredFile = path.join(folder, "measured.jsonl");
const { values: flags } = parseArgs({
  options: {
    only: { type: "string", multiple: true },
    seeds: { type: "string", default: "1,2,3" },
    cache: { type: "string" },
    command: { type: "string", default: path.join(root, "dist-cli", "main.js") },
    tables: { type: "boolean", default: false },
  },
});

/** An entry of the plan for every variant of a study on each of its datasets. */
const studied = Object.entries(plan.studies).flatMap(([study, { method, datasets, set, variants }]) =>
  datasets.flatMap((dataset) =>
    variants
      .filter(({ only }) => !only || only.includes(dataset))
      .map(({ label, recipe, set: more }) => ({ study, dataset, method, recipe, label, set: { ...set, ...more } })),
  ),
);
const entries = [...plan.entries, ...studied];

/** What makes one measurement differ from another. */
const keyOf = ({ dataset, method, recipe, set }, seed) => JSON.stringify([dataset, method, recipe ?? null, set ?? {}, seed]);

let described = null;
function describedMethod(id) {
  if (!described) {
    const told = spawnSync(process.execPath, [flags.command, "methods"], { encoding: "utf8", maxBuffer: 2 ** 26 });
    if (told.status !== 0) throw new Error(`${flags.command} does not run:\n${told.stderr}`);
    described = JSON.parse(told.stdout);
  }
  const found = described.find((method) => method.id === id);
  if (!found) throw new Error(`There is no method ${id}.`);
  return found;
}

/** Every setting's value in a run of `entry`: defaults, under its recipe, under what it sets. */
function valuesOf({ method, recipe, set }) {
  const { hyperparameters, recipes } = describedMethod(method);
  const defaults = Object.fromEntries(hyperparameters.map((field) => [field.name, field.default]));
  return { ...defaults, ...recipes.find(({ id }) => id === recipe)?.values, ...set };
}

/** A setting that the row knows has another value now. One that came since is taken to change nothing where it is left alone. */
function isStale(entry) {
  const now = valuesOf(entry);
  return Object.entries(entry.values ?? {}).some(([name, value]) => JSON.stringify(now[name]) !== JSON.stringify(value));
}

/** By what makes one differ from another; the last of those that are alike. */
function measurements() {
  if (!existsSync(measuredFile)) return new Map();
  const lines = readFileSync(measuredFile, "utf8").split("\n").filter(Boolean);
  const rows = lines.map((line) => JSON.parse(line)).filter((entry) => !isStale(entry));
  return new Map(rows.map((entry) => [keyOf(entry, entry.seed), entry]));
}

const pathsOf = (data) => data.replaceAll("SHARED", path.join(root, "..", "shared", "data"));

/** What `--data` calls a dataset; one that is to be made of another is made in `folder`. */
function dataOf({ data, balanced }, folder) {
  if (!balanced) return pathsOf(data);
  const [images, labels] = pathsOf(plan.datasets[balanced.of].data).split("+");
  return writeBalanced(images, labels, balanced.each, folder);
}

function measure(entry, seed) {
  const folder = mkdtempSync(path.join(os.tmpdir(), "kindred-results-"));
  try {
    measureIn(folder, entry, seed);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function measureIn(folder, entry, seed) {
  const { k } = plan.datasets[entry.dataset];
  const settings = Object.entries(entry.set ?? {}).flatMap(([name, value]) => [
    "--set",
    `${name}=${Array.isArray(value) ? value.join("-") : value}`,
  ]);
  const flagsOf = [
    ...["--data", dataOf(plan.datasets[entry.dataset], folder), "--k", String(k), "--seed", String(seed)],
    ...["--method", entry.method, ...(entry.recipe ? ["--recipe", entry.recipe] : []), ...settings],
    ...(flags.cache ? ["--cache", flags.cache] : []),
    ...(plan.datasets[entry.dataset].flags ?? []),
    ...(entry.study ? ["--out", folder] : []),
    "--quiet",
  ];
  const { stdout, stderr, status } = spawnSync(process.execPath, [flags.command, "run", ...flagsOf], { encoding: "utf8" });
  if (status !== 0) {
    console.error(`${entry.dataset} ${entry.method} seed ${seed} failed:\n${stderr}`);
    return;
  }
  const { scores, sizes, seconds, epochs, threads, device, reason, reused, facts, probes } = JSON.parse(stdout);
  const warnings = stderr
    .split("\n")
    .filter((line) => /clusters? holds? images/.test(line) || line.includes("uneven") || line.includes("shrunk"));
  const { acc, nmi, ari, purity } = scores;
  const rounded = Object.fromEntries(
    Object.entries({ acc, nmi, ari, purity }).map(([name, value]) => [name, Number(value.toFixed(4))]),
  );
  const used = sizes.filter((size) => size > 0).length;
  const { dataset, method, recipe, set } = entry;
  const uncertain = entry.study ? uncertainAccuracy(readFileSync(path.join(folder, "assignments.csv"), "utf8")) : null;
  const measured = {
    dataset,
    method,
    recipe,
    set,
    seed,
    ...rounded,
    used,
    k,
    seconds: Math.round(seconds),
    // Its network lay in the cache: the time is not that of a run from the start.
    ...(reused > 0 ? { cached: true } : {}),
    epochs,
    threads,
    device,
    reason,
    ...(probes?.codes ? { probes: probes.codes } : {}),
    ...("oldAccuracy" in facts ? { discovery: { all: facts.allAccuracy, old: facts.oldAccuracy, new: facts.newAccuracy } } : {}),
    ...(uncertain ? { uncertain } : {}),
    values: valuesOf(entry),
  };
  appendFileSync(measuredFile, `${JSON.stringify({ ...measured, ...(warnings.length > 0 ? { warnings } : {}) })}\n`);
  console.log(
    `${dataset} ${method} ${entry.label ?? ""} seed ${seed}: ${JSON.stringify(rounded)} ${used}/${k} in ${Math.round(seconds)} s`,
  );
}

const meanOf = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
/** Standard deviation over values, 0 of a single one. */
function deviationOf(values) {
  const mean = meanOf(values);
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, values.length - 1));
}

const three = (value) => value.toFixed(3).replace(/^0/, "");
const mean = (values) => three(meanOf(values));
function spread(values) {
  if (values.length === 0) return "";
  return values.length === 1 ? mean(values) : `${mean(values)} ± ${three(deviationOf(values))}`;
}

const measuredOf = (entry, done) => [...done.values()].filter((one) => keyOf(one, 0) === keyOf(entry, 0));

/** By how much the accuracies of `runs` differ from those of `others` with the same seeds. */
function changesOf(runs, others) {
  const of = new Map(others.map(({ seed, acc }) => [seed, acc]));
  return runs.filter(({ seed }) => of.has(seed)).map(({ seed, acc }) => acc - of.get(seed));
}

/**
 * A row for each variant of a study, and for each dataset its accuracy, by how much that differs from the first variant's with the same
 * seeds, and the accuracy on uncertain images before and after the correction.
 */
function studyTable(study, done) {
  const { datasets, variants } = plan.studies[study];
  const runsOf = ({ label }, dataset) => {
    const entry = studied.find((one) => one.study === study && one.dataset === dataset && one.label === label);
    return entry ? measuredOf(entry, done) : [];
  };
  const cellsOf = (variant, dataset) => {
    const found = runsOf(variant, dataset);
    const changes = changesOf(found, runsOf(variants[0], dataset));
    const told = found.flatMap(({ uncertain }) => uncertain ?? []);
    return [
      spread(found.map(({ acc }) => acc)),
      variant === variants[0] || changes.length === 0 ? "" : signed(changes),
      told.length > 0 ? `${mean(told.map(({ before }) => before))} → ${mean(told.map(({ after }) => after))}` : "",
      String(found.length || ""),
    ];
  };
  const head = ["", ...datasets.flatMap((dataset) => [`ACC, ${dataset}`, "change", "uncertain", "seeds"])];
  const rows = variants.map((variant) => [variant.label, ...datasets.flatMap((dataset) => cellsOf(variant, dataset))]);
  return [head, head.map(() => "---"), ...rows].map((row) => `| ${row.join(" | ")} |`).join("\n");
}

/** Mean and spread of differences. */
function signed(values) {
  const sum = values.reduce((total, value) => total + value, 0);
  return `${sum < 0 ? "−" : "+"}${spread(sum < 0 ? values.map((value) => -value) : values)}`;
}

/**
 * Whether `entry` differs in accuracy from the `whole` method as its paper has it, over the seeds that both have: "within noise" where the
 * difference is at most its spread over these, or less than a point where fewer than three seeds tell no spread.
 */
function direction(entry, whole, done) {
  if (entry === whole || !entry.published || !whole.published) return "";
  const changes = changesOf(measuredOf(entry, done), measuredOf(whole, done));
  if (changes.length === 0) return "";
  const change = meanOf(changes);
  const told = changes.length > 2 ? "" : changes.length === 2 ? ", two seeds" : ", one seed";
  if (Math.abs(change) <= (told ? Math.max(0.01, deviationOf(changes)) : deviationOf(changes))) return `within noise${told}`;
  return `${Math.sign(change) === Math.sign(entry.published[0] - whole.published[0]) ? "holds" : "does not hold"}${told}`;
}

/**
 * Mean seconds: † of runs with two threads and the machine to themselves, where there are any (`idle`, written by hand); otherwise of
 * runs that trained everything themselves; otherwise * of all.
 */
function secondsOf(runs) {
  const alone = runs.flatMap(({ idle }) => idle ?? []);
  const whole = runs.filter(({ cached }) => !cached);
  const [timed, mark] = alone.length > 0 ? [alone, "†"] : whole.length > 0 ? [whole, ""] : [runs, "*"];
  return runs.length === 0 ? "" : `${Math.round(meanOf(timed.map(({ seconds }) => seconds)))}${mark}`;
}

/** A row for each entry of the plan that belongs to `table`, with purities where one is published. */
function tableOf(table, done) {
  const own = plan.entries.filter((entry) => (entry.table ?? entry.dataset) === table);
  const withPurity = own.some(({ cite }) => cite?.includes("purity"));
  const whole = own.find((entry) => entry.whole);
  const head = [
    ...["Method", "ACC", "NMI", ...(withPurity ? ["Purity"] : [])],
    ...["Clusters used", "Seeds", "Seconds", "Published ACC / NMI", ...(whole ? ["Direction"] : [])],
  ];
  const rows = own.map((entry) => {
    const found = measuredOf(entry, done);
    const of = (name) => spread(found.map((one) => one[name]));
    const used = found.length === 0 ? "" : `${Math.min(...found.map((one) => one.used))} of ${found[0].k}`;
    const published = entry.published ? entry.published.map((value) => (value === null ? "?" : three(value))).join(" / ") : "";
    const cite = entry.cite ? ` (${entry.cite})` : "";
    const missing = found.length === 0 ? "not run yet" : of("acc");
    return [
      entry.label ?? `\`${entry.method}\``,
      missing,
      of("nmi"),
      ...(withPurity ? [of("purity")] : []),
      used,
      String(found.length),
      secondsOf(found),
      `${published}${cite}`,
      ...(whole ? [direction(entry, whole, done)] : []),
    ];
  });
  return [head, head.map(() => "---"), ...rows].map((row) => `| ${row.join(" | ")} |`).join("\n");
}

function writeTables() {
  const file = path.join(root, "RESULTS.md");
  const done = measurements();
  const text = readFileSync(file, "utf8").replace(
    /(<!-- (table|study): ([a-z0-9-]+) -->\n)[\s\S]*?(<!-- end -->)/g,
    (_, start, kind, name, end) => `${start}${kind === "table" ? tableOf(name, done) : studyTable(name, done)}\n${end}`,
  );
  writeFileSync(file, text);
}

if (!flags.tables) {
  const wanted = entries.filter((entry) => {
    const name = `${entry.study ?? entry.table ?? entry.dataset} ${entry.dataset} ${entry.method} ${entry.label ? `${entry.label} ` : ""}`;
    return !flags.only || flags.only.some((text) => name.includes(text));
  });
  for (const seed of flags.seeds.split(",").map(Number))
    for (const entry of wanted) if (!measurements().has(keyOf(entry, seed))) measure(entry, seed);
}
if (existsSync(path.join(root, "RESULTS.md"))) writeTables();
