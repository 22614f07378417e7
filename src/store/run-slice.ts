import type { StateCreator } from "zustand/vanilla";
import type { BackendReport } from "../core/backend-report";
import { valuesInForce } from "../core/colourless-settings";
import type { Dendrogram } from "../core/dendrogram";
import { sameValue, type Values } from "../core/hyperparameters";
import { type MethodId, type RunId, runId } from "../core/ids";
import { inputKind } from "../core/input-kind";
import { changesUntil, type SettingChange } from "../core/setting-changes";
import type {
  Checkpoint,
  DatasetSummary,
  EngineEvent,
  FeatureSummary,
  MethodDescriptor,
  Pace,
  Progress,
} from "../worker/protocol";
import { codesAtHand } from "./codes-slice";
import type { EngineLink } from "./engine-link";
import { clusterFolderNames, type ExportableRun, exportableRun, partsOf } from "./exportable-run";
import type { LabState } from "./lab-state";
import { plannedRun } from "./planned-run";
import { emptyProjection } from "./projection-slice";
import { valuesOfMethod } from "./recipe-slice";
import { emptyTimeline } from "./timeline-slice";

export type RunStatus = "idle" | "starting" | "running" | "pausing" | "paused" | "stopping" | "stopped" | "finished" | "failed";

/** What the present or last run was asked to do. */
export interface RunFacts {
  readonly runId: RunId;
  readonly methodId: MethodId;
  readonly methodTitle: string;
  /** As they are now. */
  readonly values: Values;
  /** What was changed while it ran, in this order. */
  readonly changes: readonly SettingChange[];
  readonly clusterCount: number;
  readonly seed: number;
  readonly dataset: DatasetSummary;
  /** Whose codes were clustered, in words; null for the pixels. */
  readonly codesOf: string | null;
  /** The kept run that these are of; null for the pixels. */
  readonly codesFrom: RunId | null;
  /** What was learned from in the place of the pictures; null for those. */
  readonly features: FeatureSummary | null;
  /** Epoch of the checkpoint it went on from, or null, and how long the run had taken until then. */
  readonly resumedFrom: number | null;
  readonly secondsBefore: number;
  /** What it is computed on, or went on on when that was lost. */
  readonly backend: BackendReport | null;
  /** Whether the engine took it up. */
  readonly started: boolean;
}

const changedByStart = [
  "status",
  "run",
  "progress",
  "runMessage",
  "runSeconds",
  "runEndedAt",
  "dendrogram",
  "internalScores",
  "projection",
  "projectionQuality",
  "checkpointRun",
  "selection",
  "phases",
  "history",
  "scoreHistory",
  "views",
  "frame",
  "clusterNames",
  "earlier",
] as const satisfies readonly (keyof LabState)[];

const changedByForm = [
  "methodId",
  "valuesByMethod",
  "appliedRecipes",
  "clusterCount",
  "clusterCountChosen",
  "seed",
  "input",
  "codesFrom",
] as const satisfies readonly (keyof LabState)[];

type Measured = Extract<EngineEvent, { kind: "measured" }>;

/** How long a stop may wait for the end of an epoch, so that nothing is trained again when the run is resumed. */
const keepWithinMs = 3000;

/** The run going on, or the last one. */
export interface RunSlice {
  readonly status: RunStatus;
  readonly run: RunFacts | null;
  /** A run on images replaced meanwhile, which the engine has yet to end; status is "stopping" until then. */
  readonly leaving: RunId | null;
  readonly progress: Progress | null;
  /** Why it failed, stopped or finished, as a sentence. */
  readonly runMessage: string | null;
  readonly runSeconds: number | null;
  /** When it finished, was stopped or failed, milliseconds since 1970. */
  readonly runEndedAt: number | null;
  /** The whole tree of merges of a hierarchical method that has finished. */
  readonly dendrogram: Dendrogram | null;
  /** Scores of the finished run without labels, and probes where there are some; null until the engine has taken them. */
  readonly internalScores: Pick<Measured, "codes" | "pixels" | "probes"> | null;
  /** The newest one of this run, or one from a file; kept when the engine dies. A run that was refused leaves that of the run before. */
  readonly checkpoint: Checkpoint | null;
  /** The run whose timeline `checkpoint` belongs to. */
  readonly checkpointRun: RunId | null;
  /** What there was before a start that the engine has not taken up yet: it comes back if it is refused. Null where there was no run. */
  readonly beforeStart: Partial<LabState> | null;
  startRun(): void;
  /** Takes a checkpoint that the user kept as a file, to be resumed from. */
  offerCheckpoint(checkpoint: Checkpoint): void;
  resumeFromCheckpoint(): void;
  pauseRun(): void;
  resumeRun(): void;
  stepRun(): void;
  stopRun(): void;
  tuneRun(values: Values): void;
  requestCheckpoint(): void;
  /** Asks for a ZIP with each image in the folder of its cluster, in this run or an earlier one on the images that are here. */
  requestArchive(of?: ExportableRun): void;
  /** The page has drawn frame `index`. */
  painted(runId: RunId, index: number): void;
  /** The engine went away, by itself or by the user's will: a run that goes on is over. One told to stop counts as stopped. */
  abandonRun(status: "failed" | "stopped", message: string): void;
}

