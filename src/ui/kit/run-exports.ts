import { version } from "../../../package.json";
import { clusterSizes } from "../../core/cluster-sizes";
import { closingSentence } from "../../core/empty-clusters";
import { inputKind } from "../../core/input-kind";
import { recipeOf } from "../../core/recipes";
import type { Assignments } from "../../export/assignments";
import { assignmentsCsvBlob } from "../../export/assignments-csv";
import { assignmentsJsonBlob } from "../../export/assignments-json";
import { checkpointToJson } from "../../export/checkpoint-json";
import { restartScores } from "../../export/restart-scores";
import { runRecord, runRecordToJson } from "../../export/run-record";
import { sourceRecord } from "../../export/source-record";
import { bySpace } from "../../export/space-figures";
import { viewFigures } from "../../export/view-figures";
import { emptyAtTheEnd } from "../../store/empty-clusters";
import { clusterFolderNames, type ExportableRun, secondsOf } from "../../store/exportable-run";
import type { LabState } from "../../store/lab-state";
import type { RunFacts } from "../../store/run-slice";
import { shownLayout } from "../../store/shown-layout";
import type { Checkpoint } from "../../worker/protocol";

/** What the menu hands out, from the run's latest frame: a finished run's answer, or how far a stopped one came. */
export type ExportKind = "csv" | "json" | "record";

/** The file of `kind`, or null while the run has nothing of it. */
export function exportFile(
  state: ExportableRun,
  kind: ExportKind,
  now: Date,
): { readonly blob: Blob; readonly suffix: string } | null {
  const { run, frame } = state;
  switch (kind) {
    case "csv": {
      const assignments = assignmentsOf(state);
      return assignments && { blob: assignmentsCsvBlob(assignments), suffix: "assignments.csv" };
    }
    case "json": {
      const assignments = assignmentsOf(state);
      if (!assignments || !run) return null;
      const { title, hash } = run.dataset;
      const origin = { method: run.methodId, seed: run.seed, dataset: { title, hash }, scores: frame?.scores ?? null };
      return { blob: assignmentsJsonBlob(assignments, origin), suffix: "assignments.json" };
    }
    case "record": {
      const text = recordText(state, now);
      return text === null ? null : { blob: new Blob([text], { type: "application/json" }), suffix: "run.json" };
    }
  }
}

/** A checkpoint to be dropped on the page again, or given to the command's `--resume`. */
export function checkpointFile(checkpoint: Checkpoint): { readonly blob: Blob; readonly suffix: string } {
  const blob = new Blob([checkpointToJson(checkpoint)], { type: "application/json" });
  return { blob, suffix: `${checkpoint.methodId}-seed-${checkpoint.seed}-epoch-${checkpoint.epoch}.checkpoint.json` };
}

function assignmentsOf(state: ExportableRun): Assignments | null {
  const { run, frame } = state;
  if (!run || !frame?.labels) return null;
  return {
    paths: run.dataset.paths,
    labels: frame.labels,
    clusterNames: clusterFolderNames(state),
    confidence: frame.confidence,
    layout: shownLayout(state),
    truth: run.dataset.truth,
    columns: frame.columns,
  };
}

function recordText(state: ExportableRun, now: Date): string | null {
  const { run, frame, history, scoreHistory, source, methods } = state;
  if (!run?.backend || !frame?.labels) return null;
  const { dataset, backend } = run;
  const { internalScores, projectionQuality, projectorId } = state;
  const restarts = restartScores(history);
  const views = state.views.flatMap(({ view, epoch }) => viewFigures(view, epoch) ?? []);
  const scored = new Map(scoreHistory.map((point) => [point.epoch, point.scores]));
  const record = runRecord({
    finishedAt: new Date(state.runEndedAt ?? now).toISOString(),
    recipe: {
      dataset: {
        title: dataset.title,
        hash: dataset.hash,
        shape: dataset.shape,
        classes: dataset.truth?.names ?? null,
        ...sourceRecord(source),
      },
      ...(run.codesOf ? { codes: run.codesOf } : {}),
      ...(run.features ? { features: run.features } : {}),
      method: run.methodId,
      recipe: run.changes.length > 0 ? null : recipeOfRun(run, methods),
      values: run.values,
      ...(run.changes.length > 0 ? { changes: run.changes } : {}),
      clusters: run.clusterCount,
      seed: run.seed,
    },
    environment: { version, backend, agent: navigator.userAgent },
    result: {
      reason: closingSentence(state.runMessage ?? "The run was still going on.", emptyAtTheEnd(state)),
      seconds: secondsOf(state),
      epochs: frame.epoch,
      sizes: clusterSizes(frame.labels, clusterFolderNames(state).length),
      scores: frame.scores,
      ...(internalScores ? { internal: bySpace(internalScores) } : {}),
      ...(internalScores?.probes ? { probes: bySpace(internalScores.probes) } : {}),
      ...(restarts ? { restarts } : {}),
      ...(views.length > 0 ? { views } : {}),
      ...(projectionQuality ? { map: { projection: projectorId, ...projectionQuality } } : {}),
    },
    history: history.map((entry) => {
      const scores = scored.get(entry.epoch);
      return scores ? { ...entry, scores } : entry;
    }),
  });
  return runRecordToJson(record);
}

function recipeOfRun({ methodId, values, dataset, features, codesOf }: RunFacts, methods: LabState["methods"]): string | null {
  const method = methods.find(({ id }) => id === methodId);
  const on = inputKind(dataset.shape, { features: features !== null, codes: codesOf !== null });
  return method ? recipeOf(method, values, on) : null;
}
