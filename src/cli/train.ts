import type { HistoryEntry } from "../export/run-record";
import type { Checkpoint, EngineEvent, EpochFacts, Progress, RunRequest, Scores } from "../worker/protocol";
import { CommandError } from "./command-error";
import type { LocalEngine } from "./engine";
import { progressLine } from "./progress-line";
import type { ProgressWriter } from "./progress-writer";
import { RunHistory } from "./run-history";

export type Finished = Extract<EngineEvent, { kind: "finished" }>;
export type Ending = Finished | { readonly kind: "stopped" };

export interface TrainOptions {
  readonly request: RunRequest;
  readonly engine: LocalEngine;
  readonly writer: ProgressWriter;
  readonly quiet: boolean;
  /** Whether frames bring scores, the only part of them that a terminal shows. */
  readonly labelled: boolean;
  /** Called with the checkpoint that was asked for, of a run that is being stopped. */
  keep(checkpoint: Checkpoint): Promise<void>;
}

/** A frame costs a pass over all images, and a terminal shows only its scores: this many ms between two of them. */
const framesMs = 10_000;

/** A run that goes on. */
export interface Training {
  readonly ending: Promise<Ending>;
  /** Saves at the next epoch event, then stops. */
  interrupt(): void;
  /** Every epoch so far, with scores where a frame was made of it. */
  history(): HistoryEntry[];
}

/** Starts a run and shows its progress until it ends. `ending` rejects with a CommandError when the run fails. */
export function train({ request, engine, writer, quiet, labelled, keep }: TrainOptions): Training {
  const { runId } = request;
  let phase = "Starting";
  let progress: Progress | null = null;
  let epoch: EpochFacts | null = null;
  let scores: Scores | null = null;
  const history = new RunHistory();
  let painting: NodeJS.Timeout | undefined;
  const show = (force = false) => {
    if (!quiet) writer.update(progressLine({ phase, progress, epoch, scores }), force);
  };

  const receive = (event: EngineEvent): Ending | undefined => {
    switch (event.kind) {
      case "phase":
        phase = event.title;
        progress = null;
        epoch = null;
        // Those of the phase before are of other clusters.
        scores = null;
        show(true);
        return undefined;
      case "progress":
        progress = event.progress;
        epoch = event.epochs.at(-1) ?? epoch;
        history.add(event.epochs);
        show();
        return undefined;
      case "frame": {
        scores = event.frame.scores;
        const { index } = event.frame;
        if (scores) history.score(event.frame.epoch, scores);
        if (labelled && !quiet) painting = setTimeout(() => engine.send({ kind: "painted", runId, index }), framesMs);
        return undefined;
      }
      case "deviceLost":
        history.deviceLost();
        writer.say(event.message);
        return undefined;
      case "notice":
        if (!quiet || event.level === "warning") writer.say(event.message);
        return undefined;
      case "checkpoint":
        if (event.requested) keepAndStop(event.checkpoint);
        return undefined;
      case "rejected":
      case "failed":
        throw new CommandError(event.message);
      case "finished":
      case "stopped":
        return event;
      default:
        return undefined;
    }
  };

  // The run is stopped first: a file of many megabytes would be written between training steps, a piece at a time.
  let kept: Promise<void> = Promise.resolve();
  const keepAndStop = (checkpoint: Checkpoint) => {
    engine.send({ kind: "stop", runId });
    kept = keep(checkpoint);
    // Awaited below, once the run has ended; until then a failure must not count as unhandled.
    kept.catch(() => {});
  };

  const ending = engine
    .until(receive)
    .then(async (event) => {
      await kept;
      return event;
    })
    .finally(() => {
      clearTimeout(painting);
      writer.clear();
    });
  engine.send({ kind: "start", ...request });
  return {
    ending,
    interrupt: () => engine.send({ kind: "checkpoint", runId }),
    history: () => history.entries(),
  };
}