export function runSlice(engine: EngineLink, pace: Pace): StateCreator<LabState, [], [], RunSlice> {
  let count = 0;
  return (set, get) => {
    function start(resumeFrom: Checkpoint | null, form: Partial<LabState> = {}): void {
      const state = get();
      const planned = plannedRun(state, resumeFrom);
      if (!planned || !canStart(state)) return;
      const { method, dataset, codes, features, request } = planned;
      state.forgetNotices();
      count += 1;
      const id = runId(`run-${count}`);
      // The timeline at hand goes on only where it is that of the checkpoint.
      const continues = resumeFrom !== null && hasOwnCheckpoint(state);
      const facts: RunFacts = {
        runId: id,
        methodId: method.id,
        methodTitle: method.title,
        values: request.values,
        changes: continues ? changesUntil(state.run?.changes ?? [], resumeFrom) : [],
        clusterCount: request.clusters,
        seed: request.seed,
        dataset,
        codesOf: codes?.title ?? null,
        codesFrom: codes?.runId ?? null,
        features,
        resumedFrom: resumeFrom?.epoch ?? null,
        secondsBefore: (resumeFrom?.elapsedMs ?? 0) / 1000,
        backend: state.backend,
        started: false,
      };
      set({
        beforeStart: resumeFrom || state.run?.started ? { ...partsOf(state, changedByStart), ...form } : null,
        earlier: continues ? state.earlier : (exportableRun(state) ?? state.earlier),
        status: "starting",
        run: facts,
        progress: null,
        runMessage: null,
        runSeconds: null,
        runEndedAt: null,
        dendrogram: null,
        // The tree is gone with its run.
        ...(state.insightTab === "dendrogram" ? { insightTab: "losses" } : {}),
        internalScores: null,
        ...emptyProjection,
        // Where nothing is resumed, an earlier run's checkpoint goes once the engine has taken the new run up.
        ...(resumeFrom ? { checkpoint: resumeFrom, checkpointRun: id } : {}),
        clusterNames: continues ? state.clusterNames : {},
        selection: null,
        // What a resumed run had found is shown, and can be exported, until there is something newer.
        ...(continues ? { phases: [], frame: state.frame && { ...state.frame, runId: id } } : emptyTimeline),
      });
      const shownAt = continues ? state.frame?.layout : undefined;
      engine.post({ kind: "start", runId: id, pace, ...request, ...(shownAt ? { shownAt } : {}) });
    }

    const send = (kind: "pause" | "resume" | "step" | "checkpoint"): void => {
      const { run } = get();
      if (run) engine.post({ kind, runId: run.runId });
    };

    return {
      status: "idle",
      run: null,
      leaving: null,
      progress: null,
      runMessage: null,
      runSeconds: null,
      runEndedAt: null,
      dendrogram: null,
      internalScores: null,
      checkpoint: null,
      checkpointRun: null,
      beforeStart: null,

      startRun() {
        if (get().startFaults.length === 0) start(null);
      },
      offerCheckpoint(checkpoint) {
        const { dataset, methods, status, say } = get();
        if (isGoingOn(status)) {
          say({
            level: "info",
            title: "Not while a run goes on",
            message: "It keeps checkpoints of its own. Stop it, then open this one again.",
          });
          return;
        }
        if (!methods.some((method) => method.id === checkpoint.methodId)) {
          say({
            level: "error",
            title: "Another version's checkpoint",
            message: `This lab has no method "${checkpoint.methodId}".`,
          });
          return;
        }
        set({ checkpoint, checkpointRun: null });
        const fits = checkpoint.datasetHash === dataset?.hash;
        say({
          level: fits ? "info" : "warning",
          title: `Checkpoint of epoch ${checkpoint.epoch} opened`,
          message: fits
            ? "Resume from it above Run."
            : "It was made on other images, or on these at another size: load them as they were then, and resume from it above Run.",
        });
      },
      resumeFromCheckpoint() {
        const state = get();
        const { checkpoint, say } = state;
        if (!checkpoint) return;
        if (checkpoint.datasetHash !== state.dataset?.hash) {
          say({
            level: "warning",
            title: "Other images",
            message: "That checkpoint was made on other images; load those again to resume it.",
          });
          return;
        }
        if (!canStart(state)) {
          say({ level: "info", title: "Not yet", message: "The engine is not ready; resume from the checkpoint once it is." });
          return;
        }
        const method = state.methods.find(({ id }) => id === checkpoint.methodId);
        if (!method) return;
        // The form shows what is run.
        set({
          methodId: checkpoint.methodId,
          valuesByMethod: { ...state.valuesByMethod, [checkpoint.methodId]: formValues(state, checkpoint, method) },
          appliedRecipes: Object.fromEntries(Object.entries(state.appliedRecipes).filter(([id]) => id !== checkpoint.methodId)),
          clusterCount: checkpoint.clusters,
          clusterCountChosen: state.clusterCountChosen || checkpoint.clusters !== state.clusterCount,
          seed: checkpoint.seed,
          input: checkpoint.featuresHash === undefined ? "pictures" : "features",
          codesFrom: checkpoint.codesHash === undefined ? null : codesOfResumed(state),
        });
        start(checkpoint, partsOf(state, changedByForm));
      },
      pauseRun() {
        if (get().status !== "running") return;
        set({ status: "pausing" });
        send("pause");
      },
      resumeRun() {
        if (get().status === "paused" || get().status === "pausing") send("resume");
      },
      stepRun() {
        if (get().status === "paused") {
          set({ status: "pausing" });
          send("step");
        }
      },
      stopRun() {
        if (!isGoingOn(get().status) || get().status === "stopping") return;
        set({ status: "stopping" });
        const { run } = get();
        if (run) engine.post({ kind: "stop", runId: run.runId, keepWithinMs });
      },
      tuneRun(values) {
        const { run, status } = get();
        if (run && isGoingOn(status)) engine.post({ kind: "tune", runId: run.runId, values });
      },
      requestCheckpoint: () => send("checkpoint"),
      requestArchive(of = get()) {
        const { run, frame } = of;
        const { dataset } = get();
        if (!run || !frame?.labels || dataset?.hash !== run.dataset.hash || !canArchive(get())) return;
        set({ archiving: { labels: frame.labels, title: run.dataset.title, done: 0, total: frame.labels.length } });
        // A copy: the wire may transfer what it is given, and the map still draws from this one.
        const labels = frame.labels.slice();
        engine.post({ kind: "archive", datasetId: dataset.datasetId, labels, folders: clusterFolderNames(of) });
      },
      painted(id, index) {
        engine.post({ kind: "painted", runId: id, index });
      },
      abandonRun(status, message) {
        const { status: now, leaving } = get();
        if (!isGoingOn(now)) return;
        if (leaving !== null) set({ status: "idle", leaving: null });
        // What the user asked for came about, if not as planned.
        else if (now === "stopping" && status === "failed")
          set({ status: "stopped", runMessage: `Stopped by you. ${message}`, runEndedAt: Date.now() });
        else set({ status, runMessage: message, runEndedAt: Date.now() });
      },
    };
  };
}

