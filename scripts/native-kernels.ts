/**
 * Vite plugin: compiles the AssemblyScript sources in src/nn/native/assembly and offers the modules as
 * "virtual:native-kernels", base64 by variant. Page, worker, command and unit tests all go through Vite, so all have them
 * without a build step of their own.
 */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import asc from "assemblyscript/asc";
import type { Plugin } from "vite";

const id = "virtual:native-kernels";
const root = path.resolve(import.meta.dirname, "..");
const folder = path.join(root, "src/nn/native/assembly");
const cache = path.join(root, "node_modules/.cache/kindred");

const base = ["--runtime", "stub", "-O3", "--noAssert", "--importMemory", "--use", "abort=", "--enable", "simd"];
const relaxed = ["--enable", "relaxed-simd"];
// A shared memory must name its maximum, and the module takes none with a larger one. 65,536 pages are 4 GiB.
const shared = ["--enable", "threads", "--sharedMemory", "--maximumMemory", "65536"];
const variants: Readonly<Record<string, readonly string[]>> = {
  simd: base,
  relaxed: [...base, ...relaxed],
  sharedSimd: [...base, ...shared],
  sharedRelaxed: [...base, ...shared, ...relaxed],
};

type Sources = Readonly<Record<string, string>>;

export function nativeKernels(): Plugin {
  return {
    name: "kindred-native-kernels",
    resolveId: (source) => (source === id ? `\0${id}` : undefined),
    async load(asked) {
      if (asked !== `\0${id}`) return undefined;
      const sources = readSources();
      for (const name of Object.keys(sources)) this.addWatchFile(path.join(folder, name));
      return `export const modules = ${await compiled(sources)};`;
    },
  };
}

function readSources(): Sources {
  const names = readdirSync(folder).filter((name) => name.endsWith(".ts"));
  return Object.fromEntries(names.sort().map((name) => [name, readFileSync(path.join(folder, name), "utf8")]));
}

/** The modules as JSON, from the cache where these very sources were compiled before. */
async function compiled(sources: Sources): Promise<string> {
  const key = createHash("sha256")
    .update(JSON.stringify([sources, variants, asc.version]))
    .digest("hex");
  const kept = path.join(cache, `kernels-${key.slice(0, 24)}.json`);
  if (existsSync(kept)) return readFileSync(kept, "utf8");
  const modules: Record<string, string> = {};
  for (const [name, flags] of Object.entries(variants)) modules[name] = await compile(sources, flags);
  const json = JSON.stringify(modules);
  mkdirSync(cache, { recursive: true });
  // Under another name first: a build that is ended here must not leave half a file for all later ones.
  const fresh = `${kept}.${process.pid}`;
  writeFileSync(fresh, json);
  renameSync(fresh, kept);
  return json;
}

/** One module, in base64. */
async function compile(sources: Sources, flags: readonly string[]): Promise<string> {
  let module: Uint8Array | undefined;
  const complaints: string[] = [];
  // 112: values of type v128 can't cross to JavaScript. Ours pass between our own functions only.
  const { error } = await asc.main(["kernels.ts", "--outFile", "kernels.wasm", ...flags, "--disableWarning", "112"], {
    readFile: (name) => sources[path.basename(name)] ?? null,
    writeFile: (name, contents) => {
      if (name.endsWith(".wasm") && typeof contents !== "string") module = contents;
    },
    listFiles: () => [],
    stderr: {
      write: (text: string | Uint8Array) => {
        complaints.push(String(text));
      },
    },
  });
  if (error || !module)
    throw new Error(`src/nn/native/assembly does not compile: ${error?.message ?? ""}\n${complaints.join("")}`);
  return Buffer.from(module).toString("base64");
}
