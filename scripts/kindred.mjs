/** `npm run -s kindred -- …`: the lab without a page. Builds its bundle when a source has changed, then runs it in this process. */
import path from "node:path";
import { pathToFileURL } from "node:url";
import { buildIfStale } from "./build.mjs";
import { ensureInstalled, root } from "./install.mjs";

ensureInstalled();
// npm runs scripts in the repository; paths are meant from where the user stands.
if (["kindred", "bench"].includes(process.env.npm_lifecycle_event) && process.env.INIT_CWD) process.chdir(process.env.INIT_CWD);
if (!buildIfStale("cli")) {
  console.error("The command could not be built; the lines above say why.");
  process.exit(1);
}
await import(pathToFileURL(path.join(root, "dist-cli", "main.js")).href);
