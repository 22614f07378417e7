import { assertNever } from "../core/assert";
import type { EngineEvent } from "../worker/protocol";
import { restoringOf } from "./dataset-slice";
import { attachingAgain, receiveFeatures } from "./features-slice";
import { receivePreview } from "./preview-slice";
import { receiveDatasetEvent } from "./receive-dataset";
import { receiveRejection, receiveRunEvent, receiveRunFailure, upToCheckpoint } from "./receive-run";
import { isGoingOn } from "./run-slice";
import { receiveCheck } from "./start-check-slice";
import type { StateAccess } from "./state-access";

/** Brings one event of the engine into the state. Events of a run or dataset already replaced are dropped. */
export function receive(access: StateAccess, event: EngineEvent): void {
  const { get, set } = access;
  const state = get();

  switch (event.kind) {
    case "ready":
      set({
        engineStatus: "ready",
        backend: event.backend,
        methods: event.methods,
        sources: event.sources,
        scoreDescriptions: event.scores,
        engineFault: null,
        ...(state.run && isGoingOn(state.status) ? { run: { ...state.run, backend: event.backend } } : {}),
      });
      access.onReady();
      return;

    case "deviceLost":
      // A run goes on by itself; `ready` brings the backend that does.
      set({ engineStatus: "starting", backend: null, ...upToCheckpoint(state) });
      state.say({ level: "warning", title: "The graphics device was lost", message: event.message });
      return;

    case "loading":
    case "dataset":
    case "loadFailed":
    case "loadCancelled":
      receiveDatasetEvent(access, event);
      return;

    case "features":
    case "featuresFailed":
      receiveFeatures(access, event);
      return;

    case "started":
    case "phase":
    case "progress":
    case "frame":
    case "checkpoint":
    case "paused":
    case "resumed":
    case "tuned":
    case "notice":
    case "measured":
    case "neighbours":
    case "stopped":
    case "finished":
      receiveRunEvent(access, event);
      return;
    case "rejected":
      receiveRejection(access, event);
      return;

    case "checked":
      receiveCheck(access, event);
      return;
    case "augmentationPreview":
      receivePreview(access, event);
      return;
    case "codesKept":
      set({ keptCodes: event.runs });
      return;
    case "archiving":
      if (state.archiving) set({ archiving: { ...state.archiving, done: event.done, total: event.total } });
      return;
    case "archive":
      if (state.archiving) {
        state.exported.add(state.archiving.labels);
        access.onArchive(event.zip, state.archiving.title);
      }
      set({ archiving: null });
      return;

    case "failed":
      receiveFailure(access, event);
      return;
    case "unresponsive":
      set({ engineFault: `Nothing was heard of the engine for ${Math.round(event.silentMs / 1000)} s.` });
      state.say({
        level: "warning",
        title: "The engine is silent",
        message: `Nothing was heard of it for ${Math.round(event.silentMs / 1000)} s. It may be busy; starting it again keeps your last checkpoint.`,
        remedies: ["restartEngine"],
      });
      return;
    case "replaced":
      state.abandonRun("failed", event.message);
      set({
        engineStatus: "starting",
        engineFault: null,
        archiving: null,
        keptCodes: [],
        // The client has the new engine read both again, the images shown and those on their way.
        restoring: restoringOf(state),
        ...attachingAgain(state),
        loading: state.loading && { ...state.loading, done: 0, total: null, what: "Preparing" },
      });
      state.say({
        level: "warning",
        title: "A fresh engine took over",
        message: event.message,
        remedies: state.checkpoint ? ["resumeFromCheckpoint"] : [],
      });
      return;
    case "pong":
      if (state.engineFault && state.engineStatus === "ready") set({ engineFault: null });
      return;
    default:
      assertNever(event, "engine event");
  }
}

function receiveFailure(access: StateAccess, event: Extract<EngineEvent, { kind: "failed" }>): void {
  const { get, set } = access;
  const { scope, message } = event;
  const state = get();
  switch (scope) {
    case "archive":
      set({ archiving: null });
      state.say({ level: "error", title: "The ZIP could not be made", message });
      return;
    case "run":
      receiveRunFailure(access, event);
      return;
    case "engine":
      state.abandonRun("failed", message);
      // Loads stay: an engine started again takes them up.
      set({ engineStatus: "lost", engineFault: message, archiving: null });
      state.say({
        level: "error",
        title: "The engine stopped",
        message,
        remedies: state.backend?.backend === "wasm" ? ["restartEngine"] : ["restartEngine", "restartOnWasm"],
      });
      return;
    default:
      assertNever(scope, "failure's scope");
  }
}
