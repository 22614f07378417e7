import { access, constants, writeFile } from "node:fs/promises";
import path from "node:path";
import { version } from "../../package.json";
import type { BackendReport } from "../core/backend-report";
import { clusterSizes } from "../core/cluster-sizes";
import type { Assignments } from "../export/assignments";
import { assignmentsCsv } from "../export/assignments-csv";
import { encodeNpy } from "../export/npy";
import { type HistoryEntry, runRecord, runRecordToJson } from "../export/run-record";
import type { SourceRecord } from "../export/source-record";
import { viewFigures } from "../export/view-figures";
import type { DatasetSummary, FeatureSummary, RunRequest } from "../worker/protocol";
import type { AfterRun } from "./after-run";
import { CommandError } from "./command-error";
import { clusterCount } from "./command-result";
import { makeFolder, whyNoFolder } from "./make-folder";
import type { Finished } from "./train";

/** A run that has ended, and what it ran on. */
export interface RunEnd {
  readonly request: RunRequest;
  /** The id of the recipe whose values the run had, or null. */
  readonly recipe: string | null;
  /** How to get the images again. */
  readonly source: SourceRecord;
  readonly dataset: DatasetSummary;
  readonly backend: BackendReport;
  readonly history: readonly HistoryEntry[];
  readonly finished: Finished;
  /** File of the vectors that were clustered in the place of the pixels, or null. */
  readonly codes: string | null;
  /** What was learned from in the place of the pictures, or null. */
  readonly features: FeatureSummary | null;
  readonly after: AfterRun;
}

/** Makes `folder` where it isn't there. Throws a CommandError where nothing could be written into it. */
export async function prepareFolder(folder: string): Promise<void> {
  try {
    await makeFolder(folder);
    await access(folder, constants.W_OK);
  } catch (error) {
    throw new CommandError(`Nothing can be written to --out ${folder}${whyNoFolder(error)}; choose another folder.`);
  }
}

/** Makes the folder of `--cache` where it isn't there; one that can only be read is of use all the same. Throws a CommandError. */
export async function prepareCache(folder: string): Promise<void> {
  try {
    await makeFolder(folder);
  } catch (error) {
    throw new CommandError(`Nothing can be kept in --cache ${folder}${whyNoFolder(error)}; choose another folder.`);
  }
}

/** Writes assignments.csv, run.json and codes.npy (float32 [n, d]) into `folder`, made where it isn't there. */
export async function writeResults(folder: string, end: RunEnd): Promise<void> {
  const { codes } = end.finished;
  await makeFolder(folder);
  await writeFile(path.join(folder, "assignments.csv"), assignmentsCsv(assignments(end)));
  await writeFile(path.join(folder, "run.json"), recordText(end));
  if (codes) await writeFile(path.join(folder, "codes.npy"), encodeNpy(codes.data, [codes.rows, codes.cols]));
}

function assignments({ request, dataset, finished, after }: RunEnd): Assignments {
  const { labels, confidence, layout } = finished.frame;
  return {
    paths: dataset.paths,
    labels: labels ?? new Int32Array(dataset.shape.count).fill(-1),
    // The page's names for clusters that nobody has named.
    clusterNames: Array.from({ length: clusterCount(request, finished.frame) }, (_, cluster) => `Cluster ${cluster}`),
    confidence,
    layout: after.map?.layout ?? layout,
    truth: dataset.truth,
    columns: finished.frame.columns,
  };
}

function recordText({ request, recipe, source, dataset, backend, history, finished, codes, features, after }: RunEnd): string {
  const { frame, reason, seconds, epochs } = finished;
  const views = frame.views.flatMap((view) => viewFigures(view, frame.epoch) ?? []);
  return runRecordToJson(
    runRecord({
      finishedAt: new Date().toISOString(),
      recipe: {
        dataset: {
          title: dataset.title,
          hash: dataset.hash,
          shape: dataset.shape,
          classes: dataset.truth?.names ?? null,
          ...source,
        },
        ...(codes === null ? {} : { codes }),
        ...(features ? { features } : {}),
        method: request.methodId,
        recipe,
        values: request.values,
        clusters: request.clusters,
        seed: request.seed,
      },
      environment: { version, backend, agent: `Node ${process.version} on ${process.platform}` },
      result: {
        reason,
        seconds,
        epochs,
        sizes: frame.labels ? clusterSizes(frame.labels, clusterCount(request, frame)) : [],
        scores: frame.scores,
        internal: after.internal,
        ...(after.probes ? { probes: after.probes } : {}),
        ...(after.restarts ? { restarts: after.restarts } : {}),
        ...(views.length > 0 ? { views } : {}),
        ...(after.map ? { map: { projection: after.map.projection, ...after.map.quality } } : {}),
      },
      history,
    }),
  );
}
