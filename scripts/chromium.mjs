/** Finds a Chromium for the end-to-end tests, or gets one. Run as a program it prints the path. */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { root } from "./install.mjs";

const minute = 60_000;

/**
 * The path of a Chromium that starts, from the first place that has one: $CHROMIUM, the system, Playwright's own
 * (downloaded if need be), the system's package manager. Throws an Error with a sentence when there is none to be had.
 */
export function findChromium() {
  const given = process.env.CHROMIUM;
  if (given) {
    if (starts(given)) return given;
    throw new Error(`$CHROMIUM is ${given}, which does not start as a browser; correct it or unset it.`);
  }
  const found = systemChromium() ?? playwrightChromium() ?? packagedChromium();
  if (found) return found;
  throw new Error(
    "No Chromium: none is installed, Playwright could not download its own, and the system's package manager gave none. " +
      "Install Chromium or Chrome, or set CHROMIUM to the path of one.",
  );
}

function systemChromium() {
  return candidates().find((file) => existsSync(file) && starts(file)) ?? null;
}

function candidates() {
  if (process.platform === "darwin") {
    return ["/Applications", path.join(process.env.HOME ?? "", "Applications")].flatMap((folder) => [
      `${folder}/Google Chrome.app/Contents/MacOS/Google Chrome`,
      `${folder}/Chromium.app/Contents/MacOS/Chromium`,
    ]);
  }
  if (process.platform === "win32") {
    return [process.env.PROGRAMFILES, process.env["PROGRAMFILES(X86)"], process.env.LOCALAPPDATA]
      .filter(Boolean)
      .flatMap((folder) => [
        path.join(folder, "Google", "Chrome", "Application", "chrome.exe"),
        path.join(folder, "Chromium", "Application", "chrome.exe"),
      ]);
  }
  const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
  const folders = (process.env.PATH ?? "").split(path.delimiter).filter(Boolean);
  return names.flatMap((name) => folders.map((folder) => path.join(folder, name)));
}

function playwrightChromium() {
  const file = createRequire(import.meta.url)("@playwright/test").chromium.executablePath();
  if (existsSync(file) && starts(file)) return file;
  console.error("No Chromium on this system; asking Playwright for its own…");
  const cli = path.join(root, "node_modules", "@playwright", "test", "cli.js");
  run(process.execPath, [cli, "install", "chromium", "--no-shell"], 4 * minute);
  return existsSync(file) && starts(file) ? file : null;
}

function packagedChromium() {
  // A `sudo` that would ask for a password is no help to a script.
  const asRoot = process.getuid?.() === 0 ? [] : has("sudo") && run("sudo", ["-n", "true"], minute / 2) ? ["sudo", "-n"] : null;
  const managers = [
    ["apt-get", [["update"], ["install", "-y", "--no-install-recommends", "chromium", "fonts-dejavu-core"]], true],
    ["dnf", [["install", "-y", "chromium"]], true],
    ["pacman", [["-Sy", "--noconfirm", "chromium"]], true],
    ["apk", [["add", "chromium"]], true],
    ["brew", [["install", "--cask", "chromium"]], false],
  ];
  for (const [manager, steps, needsRoot] of managers) {
    if (!has(manager) || (needsRoot && !asRoot)) continue;
    console.error(`Asking ${manager} for Chromium…`);
    for (const step of steps) {
      const [command, ...args] = [...(needsRoot ? asRoot : []), manager, ...step];
      run(command, args, 10 * minute);
    }
    const found = systemChromium();
    if (found) return found;
  }
  return null;
}

/** Whether `file` is a browser with its libraries at hand. On Windows the question would open a window, so it is not asked. */
function starts(file) {
  if (process.platform === "win32") return existsSync(file);
  const asked = spawnSync(file, ["--version"], { encoding: "utf8", timeout: minute / 2, stdio: ["ignore", "pipe", "ignore"] });
  return asked.status === 0 && /chrom/i.test(asked.stdout);
}

function has(command) {
  const folders = (process.env.PATH ?? "").split(path.delimiter).filter(Boolean);
  return folders.some((folder) => existsSync(path.join(folder, command)));
}

/** Runs a command with its output on stderr; returns whether it succeeded within `timeout` ms. */
function run(command, args, timeout) {
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  return spawnSync(command, args, { cwd: root, stdio: ["ignore", 2, 2], timeout, env }).status === 0;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    console.log(findChromium());
  } catch (error) {
    console.error(error.message);
    process.exit(1);
  }
}
