import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { counted } from "../data/import-report";
import type { Command, FeatureSummary } from "../worker/protocol";
import { CommandError } from "./command-error";
import type { RunArguments } from "./command-line";
import { parseDataSpec } from "./data-spec";
import type { LocalEngine } from "./engine";
import { fileRefs } from "./file-refs";
import { importProblems } from "./import-summary";
import type { ProgressWriter } from "./progress-writer";
import { theDataset } from "./run-plan";

type Asked = Pick<RunArguments, "features" | "model" | "normalisation" | "refresh" | "quiet">;

/** Gives the images the features that `--features` or `--model` names; null where neither is given. Throws a CommandError. */
export async function attachFeatures(asked: Asked, engine: LocalEngine, writer: ProgressWriter): Promise<FeatureSummary | null> {
  const command = await featureCommand(asked, engine);
  if (!command) return null;
  const attached = engine.until((event) => {
    switch (event.kind) {
      case "loading":
        if (!asked.quiet) writer.update(`${event.what} ${event.done}${event.total === null ? "" : `/${event.total}`}`);
        return undefined;
      case "features":
        return event;
      case "featuresFailed":
        // One problem alone is in the message already.
        if (event.report && event.report.problemCount > 1) for (const line of importProblems(event.report)) writer.say(line);
        throw new CommandError(event.message ?? "The features were not read.");
      default:
        return undefined;
    }
  });
  engine.send(command);
  const { features, report } = await attached;
  for (const { path, reason } of report?.problems ?? []) writer.say(`${path}: ${reason}`);
  if (features && !asked.quiet) writer.say([featuresLine(features), ...(report?.notes ?? [])].join(" "));
  return features;
}

/** What a run learns from, and all that is needed to have it again. */
function featuresLine({ source, cols, model }: FeatureSummary): string {
  const origin = model ? ` Normalisation ${model.normalisation}; SHA-256 of the model ${model.hash}.` : "";
  return `Features: ${source}, ${counted(cols, "value")} an image.${origin}`;
}

async function featureCommand({ features, model, normalisation, refresh }: Asked, engine: LocalEngine): Promise<Command | null> {
  const datasetId = theDataset;
  if (model !== null) {
    if (/^https?:/.test(model))
      return { kind: "extractFeatures", datasetId, model: { kind: "url", url: model }, normalisation, refresh };
    if (!existsSync(model)) throw new CommandError(`--model: there is no file "${model}".`);
    // In memory: a Blob that stands for a file can't cross to the engine.
    const blob = new Blob([new Uint8Array(await readFile(model))]);
    return { kind: "extractFeatures", datasetId, model: { kind: "file", name: path.basename(model), blob }, normalisation };
  }
  if (features === null) return null;
  const spec = parseDataSpec(features, existsSync);
  if (spec.kind !== "files") throw new CommandError("--features wants a file: NPY, NPZ, HDF5, CSV or TSV.");
  const paths = [...new Set([...spec.paths, ...spec.paths.flatMap(namesBeside)])];
  return { kind: "attachFeatures", datasetId, files: engine.tickets(await fileRefs(paths)) };
}

/** Files beside an array that may name its rows. */
function namesBeside(file: string): string[] {
  const { dir, name, ext } = path.parse(file);
  if (!/^\.(npy|npz|h5|hdf5)$/i.test(ext)) return [];
  const names = [name, `${name}_names`, `${name}-names`, `${name}.names`, "names"];
  return names.flatMap((stem) => ["txt", "csv", "tsv"].map((end) => path.join(dir, `${stem}.${end}`))).filter(existsSync);
}
