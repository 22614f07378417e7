import { assertNever } from "../core/assert";
import type { RunId } from "../core/ids";
import type { Command, EngineEvent } from "../worker/protocol";
import type { LabState } from "./lab-state";
import { largestClusterCount } from "./recipe-slice";
import { appendBounded, emptyTimeline } from "./timeline-slice";

/** How `receive` reads and changes the state. */
export interface StateAccess {
  get(): LabState;
  set(patch: Partial<LabState>): void;
  post(command: Command): void;
  /** The first and every later `ready`: the page may have a link to follow, or a dataset to load again. */
  onReady(): void;
  /** A ZIP is made. */
  onArchive(zip: Blob): void;
}

/** Brings one event of the engine into the state. Events of a run or dataset already replaced are dropped. */
export function receive(access: StateAccess, event: EngineEvent): void {
  const { get, set } = access;
  const state = get();
  const ours = (id: RunId): boolean => state.run?.runId === id;

  switch (event.kind) {
    case "ready":
      set({
        engineStatus: "ready",
        backend: event.backend,
        methods: event.methods,
        sources: event.sources,
        engineFault: null,
      });
      access.onReady();
      return;

    case "loading":
      if (state.loading?.datasetId === event.datasetId)
        set({ loading: { ...state.loading, done: event.done, total: event.total, what: event.what } });
      return;
    case "dataset":
      receiveDataset(access, event.dataset);
      return;
    case "loadFailed":
      if (state.loading?.datasetId !== event.datasetId) return;
      set({
        loading: null,
        loadFailure: { title: state.loading.title, message: event.message, report: event.report },
      });
      state.say({
        level: "error",
        title: "Nothing was imported",
        message: event.message,
        remedies: event.report ? ["openImportReport"] : [],
      });
      return;
    case "loadCancelled":
      if (state.loading?.datasetId === event.datasetId) set({ loading: null });
      return;

    case "started":
      if (ours(event.runId) && state.run) set({ status: "running", run: { ...state.run, values: event.values } });
      return;
    case "phase": {
      if (!ours(event.runId)) return;
      const { phase, title, epochs } = event;
      set({ phases: [...state.phases.filter((known) => known.phase !== phase), { phase, title, epochs }] });
      return;
    }
    case "progress":
      if (ours(event.runId)) set({ progress: event.progress, history: appendBounded(state.history, event.epochs) });
      return;
    case "frame":
      if (ours(event.frame.runId)) receiveFrame(access, event.frame);
      return;
    case "checkpoint":
      if (!ours(event.runId)) return;
      set({ checkpoint: event.checkpoint });
      if (event.requested)
        state.say({
          level: "success",
          title: "Checkpoint kept",
          message: `This run can go on from epoch ${event.checkpoint.epoch}.`,
        });
      return;
    case "paused":
      if (ours(event.runId) && state.status !== "stopping") set({ status: "paused" });
      return;
    case "resumed":
      if (ours(event.runId) && state.status !== "stopping") set({ status: "running" });
      return;
    case "tuned":
      if (ours(event.runId) && state.run) set({ run: { ...state.run, values: event.values } });
      return;
    case "rejected":
      if (event.runId !== null && !ours(event.runId)) return;
      // A start that was refused leaves no run behind.
      if (event.runId !== null && state.status === "starting") set({ status: "failed", runMessage: event.message });
      set({ archiving: null });
      state.say({ level: "warning", title: "That can't be done now", message: event.message });
      return;
    case "notice":
      if (ours(event.runId))
        state.say({
          level: event.level,
          title: event.level === "warning" ? "Look at this" : "From the method",
          message: event.message,
        });
      return;
    case "stopped":
      if (ours(event.runId)) set({ status: "stopped", runMessage: "Stopped by you. What was found so far can be exported." });
      return;
    case "finished":
      if (!ours(event.runId)) return;
      set({ status: "finished", runMessage: event.reason, runSeconds: event.seconds });
      receiveFrame(access, event.frame);
      state.say({ level: "success", title: "Run finished", message: event.reason });
      return;

    case "archiving":
      if (state.archiving) set({ archiving: { done: event.done, total: event.total } });
      return;
    case "archive":
      set({ archiving: null });
      access.onArchive(event.zip);
      return;

    case "failed":
      receiveFailure(access, event.scope, event.runId, event.message);
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
        // The client reads the same images into the new engine; until then nothing can start.
        loading: state.dataset && {
          datasetId: state.dataset.datasetId,
          title: state.dataset.title,
          done: 0,
          total: null,
          what: "Loading the images into the new engine",
        },
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

function receiveDataset({ get, set, post }: StateAccess, dataset: NonNullable<LabState["dataset"]>): void {
  const state = get();
  const before = state.dataset;
  const isNew = state.loading?.datasetId === dataset.datasetId;
  // Without a load of ours under way this is a fresh engine that read the same images again.
  if (!isNew && before?.datasetId !== dataset.datasetId) return;
  const changed = before?.hash !== dataset.hash;
  const classes = Math.min(dataset.truth?.names.length ?? 0, largestClusterCount);
  set({
    dataset,
    loadFailure: null,
    ...(isNew ? { loading: null } : {}),
    ...(changed
      ? {
          selection: null,
          hovered: null,
          run: null,
          status: "idle",
          runMessage: null,
          progress: null,
          clusterNames: {},
          ...emptyTimeline,
        }
      : { run: state.run && { ...state.run, dataset } }),
    ...(changed && !state.clusterCountChosen && classes >= 2 ? { clusterCount: classes } : {}),
    ...(!dataset.truth && (state.colourBy === "label" || state.colourBy === "match") ? { colourBy: "cluster" } : {}),
  });
  if (before && before.datasetId !== dataset.datasetId) post({ kind: "forget", datasetId: before.datasetId });
  if (isNew && dataset.report.problemCount > 0)
    state.say({
      level: "warning",
      title: dataset.report.problemCount === 1 ? "One file has a problem" : `${dataset.report.problemCount} files have problems`,
      message: `${dataset.shape.count} images were imported all the same.`,
      remedies: ["openImportReport"],
    });
}

function receiveFrame({ get, set }: StateAccess, frame: NonNullable<LabState["frame"]>): void {
  const { scoreHistory } = get();
  const point = { epoch: frame.epoch, scores: frame.scores, churn: frame.churn };
  set({ frame, scoreHistory: frame.labels ? appendBounded(scoreHistory, [point]) : scoreHistory });
}

function receiveFailure({ get, set }: StateAccess, scope: "engine" | "run" | "archive", id: RunId | null, message: string): void {
  const state = get();
  switch (scope) {
    case "archive":
      set({ archiving: null });
      state.say({ level: "error", title: "The ZIP could not be made", message });
      return;
    case "run":
      if (id !== null && state.run?.runId !== id) return;
      set({ status: "failed", runMessage: message });
      state.say({
        level: "error",
        title: "The run failed",
        message,
        remedies: state.checkpoint ? ["resumeFromCheckpoint"] : [],
      });
      return;
    case "engine":
      state.abandonRun("failed", message);
      set({ engineStatus: "lost", engineFault: message, loading: null, archiving: null });
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
