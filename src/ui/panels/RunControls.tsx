import { ActionIcon, Alert, Button, Loader, Tooltip } from "@mantine/core";
import { useHotkeys } from "@mantine/hooks";
import { Pause, Play, RotateCcw, Save, Square, StepForward } from "lucide-react";
import { useEffect, useState } from "react";
import type { EngineStatus } from "../../store/catalog-slice";
import { emptyAtTheEnd } from "../../store/empty-clusters";
import type { LabState } from "../../store/lab-state";
import { canStart, isGoingOn, type RunStatus, resumableEpoch } from "../../store/run-slice";
import { startHindrances } from "../../store/start-check-slice";
import { duration, shortTitle } from "../format";
import { RemedyButtons } from "../kit/RemedyButtons";
import { useLab, useLabApi } from "../use-lab";
import { StartHindrances } from "./StartHindrances";

const selectStatus = (state: LabState) => state.status;
const selectCanStart = (state: LabState) => canStart(state) && state.methodId !== null && state.startFaults.length === 0;
const selectHindered = (state: LabState) => startHindrances(state).length > 0;
const selectStarted = (state: LabState) => state.run?.started === true;
const selectMessage = (state: LabState) => state.runMessage;
const selectSeconds = (state: LabState) => state.runSeconds;
const selectEngineStatus = (state: LabState) => state.engineStatus;
const selectEngineFault = (state: LabState) => state.engineFault;
const selectPhase = (state: LabState) => state.phases.at(-1)?.title ?? null;
const selectOnFeatures = (state: LabState) => state.run?.features != null;
const selectLoading = (state: LabState) => state.loading !== null || state.restoring !== null;
/** The method of the run at hand, where another is chosen now. */
const selectEndedMethod = ({ run, methodId }: LabState) =>
  run === null || run.methodId === methodId ? null : shortTitle(run.methodTitle);

/** The method of the checkpoint, where that is not of the run at hand. */
const selectOtherRun = ({ checkpoint, checkpointRun, run, methods }: LabState) =>
  checkpoint === null || checkpointRun === run?.runId
    ? null
    : (methods.find(({ id }) => id === checkpoint.methodId)?.title ?? checkpoint.methodId);

/** In words how the run stands, and below it, always at the same places: run, pause, resume, step and stop. */
export function RunControls() {
  const store = useLabApi();
  const status = useLab(selectStatus);
  const ready = useLab(selectCanStart);
  const resumable = useLab(resumableEpoch);
  const ofRun = useLab(selectOtherRun);
  const goingOn = isGoingOn(status);
  const toggle = (): void => {
    const state = store.getState();
    if (state.status === "running") state.pauseRun();
    else if (state.status === "paused") state.resumeRun();
    else state.startRun();
  };
  useHotkeys([["mod+Enter", toggle]], []);

  return (
    <section className="run-controls" aria-label="Run controls">
      <StatusAlert />
      <StartHindrances />
      {resumable !== null && (
        <div className="resume">
          <Button
            fullWidth
            variant="light"
            leftSection={<RotateCcw size={14} aria-hidden="true" />}
            aria-describedby="resume-note"
            onClick={() => store.getState().resumeFromCheckpoint()}
          >
            Resume from epoch {resumable}
          </Button>
          <p id="resume-note" className="muted">
            {ofRun === null ? "" : `This brings back another run, of ${ofRun}. `}
            It goes on with the settings that it had, not with those changed since. Epochs after {resumable}, if there were any,
            are trained again.
          </p>
        </div>
      )}
      {/* Last, and so at the same place whatever stands above. */}
      <div className="run-buttons">
        <MainButton status={status} ready={ready} onClick={toggle} />
        <Button
          size="sm"
          variant="default"
          leftSection={<StepForward size={15} aria-hidden="true" />}
          title="One epoch further, then pause again"
          {...unavailable(status !== "paused")}
          onClick={() => store.getState().stepRun()}
        >
          Step
        </Button>
        <Button
          size="sm"
          variant="default"
          leftSection={<Square size={13} aria-hidden="true" />}
          {...unavailable(!goingOn || status === "stopping")}
          onClick={() => store.getState().stopRun()}
        >
          Stop
        </Button>
      </div>
    </section>
  );
}

/** A button that can't be pressed now, but keeps the focus that a disabled one loses. The store lets nothing of it through. */
const unavailable = (off: boolean) => ({ "data-disabled": off, "aria-disabled": off });

interface MainButtonProps {
  readonly status: RunStatus;
  readonly ready: boolean;
  readonly onClick: () => void;
}