/** Whether the engine is there with the images, and makes no ZIP yet. */
export function canArchive({ engineStatus, restoring, archiving }: LabState): boolean {
  return engineStatus === "ready" && !restoring && !archiving;
}

/** Epoch of the checkpoint that can be resumed now, or null. A finished run is not: it would only end once more. */
export function resumableEpoch(state: LabState): number | null {
  const { checkpoint, dataset, status } = state;
  const ended = status === "finished" && hasOwnCheckpoint(state);
  return checkpoint && checkpoint.datasetHash === dataset?.hash && !ended && canStart(state) ? checkpoint.epoch : null;
}

/** Whether the checkpoint at hand is of the run at hand. */
export function hasOwnCheckpoint({ run, checkpointRun }: Pick<LabState, "run" | "checkpointRun">): boolean {
  return run !== null && checkpointRun === run.runId;
}

/** The codes that a resumed run clusters: those of the run at hand that it continues, where they are still kept, or what is chosen. */
function codesOfResumed(state: LabState): RunId | null {
  const { run, codesFrom } = state;
  const own = hasOwnCheckpoint(state) && run?.started ? run.codesFrom : null;
  return codesAtHand(state).some(({ runId }) => runId === own) ? own : codesFrom;
}

/** The values of a checkpoint for the form: what its input alone forced on it is left as the form has it, for other input. */
function formValues(state: LabState, { values, featuresHash, codesHash }: Checkpoint, method: MethodDescriptor): Values {
  const own = valuesOfMethod(state, method);
  const shape = state.dataset?.shape ?? { channels: 3 };
  const on = inputKind(shape, { features: featuresHash !== undefined, codes: codesHash !== undefined });
  const inForce = valuesInForce(method.hyperparameters, own, on);
  const isForced = (name: string) => name in own && sameValue(values[name], inForce[name]);
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, isForced(name) ? own[name] : value]));
}

/** Whether the engine is there with the images and all that is to come with them, and free. */
export function canStart(
  state: Pick<LabState, "engineStatus" | "dataset" | "loading" | "restoring" | "attaching" | "status">,
): boolean {
  const { engineStatus, dataset, loading, restoring, attaching, status } = state;
  return engineStatus === "ready" && dataset !== null && !loading && !restoring && !attaching && !isGoingOn(status);
}

/** Whether a run holds the engine. */
export function isGoingOn(status: RunStatus): boolean {
  return status === "starting" || status === "running" || status === "pausing" || status === "paused" || status === "stopping";
}
