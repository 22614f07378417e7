import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

/** The repository's folder. */
export const root = fileURLToPath(new URL("..", import.meta.url));
const lockFile = path.join(root, "package-lock.json");
const modules = path.join(root, "node_modules");
const stamp = path.join(modules, ".kindred-lock");

/** Ends the process with a sentence when this Node is too old for the tools (Vite wants 20.19, and 22.12 in the 22 line). */
export function requireNode() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  const fits = major > 22 || (major === 22 && minor >= 12) || (major === 20 && minor >= 19);
  if (fits) return;
  console.error(
    `Kindred needs Node 20.19 or newer in the 20 line, 22.12 or newer in the 22 line, or a later one, but this is Node ${process.versions.node}. ` +
      "Get a current one from https://nodejs.org and try again.",
  );
  process.exit(1);
}

/**
 * Installs the packages when node_modules is missing or belongs to another package-lock.json. Everything it says goes to
 * stderr, so that a command's stdout stays its own. Ends the process with a sentence when that can't be done.
 */
export function ensureInstalled() {
  requireNode();
  const lock = readFileSync(lockFile);
  const hash = createHash("sha256").update(lock).digest("hex");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === hash) return;
  if (!holdsWhatLockSays(JSON.parse(lock.toString("utf8")))) {
    console.error("Installing packages (once)…");
    if (npm("ci") !== 0) {
      console.error("`npm ci` failed; trying `npm install`, which is slower but mends a half-made node_modules.");
      if (npm("install") !== 0) {
        console.error("The packages could not be installed. Check the network (or the npm registry that is set) and try again.");
        process.exit(1);
      }
    }
  }
  writeFileSync(stamp, hash);
}

/** Whether npm's own record of node_modules has every package of the lock in the locked version (optional ones may be absent). */
function holdsWhatLockSays(lock) {
  const record = path.join(modules, ".package-lock.json");
  if (!existsSync(record)) return false;
  const installed = JSON.parse(readFileSync(record, "utf8")).packages;
  return Object.entries(lock.packages).every(([place, wanted]) => {
    if (place === "") return true;
    const got = installed[place];
    return got ? got.version === wanted.version : wanted.optional === true || wanted.devOptional === true || wanted.peer === true;
  });
}

/** Runs npm (the one that runs us, if any) with its output on stderr; returns its exit code. */
function npm(command) {
  // --include=dev: the build tools are devDependencies, and NODE_ENV=production would leave them out.
  // Errors alone: some packages ask for a newer Node than they need, and their warnings look like faults of this one.
  const args = [command, "--include=dev", "--no-audit", "--no-fund", "--loglevel=error"];
  const options = { cwd: root, stdio: ["ignore", 2, 2] };
  const own = process.env.npm_execpath;
  const done = own?.endsWith(".js")
    ? spawnSync(process.execPath, [own, ...args], options)
    : spawnSync("npm", args, { ...options, shell: process.platform === "win32" });
  return done.status ?? 1;
}