function MainButton({ status, ready, onClick }: MainButtonProps) {
  const running = status === "running" || status === "pausing";
  const paused = status === "paused";
  const open = status === "running" || paused;
  const [label, Icon] = running ? (["Pause", Pause] as const) : paused ? (["Resume", Play] as const) : (["Run", Play] as const);
  return (
    <Button
      size="sm"
      title="Ctrl + Enter"
      aria-keyshortcuts="Control+Enter"
      className="run-main"
      variant="filled"
      leftSection={
        isGoingOn(status) && !open ? (
          <Loader size={15} color="currentColor" aria-hidden="true" />
        ) : (
          <Icon size={15} fill="currentColor" aria-hidden="true" />
        )
      }
      {...unavailable(!(open || ready))}
      onClick={onClick}
    >
      {label}
    </Button>
  );
}

const words: Readonly<Record<RunStatus, string>> = {
  idle: "Ready.",
  starting: "Starting.",
  running: "Training.",
  pausing: "Pausing after this step.",
  paused: "Paused.",
  stopping: "Stopping, at the end of this epoch if that is near.",
  stopped: "Stopped.",
  finished: "Finished.",
  failed: "Failed.",
};

function StatusAlert() {
  const store = useLabApi();
  const status = useLab(selectStatus);
  const message = useLab(selectMessage);
  const seconds = useLab(selectSeconds);
  const engineStatus = useLab(selectEngineStatus);
  const fault = useLab(selectEngineFault);
  const loading = useLab(selectLoading);
  const phase = useLab(selectPhase);
  const empty = useLab(emptyAtTheEnd);
  const hindered = useLab(selectHindered);
  const started = useLab(selectStarted);
  const on = useLab(selectOnFeatures) ? " on features" : "";
  const method = useLab(selectEndedMethod);
  const slow = useSlowStart(engineStatus);
  const idle =
    engineStatus === "starting"
      ? "The engine is starting."
      : loading
        ? "Loading the images."
        : hindered
          ? "Not ready yet."
          : "Ready: press Run to train on this machine.";
  const text =
    status === "idle"
      ? idle
      : status === "finished"
        ? `${method === null ? "Finished" : `${method} has finished`}${on}${seconds === null ? "" : ` in ${duration(seconds * 1000)}`}${empty === null ? "" : `, but ${empty}`}. ${message ?? ""}`
        : status === "stopped" && message
          ? message
          : status === "running" && phase
            ? `Training${on}. ${phase}.`
            : status === "failed" && !started
              ? "Not started."
              : words[status];
  return (
    <>
      <div className="run-head">
        <p
          className={`run-status run-status-${empty === null && !(status === "idle" && hindered) ? status : "doubtful"}`}
          role="status"
          aria-label="Run status"
        >
          <span className="run-dot" aria-hidden="true" />
          <span>{text}</span>
        </p>
        {isGoingOn(status) && (
          <Tooltip label="Keep a checkpoint: the run can go on from here, until another one starts">
            <ActionIcon size="sm" aria-label="Keep a checkpoint" onClick={() => store.getState().requestCheckpoint()}>
              <Save size={14} aria-hidden="true" />
            </ActionIcon>
          </Tooltip>
        )}
      </div>
      {slow && (
        <Alert color="yellow" variant="light" p="xs" title="The engine takes long to start">
          Its backend may not work on this machine. Another one may.
          <RemedyButtons remedies={["restartEngine", "restartOnWasm"]} />
        </Alert>
      )}
      {fault !== null && (
        <Alert
          color={engineStatus === "lost" ? "red" : "yellow"}
          variant="light"
          p="xs"
          title={engineStatus === "lost" ? "No engine" : "Silence"}
        >
          {fault}
          <RemedyButtons remedies={engineStatus === "lost" ? ["restartEngine", "restartOnWasm"] : ["restartEngine"]} />
        </Alert>
      )}
      {status === "failed" && fault === null && message !== null && (
        <Alert color="red" variant="light" p="xs" title={started ? "The run failed" : "The run did not start"}>
          {message}
        </Alert>
      )}
    </>
  );
}

const slowStartMs = 25_000;

/** Whether the engine has been starting for so long that something must be wrong. */
function useSlowStart(engineStatus: EngineStatus): boolean {
  const [slow, setSlow] = useState(false);
  useEffect(() => {
    setSlow(false);
    if (engineStatus !== "starting") return;
    const timer = setTimeout(() => setSlow(true), slowStartMs);
    return () => clearTimeout(timer);
  }, [engineStatus]);
  return slow;
}
