import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { root } from "./install.mjs";

/** What is built: where each goes, from what, and how. */
const targets = {
  page: {
    out: "dist",
    from: ["src", "index.html", "public", "vite.config.ts", "scripts/native-kernels.ts", "package.json", "package-lock.json"],
    args: ["build"],
  },
  cli: {
    out: "dist-cli",
    from: ["src", "vite.cli.config.ts", "scripts/native-kernels.ts", "package.json", "package-lock.json"],
    args: ["build", "--config", "vite.cli.config.ts"],
  },
  /** The page in which the benchmark runs on WebGPU. */
  bench: {
    out: "node_modules/.cache/kindred/bench-page",
    from: ["src", "scripts/bench-page", "scripts/native-kernels.ts", "package.json", "package-lock.json"],
    args: ["build", "--config", "scripts/bench-page/vite.config.mjs"],
  },
};

/** Builds `name` ("page", "cli" or "bench") unless what lies there was made from these very sources. Returns whether it is there now. */
export function buildIfStale(name) {
  return isFresh(name) || build(name);
}

/** Builds `name` with the tool's output on stderr. Returns whether that worked. */
export function build(name) {
  const { out, args } = targets[name];
  // Before the build: a source that changes meanwhile makes the result stale.
  const hash = hashOfSources(name);
  console.error(`Building ${out}/…`);
  const vite = path.join(root, "node_modules", "vite", "bin", "vite.js");
  const done = spawnSync(process.execPath, [vite, ...args, "--logLevel", "warn"], { cwd: root, stdio: ["ignore", 2, 2] });
  if (done.status !== 0) return false;
  writeFileSync(stampOf(name), hash);
  return true;
}

function isFresh(name) {
  return existsSync(stampOf(name)) && readFileSync(stampOf(name), "utf8") === hashOfSources(name);
}

function stampOf(name) {
  return path.join(root, targets[name].out, ".built-from");
}

/** Contents rather than times: a checkout or a copy changes the times of files that are the same. */
function hashOfSources(name) {
  const hash = createHash("sha256");
  for (const file of targets[name].from.flatMap((place) => filesBelow(path.join(root, place)))) {
    hash.update(path.relative(root, file)).update("\0").update(readFileSync(file)).update("\0");
  }
  return hash.digest("hex");
}

function filesBelow(place) {
  if (!existsSync(place)) return [];
  if (!statSync(place).isDirectory()) return [place];
  return readdirSync(place, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/\.(test|check)\.tsx?$/.test(entry.name))
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort();
}
