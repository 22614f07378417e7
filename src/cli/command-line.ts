import { parseArgs } from "node:util";
import type { BackendName } from "../core/backend-report";
import type { ModelNormalisation, RunInput } from "../worker/protocol";
import { type BenchArguments, parseBench } from "./bench/bench-arguments";
import { usageError } from "./command-error";

export interface RunArguments {
  /** As given; see data-spec.ts. */
  readonly data: string;
  /** Null: the checkpoint's. */
  readonly method: string | null;
  /** k; null: the number of classes, or 10. */
  readonly clusters: number | null;
  /** Texts by name, as `--set` gave them. */
  readonly settings: Readonly<Record<string, string>>;
  readonly recipe: string | null;
  readonly seed: number | null;
  readonly limit: number | null;
  readonly size: number | null;
  readonly backend: BackendName | "auto";
  /** NPY file of vectors to cluster in the place of pixels. */
  readonly codes: string | null;
  /** File of vectors by image to learn from in the place of the pixels. */
  readonly features: string | null;
  /** Pretrained model, a file or an address, whose features are learned from. */
  readonly model: string | null;
  /** Whether that model is fetched from its address though it is kept. */
  readonly refresh: boolean;
  readonly normalisation: ModelNormalisation;
  /** Null: the checkpoint's, or features where there are some. */
  readonly input: RunInput | null;
  /** How to lay out the result: a projection's id; null: by PCA, unmeasured. */
  readonly map: string | null;
  /** Folder for the results. */
  readonly out: string | null;
  /** Checkpoint file. */
  readonly resume: string | null;
  /** Folder where finished parts of runs are kept. */
  readonly cache: string | null;
  readonly quiet: boolean;
}

export type Invocation =
  | { readonly command: "help" }
  | { readonly command: "methods"; readonly list: boolean }
  | { readonly command: "run"; readonly run: RunArguments }
  | { readonly command: "bench"; readonly bench: BenchArguments };

const commands = ["methods", "run", "bench"];
const runFlags = {
  data: { type: "string" },
  method: { type: "string" },
  k: { type: "string" },
  set: { type: "string", multiple: true },
  recipe: { type: "string" },
  seed: { type: "string" },
  limit: { type: "string" },
  size: { type: "string" },
  backend: { type: "string" },
  codes: { type: "string" },
  features: { type: "string" },
  model: { type: "string" },
  normalisation: { type: "string" },
  refresh: { type: "boolean" },
  input: { type: "string" },
  map: { type: "string" },
  out: { type: "string" },
  resume: { type: "string" },
  cache: { type: "string" },
  quiet: { type: "boolean" },
} as const;
type RunFlag = keyof typeof runFlags;
/** What a flag wants where that is no plain value. */
const wants: Partial<Record<RunFlag, string>> = {
  data: "a folder, files or built-in data",
  method: "a method",
  set: "name=value",
  recipe: "a recipe",
  codes: "a file",
  features: "a file",
  model: "a file or an address",
  out: "a folder",
  resume: "a file",
  cache: "a folder",
};
const normalisations = ["imagenet", "unit", "symmetric"] as const;
const inputs = ["pictures", "features"] as const;
const backends = ["auto", "webgpu", "webgl", "wasm", "cpu"] as const;

/** What `argv` (without node and script) asks for. Throws a CommandError that says what there is. */
export function parseCommandLine(argv: readonly string[]): Invocation {
  const asksHelp = argv.some((argument) => argument === "--help" || argument === "-h" || argument === "help");
  if (argv.length === 0 || asksHelp) return { command: "help" };
  const [command, ...rest] = argv;
  switch (command) {
    case "methods":
      if (rest.some((flag) => flag !== "--list"))
        throw usageError(`\`methods\` takes no flag but --list, got ${rest.join(" ")}.`);
      return { command, list: rest.length > 0 };
    case "run":
      return { command, run: parseRun(rest) };
    case "bench":
      return { command, bench: parseBench(rest) };
    default:
      throw usageError(`There is no command "${command}"; there are ${commands.join(", ")}. --help says more.`);
  }
}

