import { existsSync } from "node:fs";
import path from "node:path";
import { HyperparameterError, type Schema, valuesFromText } from "../core/hyperparameters";
import { defaultImportOptions } from "../data/dataset";
import { counted } from "../data/import-report";
import { type SourceRecord, sourceRecord } from "../export/source-record";
import type { DatasetSummary, SourceDescriptor, SourceRequest } from "../worker/protocol";
import { CommandError, usageError } from "./command-error";
import type { RunArguments } from "./command-line";
import { type DataSpec, parseDataSpec } from "./data-spec";
import type { LocalEngine } from "./engine";
import { fileRefs } from "./file-refs";
import { importProblems } from "./import-summary";
import type { ProgressWriter } from "./progress-writer";
import { theDataset } from "./run-plan";

type Asked = Pick<RunArguments, "data" | "limit" | "size">;

/** Loads what `--data` names into the engine. Throws a CommandError where nothing can be loaded. */
export async function loadData(
  asked: Asked,
  engine: LocalEngine,
  writer: ProgressWriter,
  quiet: boolean,
): Promise<DatasetSummary> {
  const source = await sourceRequest(asked, engine);
  const loaded = engine.until((event) => {
    switch (event.kind) {
      case "loading": {
        const of = event.total === null ? "" : `/${event.total}`;
        if (!quiet) writer.update(`${event.what} ${event.done}${of}`);
        return undefined;
      }
      case "dataset":
        return event.dataset;
      case "loadFailed":
        for (const line of event.report ? importProblems(event.report) : []) writer.say(line);
        throw new CommandError(event.message);
      default:
        return undefined;
    }
  });
  engine.send({ kind: "load", datasetId: theDataset, source });
  const dataset = await loaded;
  for (const line of importProblems(dataset.report)) writer.say(line);
  if (!quiet) writer.say([titleLine(dataset), ...dataset.report.notes].join(" "));
  return dataset;
}

async function sourceRequest({ data, limit, size }: Asked, engine: LocalEngine): Promise<SourceRequest> {
  const spec = parseDataSpec(data, existsSync);
  if (spec.kind === "builtin") return builtinRequest(spec, limit, size, engine.sources);
  return {
    kind: "files",
    title: spec.paths.map((file) => path.basename(path.resolve(file))).join(" + "),
    files: engine.tickets(await fileRefs(spec.paths)),
    options: { ...defaultImportOptions, limit, size },
  };
}

/** How to get the data again: a built-in dataset with all its options, or paths and what was asked for beside them. */
export function sourceOf({ data, limit, size }: Asked, sources: readonly SourceDescriptor[]): SourceRecord {
  const spec = parseDataSpec(data, existsSync);
  if (spec.kind === "builtin") return sourceRecord(builtinRequest(spec, limit, size, sources));
  return sourceRecord({ kind: "files", options: { limit, size } }, data);
}

/**
 * `--size` stands for the built-in dataset's own option unless the address has it. `--limit` keeps n at or below it, since a
 * generator would make the rest for nothing.
 */
export function builtinRequest(
  spec: Extract<DataSpec, { kind: "builtin" }>,
  limit: number | null,
  size: number | null,
  sources: readonly SourceDescriptor[],
): Extract<SourceRequest, { kind: "builtin" }> {
  const source = sources.find(({ id }) => id === spec.id);
  if (!source) {
    throw usageError(`There is no built-in dataset "${spec.id}"; there are ${sources.map(({ id }) => id).join(", ")}.`);
  }
  const options: Record<string, string> = { ...flagOption(source.options, "size", size), ...spec.options };
  const count = Number(options.n ?? source.options.n?.default);
  if (limit !== null && !(count <= limit)) Object.assign(options, flagOption(source.options, "n", limit));
  try {
    return { kind: "builtin", id: spec.id, options: valuesFromText(source.options, options) };
  } catch (error) {
    if (error instanceof HyperparameterError) throw usageError(`builtin:${spec.id}: ${error.message}`);
    throw error;
  }
}

function flagOption(options: Schema, name: string, value: number | null): Record<string, string> {
  return value !== null && options[name] ? { [name]: String(value) } : {};
}

function titleLine({ title, shape, truth }: DatasetSummary): string {
  const what = shape.vectors
    ? `${counted(shape.count, "vector")} of ${counted(shape.width, "value")}`
    : `${counted(shape.count, "image")}, ${shape.height} × ${shape.width} ${shape.channels === 1 ? "grey" : "RGB"}`;
  const labels = truth ? `labels of ${counted(truth.names.length, "class", "classes")}` : "no labels";
  return `${title}: ${what}, ${labels}.`;
}
