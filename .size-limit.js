import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

// File names hold hashes, so these lists are read from the build rather than written in package.json.
const folder = new URL("./dist/assets/", import.meta.url);
const textOf = (name) => readFileSync(new URL(name, folder), "utf8");

/** What index.html makes the browser fetch before the lab can be used. */
const page = [...readFileSync(new URL("../index.html", folder), "utf8").matchAll(/(?:src|href)="[^"]*\/([^"/]+\.js)"/g)];
/** The worker, before it has chosen a backend; what it imports dynamically comes later, and only the part it needs. */
const worker = readdirSync(folder).filter((name) => /worker.*\.js$/.test(name));

/** `names` and all that they import at once, directly or not. */
function eager(names, seen = new Set()) {
  for (const name of names.filter((candidate) => !seen.has(candidate))) {
    seen.add(name);
    const imports = [...textOf(name).matchAll(/(?:\bfrom|\bimport)\s*["']\.\/([^"']+\.js)["']/g)];
    eager(
      imports.map(([, imported]) => imported),
      seen,
    );
  }
  return [...seen].map((name) => path.posix.join("dist/assets", name));
}

export default [
  {
    name: "page, before the engine loads",
    path: eager(page.map(([, name]) => name)),
    limit: "250 kB",
    gzip: true,
    brotli: false,
  },
  // Both workers, engine and projector, with every method there is: 34 of them take four tenths.
  { name: "workers, before their backend", path: eager(worker), limit: "350 kB", gzip: true, brotli: false },
];
