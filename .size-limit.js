import { readFileSync } from "node:fs";

/** What index.html makes the browser fetch before the lab can be used: its scripts and those they import at once. */
const page = readFileSync(new URL("./dist/index.html", import.meta.url), "utf8");
const eager = [...page.matchAll(/(?:src|href)="[./]*(assets\/[^"]+\.js)"/g)].map((match) => `dist/${match[1]}`);

// File names hold hashes, so this list is read from the build rather than written in package.json.
export default [
  { name: "page, before the engine loads", path: eager, limit: "250 kB", gzip: true, brotli: false },
  { name: "engine worker", path: ["dist/assets/*worker*.js"], limit: "600 kB", gzip: true, brotli: false },
];
