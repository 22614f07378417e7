import type { BackendReport } from "../core/backend-report";
import type { Values } from "../core/hyperparameters";
import type { ImageShape } from "../core/images";
import type { SettingChange } from "../core/setting-changes";
import type { ProjectionQuality } from "../worker/projector-protocol";
import type { EpochFacts, FeatureSummary, InternalScores, ProbeScores, Scores } from "../worker/protocol";
import type { RestartScores } from "./restart-scores";
import type { SpaceFigures } from "./space-figures";
import type { ViewFigures } from "./view-figures";

/** What was asked for: enough to run it again. */
export interface RunRecipe {
  readonly dataset: {
    readonly title: string;
    readonly hash: string;
    readonly shape: ImageShape;
    /** Names of the classes, or null without labels. */
    readonly classes: readonly string[] | null;
    /** How to get it again, such as "builtin:digits?n=2000&seed=1" or a folder; null where nobody can tell. */
    readonly source: string | null;
    /** Of files: how many pictures were taken at most, and the side they were brought to; absent where all were, in their own size. */
    readonly limit?: number;
    readonly size?: number;
  };
  /** What was clustered in the place of the pixels: a run or a file; absent where it was the pixels. */
  readonly codes?: string;
  /** What was learned from in the place of the pictures: a file or a model; absent where it was the pictures. */
  readonly features?: FeatureSummary;
  readonly method: string;
  /** The id of the recipe whose values these are, "robust" for the defaults; null where they are no recipe's, or were changed on the way. */
  readonly recipe: string | null;
  /** As they were in the end. */
  readonly values: Values;
  /** What was changed while it ran, so that its beginning can be told; absent where nothing was. */
  readonly changes?: readonly SettingChange[];
  readonly clusters: number;
  readonly seed: number;
}

/** What it ran on. */
export interface RunEnvironment {
  /** Version of this program. */
  readonly version: string;
  readonly backend: BackendReport;
  /** Browser or runtime, as it names itself. */
  readonly agent: string;
}

/** What came of it. */
export interface RunResult {
  /** Why it ended, a sentence. */
  readonly reason: string;
  readonly seconds: number;
  readonly epochs: number;
  /** [k] images a cluster. */
  readonly sizes: readonly number[];
  readonly scores: Scores | null;
  /** Scores without labels, of codes where the method has some; absent where they were not taken. */
  readonly internal?: SpaceFigures<InternalScores>;
  /** What classifiers taught with half of the labels read from codes and pixels; absent without labels, or where they were not asked. */
  readonly probes?: SpaceFigures<ProbeScores>;
  /** Absent where there were no restarts, or no labels to score them by. */
  readonly restarts?: RestartScores;
  /** What the method counted of its inner life, the last of each view; absent where it showed nothing but pictures. */
  readonly views?: readonly ViewFigures[];
  /** How faithful the layout of the map is; absent where that was not measured. */
  readonly map?: ProjectionQuality & { readonly projection: string };
}

/** One epoch; `scores` where a frame was made of it. */
export interface HistoryEntry extends EpochFacts {
  readonly scores?: Scores;
}

/** The file run.json. */
export interface RunRecord {
  readonly kind: "kindred-run";
  readonly format: 1;
  /** ISO 8601. */
  readonly finishedAt: string;
  readonly recipe: RunRecipe;
  readonly environment: RunEnvironment;
  readonly result: RunResult;
  readonly history: readonly HistoryEntry[];
}

/** Thrown for a file that is not a run record; the message is a sentence for the user. */
export class RunRecordError extends Error {
  override readonly name = "RunRecordError";
}

/** A record of this version's format. `finishedAt` is the time as ISO 8601, which the caller knows. */
export function runRecord(parts: Omit<RunRecord, "kind" | "format">): RunRecord {
  const { finishedAt, recipe, environment, result, history } = parts;
  return { kind: "kindred-run", format: 1, finishedAt, recipe, environment, result, history };
}

/** JSON text of `record`, indented but for one line an epoch. A figure that is not finite is written as text, "NaN". */
export function runRecordToJson(record: RunRecord): string {
  const { history, ...facts } = record;
  const head = JSON.stringify(facts, spelled, 2).slice(0, -2);
  const lines = history.map((entry) => `\n    ${JSON.stringify(entry, spelled)}`);
  return `${head},\n  "history": [${lines.join(",")}${lines.length > 0 ? "\n  " : ""}]\n}\n`;
}

/** The record in `text`. Throws RunRecordError where it is something else, damaged, or of another format. */
export function runRecordFromJson(text: string): RunRecord {
  const found = parsed(text);
  if (found?.kind !== "kindred-run") throw new RunRecordError("This file is not the record of a Kindred run.");
  if (found.format !== 1)
    throw new RunRecordError(`This run record has format ${String(found.format)}, but this version reads format 1.`);
  const needed = { finishedAt: "string", recipe: "object", environment: "object", result: "object", history: "object" };
  const missing = Object.entries(needed)
    .filter(([name, type]) => typeof found[name] !== type || found[name] === null)
    .map(([name]) => name);
  if (!missing.includes("history") && !Array.isArray(found.history)) missing.push("history");
  if (missing.length > 0) throw new RunRecordError(`This run record is damaged: it lacks ${missing.join(", ")}.`);
  const record = found as unknown as RunRecord;
  return { ...record, result: withScores(record.result), history: record.history.map(numbered) };
}

/** JSON has no NaN and no infinity. */
function spelled(_key: string, value: unknown): unknown {
  return typeof value === "number" && !Number.isFinite(value) ? String(value) : value;
}

function parsed(text: string): Record<string, unknown> | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new RunRecordError("This file is not JSON, so it can't be the record of a run.");
  }
  return typeof value === "object" && !Array.isArray(value) ? (value as Record<string, unknown> | null) : null;
}

function numbered(entry: HistoryEntry): HistoryEntry {
  return withScores({ ...entry, losses: figures(entry.losses), facts: figures(entry.facts) });
}

function withScores<Part extends { readonly scores?: Scores | null }>(part: Part): Part {
  return part.scores ? { ...part, scores: figures(part.scores) } : part;
}

/** Figures by name, those that were written as text being numbers again. */
function figures(record: Readonly<Record<string, unknown>> | undefined): Record<string, number> {
  return Object.fromEntries(Object.entries(record ?? {}).map(([name, value]) => [name, Number(value)]));
}
