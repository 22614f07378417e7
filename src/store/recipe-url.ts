import {
  defaultsOf,
  type FieldValue,
  HyperparameterError,
  type Schema,
  sameValue,
  type Values,
  valuesFromText,
  valueToText,
} from "../core/hyperparameters";
import type { MethodId } from "../core/ids";
import type { MethodDescriptor, RunInput, SourceDescriptor } from "../worker/protocol";
import { largestClusterCount, smallestClusterCount } from "./recipe-slice";

/** What a link carries. Images of the user's own stay with the user: only built-in sources are named. */
export interface LinkedRecipe {
  readonly methodId: MethodId | null;
  readonly values: Values | null;
  readonly clusterCount: number | null;
  readonly seed: number | null;
  /** What is learned from; null: pictures. Features stay with the user as well. */
  readonly input: RunInput | null;
  readonly source: { readonly id: string; readonly options: Values } | null;
}

const settingPrefix = "set.";
const optionPrefix = "data.";

/** `recipe` as a location hash, "#method=idec&k=10&seed=1&data=digits&set.gamma=0.2". Values equal to their default are left out. */
export function recipeToHash(
  recipe: LinkedRecipe,
  methods: readonly MethodDescriptor[],
  sources: readonly SourceDescriptor[],
): string {
  const parts = new URLSearchParams();
  const method = methods.find((candidate) => candidate.id === recipe.methodId);
  if (method) parts.set("method", method.id);
  if (recipe.clusterCount !== null) parts.set("k", String(recipe.clusterCount));
  if (recipe.seed !== null) parts.set("seed", String(recipe.seed));
  if (recipe.input === "features") parts.set("input", recipe.input);
  const source = sources.find((candidate) => candidate.id === recipe.source?.id);
  if (source && recipe.source) {
    parts.set("data", source.id);
    writeValues(parts, optionPrefix, source.options, recipe.source.options);
  }
  if (method && recipe.values) writeValues(parts, settingPrefix, method.hyperparameters, recipe.values);
  return `#${parts.toString()}`;
}

/** The recipe in `hash`, and a sentence for every part that could not be followed. Parts left out are null. */
export function recipeFromHash(
  hash: string,
  methods: readonly MethodDescriptor[],
  sources: readonly SourceDescriptor[],
): { readonly recipe: LinkedRecipe; readonly faults: readonly string[] } {
  const parts = new URLSearchParams(hash.replace(/^#/, ""));
  const faults: string[] = [];
  const method = named(methods, parts.get("method"), "method", faults);
  const source = named(sources, parts.get("data"), "built-in dataset", faults);
  return {
    recipe: {
      methodId: method?.id ?? null,
      values: method ? readValues(parts, settingPrefix, method.hyperparameters, faults) : null,
      clusterCount: wholeNumber(parts.get("k"), "k", smallestClusterCount, largestClusterCount, faults),
      seed: wholeNumber(parts.get("seed"), "seed", 0, 2 ** 31 - 1, faults),
      input: parts.get("input") === "features" ? "features" : null,
      source: source ? { id: source.id, options: readValues(parts, optionPrefix, source.options, faults) } : null,
    },
    faults,
  };
}

function writeValues(parts: URLSearchParams, prefix: string, schema: Schema, values: Values): void {
  for (const [name, field] of Object.entries(schema)) {
    const value = values[name];
    if (value !== undefined && !sameValue(value, field.default)) parts.set(prefix + name, valueToText(value));
  }
}

function readValues(parts: URLSearchParams, prefix: string, schema: Schema, faults: string[]): Values {
  const values: Record<string, FieldValue> = { ...defaultsOf(schema) };
  for (const [key, text] of parts) {
    if (!key.startsWith(prefix)) continue;
    // One at a time, so that one fault does not cost the others.
    try {
      Object.assign(values, valuesFromText(schema, { [key.slice(prefix.length)]: text }));
    } catch (error) {
      if (!(error instanceof HyperparameterError)) throw error;
      faults.push(...error.faults);
    }
  }
  return values;
}

function named<Thing extends { readonly id: string }>(
  things: readonly Thing[],
  id: string | null,
  what: string,
  faults: string[],
): Thing | null {
  if (id === null) return null;
  const found = things.find((thing) => thing.id === id);
  if (!found) faults.push(`There is no ${what} "${id}"; there are ${things.map((thing) => thing.id).join(", ")}.`);
  return found ?? null;
}

function wholeNumber(text: string | null, name: string, min: number, max: number, faults: string[]): number | null {
  if (text === null) return null;
  const value = Number(text);
  if (text.trim() !== "" && Number.isInteger(value) && value >= min && value <= max) return value;
  faults.push(`${name}: must be a whole number from ${min} to ${max}, got "${text}".`);
  return null;
}
