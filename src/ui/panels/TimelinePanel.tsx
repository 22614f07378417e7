import type { LabState } from "../../store/lab-state";
import { isGoingOn } from "../../store/run-slice";
import { bytes, duration, short } from "../format";
import { epochText } from "../kit/epoch-text";
import { useLab, useLabSlowly } from "../use-lab";

const selectPhases = (state: LabState) => state.phases;
const selectProgress = (state: LabState) => state.progress;
const selectStatus = (state: LabState) => state.status;
const selectBackend = (state: LabState) => state.backend?.backend ?? null;

/** Which phase the run is in, how far, how fast, and how long it will still take. */
export function TimelinePanel() {
  const phases = useLab(selectPhases);
  const progress = useLabSlowly(selectProgress, 250);
  const status = useLab(selectStatus);
  const backend = useLab(selectBackend);
  const current = phases.findIndex((phase) => phase.phase === progress?.phase);
  const ended = status === "finished";
  const title = phases[current]?.title ?? phases.at(-1)?.title;

  return (
    <section className="timeline" aria-label="Timeline">
      <div className="phases">
        {phases.length === 0 && <div className="phase" />}
        {phases.map(({ phase, title: name, epochs }, index) => {
          const share =
            ended || index < current
              ? 1
              : index > current || !progress
                ? 0
                : progress.phaseEpochs
                  ? Math.min(1, progress.phaseEpoch / progress.phaseEpochs)
                  : null;
          const now = share === null ? undefined : Math.round(share * 100);
          return (
            <div
              key={phase}
              className={share === null ? "phase phase-endless" : "phase"}
              role="progressbar"
              aria-label={name}
              aria-valuemin={0}
              aria-valuemax={100}
              aria-valuenow={now}
              style={{ flexGrow: Math.sqrt(Math.max(1, epochs ?? 10)) }}
              title={name}
            >
              <i style={{ transform: `scaleX(${share ?? 1})` }} />
            </div>
          );
        })}
      </div>
      <div className="timeline-row">
        {progress ? (
          <span className="timeline-phase">
            <span className="timeline-title" title={title}>
              {title ?? progress.phase}
            </span>
            <span className="timeline-epoch">
              {epochText(progress, Boolean(phases[current]?.restarts), status === "running" || status === "paused")}
            </span>
          </span>
        ) : (
          <span className="timeline-phase">
            {status === "stopping" ? "Stopping the run" : isGoingOn(status) ? "Preparing the run" : "No run yet"}
          </span>
        )}
        <span className="timeline-figures">
          {progress && (
            <>
              {progress.etaMs !== null && status === "running" && (
                <span title="Time left of this phase; others may follow">{duration(progress.etaMs)} left</span>
              )}
              <span title="Time since the run started, pauses left out">{duration(progress.elapsedMs)}</span>
              {progress.imagesPerSecond > 0 && isGoingOn(status) && (
                <span className="timeline-speed" title="Throughput">
                  {short(progress.imagesPerSecond)} images/s
                </span>
              )}
              <span className="wide-only" title="Memory of the engine">
                {bytes(progress.memory.bytes)}
              </span>
            </>
          )}
          {backend && <span className="wide-only">{backend}</span>}
        </span>
      </div>
    </section>
  );
}
