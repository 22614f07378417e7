import { withChanges } from "../core/setting-changes";
import type { EngineEvent, Frame } from "../worker/protocol";
import { emptyAtTheEnd } from "./empty-clusters";
import { keptViews } from "./kept-views";
import type { LabState } from "./lab-state";
import { hasOwnCheckpoint, isGoingOn } from "./run-slice";
import type { StateAccess } from "./state-access";
import { appendBounded, isProvisional } from "./timeline-slice";

type RunEventKind =
  | "started"
  | "phase"
  | "progress"
  | "frame"
  | "checkpoint"
  | "paused"
  | "resumed"
  | "tuned"
  | "notice"
  | "measured"
  | "neighbours"
  | "stopped"
  | "finished";

export type RunEvent = Extract<EngineEvent, { kind: RunEventKind }>;

/** Brings an event of the present run into the state. Those of a run already replaced, or of a lost engine, are dropped. */
export function receiveRunEvent({ get, set, post }: StateAccess, event: RunEvent): void {
  const state = get();
  const id = event.kind === "frame" ? event.frame.runId : event.runId;
  if (id === state.leaving) {
    if (event.kind === "stopped" || event.kind === "finished") set({ status: "idle", leaving: null });
    return;
  }
  const { run } = state;
  // An engine given up for lost may train on: the page has told that the run is over.
  if (run?.runId !== id || state.engineStatus === "lost") return;

  switch (event.kind) {
    case "started":
      set({
        run: { ...run, values: event.values, started: true },
        beforeStart: null,
        ...(state.status === "starting" ? { status: "running" } : {}),
        // An earlier run's must not pass for one of this run.
        ...(run.resumedFrom === null ? { checkpoint: null, checkpointRun: null } : {}),
      });
      return;
    case "phase": {
      const { kind: _kind, runId: _runId, ...phase } = event;
      // A run whose device was lost may go back to an earlier one: what stood behind that is to come.
      const known = state.phases.findIndex((before) => before.phase === phase.phase);
      set({ phases: [...(known < 0 ? state.phases : state.phases.slice(0, known)), phase] });
      return;
    }
    case "progress":
      set({ progress: event.progress, history: appendBounded(state.history, event.epochs) });
      return;
    case "frame":
      set(withFrame(state, event.frame));
      return;
    case "checkpoint":
      set({ checkpoint: event.checkpoint, checkpointRun: run.runId });
      if (event.requested)
        state.say({
          level: "success",
          title: "Checkpoint kept",
          message: `This run can go on from epoch ${event.checkpoint.epoch}.`,
        });
      return;
    case "paused":
      if (isGoingOn(state.status) && state.status !== "stopping") set({ status: "paused" });
      return;
    case "resumed":
      if (isGoingOn(state.status) && state.status !== "stopping") set({ status: "running" });
      return;
    case "tuned":
      set({
        run: {
          ...run,
          values: event.values,
          changes: withChanges(run.changes, state.progress?.epoch ?? run.resumedFrom ?? 0, run.values, event.values),
        },
      });
      return;
    case "notice":
      state.say({
        level: event.level,
        title: event.level === "warning" ? "Look at this" : "From the method",
        message: event.message,
      });
      return;
    case "measured":
      set({ internalScores: { codes: event.codes, pixels: event.pixels, probes: event.probes } });
      return;
    case "neighbours": {
      const { index, neighbours, distances } = event;
      set({ neighbours: { index, neighbours, distances } });
      return;
    }
    case "stopped":
      set({
        status: "stopped",
        runEndedAt: Date.now(),
        runMessage: `Stopped by you. What was found so far can be exported.${unresumable(state)}`,
      });
      return;
    case "finished": {
      set({
        status: "finished",
        runMessage: event.reason,
        runSeconds: event.seconds,
        runEndedAt: Date.now(),
        dendrogram: event.dendrogram,
        ...withFrame(state, event.frame),
      });
      // Beside the page's first look at the result, not before it.
      post({ kind: "measure", runId: run.runId });
      // A collapse ends like any other run; it must not look like success.
      const empty = emptyAtTheEnd(get());
      state.say({
        level: empty === null ? "success" : "warning",
        title: empty === null ? "Run finished" : `Run finished, but ${empty}`,
        message: event.reason,
      });
      return;
    }
  }
}

/** A command that the engine could not follow. */
export function receiveRejection({ get, set }: StateAccess, event: Extract<EngineEvent, { kind: "rejected" }>): void {
  const state = get();
  const { run } = state;
  if (event.runId !== null) {
    if (event.runId === state.leaving) {
      set({ status: "idle", leaving: null });
      return;
    }
    // A command that crossed the run's end: what was asked came about, or does not matter any more.
    if (run?.runId !== event.runId || !isGoingOn(state.status)) return;
    // A start that was refused leaves the run before as it was.
    if (!run.started) set(state.beforeStart ?? { status: "failed", runMessage: event.message });
  }
  state.say({ level: "warning", title: "That can't be done now", message: event.message });
}

/** The run broke off by a fault of its own. */
export function receiveRunFailure({ get, set }: StateAccess, event: Extract<EngineEvent, { kind: "failed" }>): void {
  const { runId, message } = event;
  const state = get();
  if (runId !== null && runId === state.leaving) {
    set({ status: "idle", leaving: null });
    return;
  }
  if ((runId !== null && state.run?.runId !== runId) || state.engineStatus === "lost") return;
  set({ status: "failed", runMessage: message, runEndedAt: Date.now() });
  state.say({
    level: "error",
    title: "The run failed",
    message,
    remedies: state.checkpoint ? ["resumeFromCheckpoint"] : [],
  });
}

/** Why a stopped run can't be resumed, where that is so. */
function unresumable({ checkpoint }: LabState): string {
  return checkpoint ? "" : " It can't be resumed: no checkpoint had been made yet.";
}

function withFrame(state: LabState, frame: Frame): Partial<LabState> {
  const { scoreHistory, views } = state;
  const point = { epoch: frame.epoch, scores: frame.scores, churn: frame.churn };
  return {
    frame,
    views: keptViews(views, frame),
    // The next phase numbers its clusters anew.
    ...(state.frame?.phase !== frame.phase && isProvisional(state) ? { clusterNames: {} } : {}),
    ...(frame.labels ? { scoreHistory: appendBounded(scoreHistory, [point]) } : {}),
  };
}

/** A run that goes on from its last checkpoint, since its device was lost: what came after that is trained, and told, again. */
export function upToCheckpoint(state: LabState): Partial<LabState> {
  const { run, status, checkpoint, history, scoreHistory } = state;
  if (!run || !isGoingOn(status)) return {};
  const last = hasOwnCheckpoint(state) ? (checkpoint?.epoch ?? -1) : -1;
  const isKept = ({ epoch }: { readonly epoch: number }) => epoch <= last;
  // A setting changed since then is changed for all that is trained again.
  const changes = run.changes.map((change) => (isKept(change) ? change : { ...change, epoch: Math.max(0, last) }));
  const progress = state.progress && { ...state.progress, epoch: Math.max(0, last) };
  return { progress, run: { ...run, changes }, history: history.filter(isKept), scoreHistory: scoreHistory.filter(isKept) };
}
