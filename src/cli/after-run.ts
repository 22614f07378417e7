import { type RestartScores, restartScores } from "../export/restart-scores";
import type { HistoryEntry } from "../export/run-record";
import { bySpace, type SpaceFigures } from "../export/space-figures";
import type { InternalScores, ProbeScores, RunRequest } from "../worker/protocol";
import { CommandError } from "./command-error";
import type { LocalEngine } from "./engine";
import { layOut, type MapResult } from "./lay-out";
import type { ProgressWriter } from "./progress-writer";
import type { Finished } from "./train";

/** What is found out about a run once it has finished. */
export interface AfterRun {
  readonly restarts: RestartScores | null;
  readonly internal: SpaceFigures<InternalScores>;
  /** By labels, or null without any. */
  readonly probes: SpaceFigures<ProbeScores> | null;
  readonly map: MapResult | null;
  /** What the last epoch told beside its losses: clusters in use, and what the method itself counts. */
  readonly facts: HistoryEntry["facts"];
}

interface Options {
  readonly engine: LocalEngine;
  readonly request: RunRequest;
  readonly finished: Finished;
  readonly history: readonly HistoryEntry[];
  /** Projection's id, or null. */
  readonly map: string | null;
  readonly writer: ProgressWriter;
  readonly quiet: boolean;
}

/** The last epoch's facts, scores without labels, probes with them, mean and spread of restarts, and the map where one is wanted. */
export async function afterRun({ engine, request, finished, history, map, writer, quiet }: Options): Promise<AfterRun> {
  const { runId } = request;
  const show = (line: string) => {
    if (!quiet) writer.update(line);
  };
  show("Scoring codes and clusters");
  const measured = engine.until((event) => {
    if (event.kind === "rejected") throw new CommandError(event.message);
    return event.kind === "measured" ? event : undefined;
  });
  engine.send({ kind: "measure", runId });
  const { codes, pixels, probes } = await measured;
  const laidOut =
    map === null
      ? null
      : await layOut(engine, map, finished.frame.layout, ({ stage, step, steps }) =>
          show(steps ? `${stage}, ${step} of ${steps}` : stage),
        );
  writer.clear();
  return {
    restarts: restartScores(history),
    internal: bySpace({ codes, pixels }),
    probes: probes && bySpace(probes),
    map: laidOut,
    facts: history.at(-1)?.facts ?? {},
  };
}
