import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import type { BackendReport } from "../../core/backend-report";
import { CheckpointFormatError, checkpointFromJson, checkpointToJson } from "../../export/checkpoint-json";
import type { Checkpoint } from "../../worker/protocol";
import { afterRun } from "../after-run";
import { attachFeatures } from "../attach-features";
import { CommandError, usageError } from "../command-error";
import type { RunArguments } from "../command-line";
import { commandResult } from "../command-result";
import { type LocalEngine, openEngine } from "../engine";
import { onInterruption } from "../interruption";
import { checkProjection } from "../lay-out";
import { loadData, sourceOf } from "../load-data";
import { makeFolder } from "../make-folder";
import { ProgressWriter } from "../progress-writer";
import { readCodes } from "../read-codes";
import { besideLine, checkFeatures, chosenMethod, chosenValues, ignoredLine, recipeOfRun, runRequest } from "../run-plan";
import { tellingEmpty } from "../telling-empty";
import { type Training, train } from "../train";
import { prepareCache, prepareFolder, writeResults } from "../write-results";

/** Code of a process that Ctrl-C ended: 128 and the signal's number. */
const interruptedCode = 130;

export interface CommandOutput {
  /** For stdout, or null where there is no result. */
  readonly text: string | null;
  readonly exitCode: number;
}

/** `kindred run`: loads, trains, writes. Throws a CommandError for everything that the user can mend. */
export async function runCommand(asked: RunArguments): Promise<CommandOutput> {
  const writer = new ProgressWriter(process.stderr, () => performance.now());
  const endNow = () => {
    writer.clear();
    process.exit(interruptedCode);
  };
  let training: Training | "finished" | null = null;
  const stopListening = onInterruption(
    () => {
      if (!training) return endNow();
      if (training === "finished") {
        writer.say("The run has finished and its results are on their way. Ctrl-C again ends at once, without them.");
        return;
      }
      writer.say("Saving a checkpoint at the end of this epoch, then stopping. Ctrl-C again ends at once.");
      training.interrupt();
    },
    endNow,
    () => performance.now(),
  );
  const resumeFrom = asked.resume === null ? null : await readCheckpoint(asked.resume);
  // Before the time of a pretraining that could not be kept.
  if (asked.cache !== null) await prepareCache(asked.cache);
  const engine = await openEngine(asked.backend, asked.cache);
  try {
    return await runIn(engine, asked, resumeFrom, writer, (now) => {
      training = now;
    });
  } finally {
    writer.clear();
    engine.close();
    stopListening();
  }
}

async function runIn(
  engine: LocalEngine,
  asked: RunArguments,
  resumeFrom: Checkpoint | null,
  writer: ProgressWriter,
  follow: (training: Training | "finished") => void,
): Promise<CommandOutput> {
  // Before the data: a wrong name should not cost the time of loading.
  const method = chosenMethod(asked, engine.methods, resumeFrom);
  const values = chosenValues(asked, method, resumeFrom);
  if (asked.map !== null) checkProjection(asked.map);
  if (asked.codes !== null && !method.takesCodes)
    throw usageError(`${method.title} learns from pictures and can't cluster --codes; choose a classical method.`);
  const codes = asked.codes === null ? null : await readCodes(asked.codes);
  // Nor should a folder that can't be written cost the time of the run.
  if (asked.out !== null) await prepareFolder(asked.out);
  tellBackend(engine, asked, writer);
  const dataset = await loadData(asked, engine, writer, asked.quiet);
  const attached = (await attachFeatures(asked, engine, writer)) ?? dataset.features ?? null;
  const request = runRequest(asked, method, values, dataset, resumeFrom, codes);
  checkFeatures(request, attached);
  const features = request.input === "features" ? attached : null;
  const beside = besideLine(asked, dataset, features);
  if (beside !== null && !asked.quiet) writer.say(beside);
  const ignored = ignoredLine(asked, method, values, dataset, request);
  if (ignored !== null) writer.say(ignored);
  const k = method.findsClusters ? "finds the number of clusters" : `${request.clusters} clusters`;
  if (!asked.quiet) writer.say(`${method.title}${features ? " on features" : ""}: ${k}, seed ${request.seed}.`);

  const labelled = dataset.truth !== null;
  const keep = (checkpoint: Checkpoint) => keepCheckpoint(checkpoint, asked.out, writer);
  const training = train({ request, engine, writer, quiet: asked.quiet, labelled, keep });
  follow(training);
  const ended = await training.ending;
  follow("finished");
  if (ended.kind === "stopped") return { text: null, exitCode: interruptedCode };

  const history = training.history();
  const ending = tellingEmpty(ended, request, method, history);
  const { map, quiet } = asked;
  const recipe = recipeOfRun(method, request, dataset);
  const after = await afterRun({ engine, request, finished: ending, history, map, writer, quiet });
  const result = commandResult(request, recipe, dataset, engine.backend, ending, after, engine.reused, features);
  if (!asked.quiet) writer.say(ending.reason);
  if (asked.out !== null) {
    const end = {
      request,
      recipe,
      source: sourceOf(asked, engine.sources),
      dataset,
      backend: engine.backend,
      history,
      finished: ending,
      codes: asked.codes,
      features,
      after,
    };
    await writeResults(asked.out, end);
    if (!asked.quiet) writer.say(`Wrote assignments.csv, run.json and codes.npy to ${asked.out}.`);
  }
  return { text: JSON.stringify(result), exitCode: 0 };
}

/** Another backend than the one asked for is worth a word even when quiet. */
function tellBackend({ backend }: LocalEngine, asked: RunArguments, writer: ProgressWriter): void {
  const surprising = asked.backend !== "auto" && backend.backend !== asked.backend;
  if (surprising || !asked.quiet) writer.say(`Backend ${backend.backend}${computing(backend)}: ${backend.reason}`);
}

async function readCheckpoint(file: string): Promise<Checkpoint> {
  if (!existsSync(file)) throw usageError(`There is no checkpoint "${file}".`);
  try {
    return checkpointFromJson(await readFile(file, "utf8"));
  } catch (error) {
    if (error instanceof CheckpointFormatError) throw new CommandError(`${file}: ${error.message}`);
    throw error;
  }
}

async function keepCheckpoint(checkpoint: Checkpoint, out: string | null, writer: ProgressWriter): Promise<void> {
  const file = out === null ? "kindred-checkpoint.json" : path.join(out, "checkpoint.json");
  await makeFolder(path.dirname(file));
  await writeFile(file, checkpointToJson(checkpoint));
  writer.say(`Wrote ${file} (epoch ${checkpoint.epoch}); --resume ${file} goes on from there.`);
}

/** What it computes on, where that is known: " (processor, SIMD, 2 threads)". */
function computing({ backend, device, threads }: BackendReport): string {
  const parts = [device, backend === "wasm" ? `${threads} ${threads === 1 ? "thread" : "threads"}` : null].filter(Boolean);
  return parts.length === 0 ? "" : ` (${parts.join(", ")})`;
}
