import type { Checkpoint, EngineEvent, EpochFacts, Progress, RunRequest, Scores } from "../worker/protocol";
import { CommandError } from "./command-error";
import type { LocalEngine } from "./engine";
import { progressLine } from "./progress-line";
import type { ProgressWriter } from "./progress-writer";

export type Finished = Extract<EngineEvent, { kind: "finished" }>;
export type Ending = Finished | { readonly kind: "stopped" };

export interface TrainOptions {
  readonly request: RunRequest;
  readonly engine: LocalEngine;
  readonly writer: ProgressWriter;
  readonly quiet: boolean;
  /** Whether frames bring scores, the only part of them that a terminal shows. */
  readonly labelled: boolean;
  /** Called with the checkpoint that was asked for; the run is stopped once this resolves. */
  keep(checkpoint: Checkpoint): Promise<void>;
}

/** A frame costs a pass over all images, and a terminal shows only its scores: this many ms between two of them. */
const framesMs = 10_000;

/** A run that goes on. */
export interface Training {
  readonly ending: Promise<Ending>;
  /** Saves at the next epoch event, then stops. */
  interrupt(): void;
}

/** Starts a run and shows its progress until it ends. `ending` rejects with a CommandError when the run fails. */
export function train({ request, engine, writer, quiet, labelled, keep }: TrainOptions): Training {
  const { runId } = request;
  let phase = "Starting";
  let progress: Progress | null = null;
  let epoch: EpochFacts | null = null;
  let scores: Scores | null = null;
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
        show(true);
        return undefined;
      case "progress":
        progress = event.progress;
        epoch = event.epochs.at(-1) ?? epoch;
        show();
        return undefined;
      case "frame": {
        scores = event.frame.scores;
        const { index } = event.frame;
        if (labelled && !quiet) painting = setTimeout(() => engine.send({ kind: "painted", runId, index }), framesMs);
        return undefined;
      }
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

  let failToKeep: (error: unknown) => void = () => {};
  const kept = new Promise<never>((_, reject) => {
    failToKeep = reject;
  });
  const keepAndStop = (checkpoint: Checkpoint) => {
    keep(checkpoint).then(() => engine.send({ kind: "stop", runId }), failToKeep);
  };

  const ending = Promise.race([engine.until(receive), kept]).finally(() => {
    clearTimeout(painting);
    writer.clear();
  });
  engine.send({ kind: "start", ...request });
  return { ending, interrupt: () => engine.send({ kind: "checkpoint", runId }) };
}
