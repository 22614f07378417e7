/** `npm test`: every check there is, one after another, a table at the end. Flag: --only unit,e2e runs some of them. */
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { parseArgs } from "node:util";
import { build, buildIfStale } from "./build.mjs";
import { findChromium } from "./chromium.mjs";
import { ensureInstalled, root } from "./install.mjs";

const one = (ok) => ({ passed: ok ? 1 : 0, failed: ok ? 0 : 1, skipped: [] });
// Biome colours pipes too where FORCE_COLOR is set, letter by letter.
const plain = process.stdout.isTTY ? [] : ["--colors=off"];
const unitTally = path.join("test-results", "unit.json");
const parityTally = path.join("test-results", "parity.json");
const e2eReport = path.join("test-results", "e2e.json");

const stages = [
  { id: "format", title: "Format and base lint", run: () => one(tool("@biomejs/biome", "biome", ["ci", ...plain, "."])) },
  { id: "lint", title: "Lint with types", run: () => one(tool("eslint", "eslint", ["."])) },
  {
    id: "imports",
    title: "Import rules",
    run: () => one(tool("dependency-cruiser", "depcruise", ["--config", ".dependency-cruiser.cjs", "src"])),
  },
  { id: "types", title: "Types", run: () => one(tool("typescript", "tsc", ["--noEmit"])) },
  { id: "unit", title: "Unit tests", run: unit },
  { id: "parity", title: "Parity in Chromium", run: parity },
  { id: "build", title: "Page built", run: () => one(build("page")) },
  {
    id: "size",
    title: "Bundle size",
    needs: "build",
    run: () => one(buildIfStale("page") && tool("size-limit", "size-limit", [])),
  },
  { id: "cli", title: "Command built", run: () => one(build("cli")) },
  { id: "e2e", title: "End-to-end tests", needs: "build", run: e2e },
];

const chosen = readChoice();
ensureInstalled();
const results = [];
for (const stage of stages.filter(({ id }) => chosen.includes(id))) results.push(runStage(stage));
report();

function runStage({ id, title, needs, run }) {
  console.log(`\n── ${title} (${id})`);
  const began = Date.now();
  const base = results.find((result) => result.id === needs);
  let outcome;
  if (base && base.failed > 0) {
    console.log(`Not run: it needs "${needs}", which failed.`);
    outcome = one(false);
  } else outcome = run();
  return { id, title, seconds: (Date.now() - began) / 1000, ...outcome };
}

function unit() {
  return vitest(unitTally);
}

/** The tests of the compute kernels once more, on the backends of a browser. */
function parity() {
  const chromium = chromiumOrReason();
  if (!chromium) return one(false);
  return vitest(parityTally, ["--config", "vitest.browser.config.ts"], { CHROMIUM: chromium });
}

function vitest(tallyFile, args = [], env = {}) {
  rmSync(path.join(root, tallyFile), { force: true });
  const reporters = ["--reporter=default", "--reporter=./scripts/vitest-tally.mjs"];
  const ok = tool("vitest", "vitest", ["run", ...args, ...reporters], { ...env, KINDRED_TALLY: tallyFile });
  const tally = readReport(tallyFile);
  if (!tally) return one(false);
  return ok || tally.failed > 0 ? tally : { ...tally, failed: 1 };
}

function e2e() {
  const chromium = chromiumOrReason();
  if (!chromium || !buildIfStale("page")) return one(false);
  rmSync(path.join(root, e2eReport), { force: true });
  const ok = tool("@playwright/test", "playwright", ["test"], { CHROMIUM: chromium, KINDRED_E2E_PORT: freePort() });
  const found = readReport(e2eReport);
  if (!found) return one(false);
  const { expected, flaky, unexpected } = found.stats;
  const failed = unexpected + (unexpected === 0 ? found.errors.length : 0);
  return { passed: expected + flaky, failed: ok || failed > 0 ? failed : 1, skipped: found.suites.flatMap(skippedIn) };
}

/** The path of a Chromium, or null once it was said why there is none. */
function chromiumOrReason() {
  try {
    const chromium = findChromium();
    console.log(`Browser: ${chromium}`);
    return chromium;
  } catch (error) {
    console.log(error.message);
    return null;
  }
}

/** A port that nothing listens on, so that a server left over from elsewhere is neither met nor tested. */
function freePort() {
  const ask =
    'const server = require("node:net").createServer().listen(0, () => { console.log(server.address().port); server.close(); });';
  return spawnSync(process.execPath, ["-e", ask], { encoding: "utf8" }).stdout.trim();
}

/** Skipped tests of one suite of Playwright's report and of those inside it, with the reason given to `test.skip`. */
function skippedIn(suite) {
  const own = (suite.specs ?? []).flatMap((spec) =>
    spec.tests
      .filter((test) => test.status === "skipped")
      .map((test) => ({
        name: `${spec.file}: ${spec.title} (${test.projectName})`,
        reason: test.annotations.find((note) => note.type === "skip" || note.type === "fixme")?.description ?? null,
      })),
  );
  return [...own, ...(suite.suites ?? []).flatMap(skippedIn)];
}

/** Runs a package's own program with this Node, so that no shell and no PATH come into it; returns whether it succeeded. */
function tool(packageName, bin, args, env = {}) {
  const at = path.join(root, "node_modules", packageName, "package.json");
  const { bin: bins } = createRequire(import.meta.url)(at);
  const program = path.join(path.dirname(at), typeof bins === "string" ? bins : bins[bin]);
  const done = spawnSync(process.execPath, [program, ...args], { cwd: root, stdio: "inherit", env: { ...process.env, ...env } });
  if (done.error) console.log(`${bin} could not be started: ${done.error.message}`);
  return done.status === 0;
}

function readReport(file) {
  const place = path.join(root, file);
  return existsSync(place) ? JSON.parse(readFileSync(place, "utf8")) : null;
}

function report() {
  const sum = (key) => results.reduce((total, result) => total + result[key], 0);
  console.log("\n  stage                     passed  failed  skipped   seconds");
  for (const { title, passed, failed, skipped, seconds } of results) {
    const counts = [passed, failed, skipped.length].map((count) => String(count).padStart(8)).join("");
    console.log(`  ${failed > 0 ? "✗" : "✓"} ${title.padEnd(22)}${counts}  ${seconds.toFixed(1).padStart(9)}`);
  }
  const skipped = results.flatMap((result) => result.skipped);
  if (skipped.length > 0) console.log("\n  Skipped:");
  for (const { name, reason } of skipped) console.log(`  - ${name}: ${reason ?? "its test gives no reason"}`);
  console.log(`\n${sum("passed")} passed, ${sum("failed")} failed`);
  process.exitCode = sum("failed") > 0 ? 1 : 0;
}

function readChoice() {
  const all = stages.map(({ id }) => id);
  try {
    const { values } = parseArgs({ options: { only: { type: "string" } } });
    const asked = values.only?.split(",") ?? all;
    const unknown = asked.filter((id) => !all.includes(id));
    if (unknown.length > 0) throw new Error(`There is no stage ${unknown.join(", ")}; there are ${all.join(", ")}.`);
    return asked;
  } catch (error) {
    console.error(`${error.message}\nUsage: npm test -- [--only ${all.join(",")}]`);
    process.exit(2);
  }
}