function parseRun(argv: readonly string[]): RunArguments {
  const given = flagsIn(argv);
  const text = (name: RunFlag) => given.get(name)?.at(-1) ?? null;
  const whole = (name: RunFlag, min: number, max: number) => wholeNumber(name, text(name), min, max);
  const data = text("data");
  const method = text("method");
  const resume = text("resume");
  if (data === null) throw usageError("--data is missing: a folder, files joined by +, or builtin:digits.");
  if (method === null && resume === null) throw usageError("--method is missing; `methods` lists those there are.");
  const features = text("features");
  const model = text("model");
  if (features !== null && model !== null) throw usageError("--features and --model are two ways to the same; give one of them.");
  if (given.has("refresh") && !/^https?:/.test(model ?? ""))
    throw usageError("--refresh fetches a model again, and wants --model with an address.");
  if (text("codes") !== null && (features ?? model) !== null)
    throw usageError("A run learns from --codes or from features; give one of them.");
  return {
    data,
    method,
    clusters: whole("k", 2, 10_000),
    settings: Object.fromEntries((given.get("set") ?? []).map(assignment)),
    recipe: text("recipe"),
    seed: whole("seed", 0, Number.MAX_SAFE_INTEGER),
    limit: whole("limit", 2, Number.MAX_SAFE_INTEGER),
    size: whole("size", 16, 96),
    backend: oneOf("backend", backends, text("backend") ?? "wasm"),
    codes: text("codes"),
    features,
    model,
    normalisation: oneOf("normalisation", normalisations, text("normalisation") ?? "imagenet"),
    refresh: given.has("refresh"),
    input: text("input") === null ? null : oneOf("input", inputs, text("input") ?? ""),
    map: text("map"),
    out: text("out"),
    resume,
    cache: text("cache"),
    quiet: given.has("quiet"),
  };
}

/** Texts by flag. Node's strict mode would throw messages of its own, which don't say what flags there are. */
function flagsIn(argv: readonly string[]): Map<string, string[]> {
  const { tokens } = parseArgs({ args: [...argv], options: runFlags, strict: false, allowPositionals: true, tokens: true });
  const given = new Map<string, string[]>();
  for (const token of tokens) {
    if (token.kind === "positional") {
      throw usageError(`"${token.value}" belongs to no flag; data is given by --data and a setting by --set name=value.`);
    }
    if (token.kind !== "option") continue;
    if (!Object.hasOwn(runFlags, token.name)) {
      const known = Object.keys(runFlags).map((name) => `--${name}`);
      throw usageError(`There is no flag ${token.rawName}; there are ${known.join(", ")}.`);
    }
    const isSwitch = runFlags[token.name as RunFlag].type === "boolean";
    if (isSwitch && token.value !== undefined) throw usageError(`--${token.name} takes no value, got "${token.value}".`);
    if (!isSwitch && !token.value) throw usageError(`--${token.name} needs a value.`);
    // The flag after one whose value was forgotten; what follows "=" is meant.
    if (!token.inlineValue && token.value?.startsWith("--"))
      throw usageError(`--${token.name} wants ${wants[token.name as RunFlag] ?? "a value"}, got the flag ${token.value}.`);
    given.set(token.name, [...(given.get(token.name) ?? []), token.value ?? ""]);
  }
  return given;
}

function wholeNumber(name: string, text: string | null, min: number, max: number): number | null {
  if (text === null) return null;
  const value = Number(text);
  if (text.trim() === "" || !Number.isInteger(value) || value < min || value > max) {
    const range = max === Number.MAX_SAFE_INTEGER ? `of at least ${min}` : `from ${min} to ${max}`;
    throw usageError(`--${name} must be a whole number ${range}, got "${text}".`);
  }
  return value;
}

function assignment(text: string): [string, string] {
  const at = text.indexOf("=");
  if (at < 1) throw usageError(`--set wants name=value, got "${text}".`);
  return [text.slice(0, at), text.slice(at + 1)];
}

function oneOf<Name extends string>(what: string, names: readonly Name[], text: string): Name {
  const found = names.find((name) => name === text);
  if (!found) throw usageError(`There is no ${what} "${text}"; there are ${names.join(", ")}.`);
  return found;
}
