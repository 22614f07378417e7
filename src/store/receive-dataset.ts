import type { FeatureCommand } from "../worker/client";
import type { DatasetSummary, EngineEvent } from "../worker/protocol";
import { nothingImported, stillHere } from "./dataset-slice";
import { type ExportableRun, exportableRun, hasAssignments } from "./exportable-run";
import { noFeatures } from "./features-slice";
import type { LabState } from "./lab-state";
import { emptyProjection } from "./projection-slice";
import { defaultClusterCount, largestClusterCount, smallestClusterCount } from "./recipe-slice";
import { isGoingOn } from "./run-slice";
import type { StateAccess } from "./state-access";
import { isUnexported } from "./taken-home-slice";
import { emptyTimeline } from "./timeline-slice";

export type DatasetEvent = Extract<EngineEvent, { kind: "loading" | "dataset" | "loadFailed" | "loadCancelled" }>;

/** Brings what became of a load into the state. Events of a load that was given up are dropped. */
export function receiveDatasetEvent(access: StateAccess, event: DatasetEvent): void {
  if (event.kind === "dataset") {
    receiveDataset(access, event.dataset);
    return;
  }
  const { get, set } = access;
  const state = get();
  const slot = (["loading", "restoring"] as const).find((name) => state[name]?.datasetId === event.datasetId);
  const load = slot && state[slot];
  const { attaching } = state;
  if (!load && event.kind === "loading" && attaching?.datasetId === event.datasetId)
    set({ attaching: { ...attaching, done: event.done, total: event.total, what: event.what } });
  if (!load) return;
  switch (event.kind) {
    case "loading":
      set({ [slot]: { ...load, done: event.done, total: event.total, what: event.what } });
      return;
    case "loadFailed": {
      const heading = slot === "loading" ? nothingImported : "The images could not be read again";
      const message = event.message + (slot === "loading" ? stillHere(state.dataset) : "");
      set({
        [slot]: null,
        loadFailure: { heading, title: load.title, message, report: event.report, request: load.request },
      });
      state.say({
        level: "error",
        title: heading,
        message,
        remedies: event.report ? ["openImportReport"] : [],
      });
      return;
    }
    case "loadCancelled":
      set({ [slot]: null });
      return;
  }
}

function receiveDataset({ get, set, post }: StateAccess, dataset: DatasetSummary): void {
  const state = get();
  const before = state.dataset;
  const { loading } = state;
  const isNew = loading?.datasetId === dataset.datasetId;
  if (!isNew && before?.datasetId !== dataset.datasetId) {
    // Its load was cancelled or overtaken when it was all but done; nobody would ever free its memory.
    post({ kind: "forget", datasetId: dataset.datasetId });
    return;
  }
  const changed = before?.hash !== dataset.hash;
  const added = isNew && !dataset.features ? state.featuresCommand : null;
  const again = added && !changed ? { ...added, datasetId: dataset.datasetId } : null;
  const classes = Math.min(dataset.truth?.names.length ?? 0, largestClusterCount);
  const runEnds = changed && isGoingOn(state.status);
  if (runEnds && state.run && state.status !== "stopping") {
    post({ kind: "stop", runId: state.run.runId });
    const kept = hasAssignments(state) ? ` ${stillInExport}` : "";
    state.say({ level: "info", title: "The run was stopped", message: `Other images are here now: ${dataset.title}.${kept}` });
  } else if (changed && isUnexported(state, state.exported))
    state.say({ level: "info", title: "Clusters not exported yet", message: stillInExport });
  set({
    dataset,
    // Only now: until here the page showed what came from elsewhere.
    ...(isNew ? { loading: null, source: loading.request, restoring: null } : { restoring: null }),
    loadFailure: null,
    ...(changed ? withoutRun(state, runEnds) : { run: state.run && { ...state.run, dataset } }),
    ...(changed ? clusterCountFor(state, classes, dataset.shape.count) : {}),
    ...(isNew ? featuresOf(dataset, again) : {}),
    ...(!dataset.truth && (state.colourBy === "label" || state.colourBy === "match") ? { colourBy: "cluster" } : {}),
  });
  // An engine that took over read them with the images, but they had been removed.
  if (!isNew && dataset.features && !state.features) post({ kind: "detachFeatures", datasetId: dataset.datasetId });
  if (before && before.datasetId !== dataset.datasetId)
    post({ kind: "forget", datasetId: before.datasetId, ...(changed ? {} : { successor: dataset.datasetId }) });
  if (added && !again && state.features)
    state.say({
      level: "info",
      title: "Features went with the images before",
      message: "Runs learn from the pictures again. Add features of these where you have some.",
    });
  if (isNew) tellFeatures(dataset, state.say);
  if (isNew && before && dataset.shape.vectors && !before.shape.vectors)
    state.say({
      level: "info",
      title: "The pictures were replaced",
      message: [`${dataset.title} is a dataset of vectors, now in the place of ${before.title}.`, loading?.because]
        .join(" ")
        .trim(),
    });
  if (isNew && dataset.report.problemCount > 0)
    state.say({
      level: "warning",
      title:
        dataset.report.problemCount === 1
          ? "One file has a problem"
          : `${dataset.report.problemCount.toLocaleString("en-GB")} files have problems`,
      message: `${dataset.shape.count.toLocaleString("en-GB")} images were imported all the same.`,
      remedies: ["openImportReport"],
    });
}

/** What becomes of a run whose images make way. */
const stillInExport = "What the run before found is still under Export, until another run takes its place.";

function tellFeatures({ features }: DatasetSummary, say: LabState["say"]): void {
  if (!features) return;
  const { title } = features;
  const message = `Runs learn from them, in ${title}, and not from the pictures; the method's panel offers both.`;
  say({ level: "info", title: "Features lie beside the pictures", message });
}

/** New images are learned from by the features that came with them; the same images keep those that `again` had brought. */
function featuresOf({ features }: DatasetSummary, again: FeatureCommand | null): Partial<LabState> {
  if (features) return { ...noFeatures, features, input: "features" };
  return again ? { featuresCommand: again, attaching: null } : noFeatures;
}

/** k for new images: their classes, or ten. A k that was chosen belongs to the images it was chosen for: a link's to the first, and where it names none to the first files. */
function clusterCountFor(state: LabState, classes: number, images: number): Partial<LabState> {
  const areFiles = state.loading?.request.kind === "files";
  if (state.clusterCountChosen && state.dataset === null) return areFiles ? { linkedClusterCount: null } : {};
  const linked = areFiles ? state.linkedClusterCount : null;
  if (linked !== null) return { clusterCount: linked, clusterCountChosen: true, linkedClusterCount: null };
  const clusterCount = classes >= smallestClusterCount ? classes : Math.min(defaultClusterCount, images);
  return { clusterCount, clusterCountChosen: false };
}

/** What of the run can still be exported without its images: no pictures, which may be many. */
function leftBehind(state: LabState, runEnds: boolean): ExportableRun | null {
  const kept = exportableRun(state);
  if (!kept?.run) return null;
  const { dataset } = kept.run;
  return {
    ...kept,
    ...(runEnds ? { status: "stopped", runEndedAt: Date.now(), runMessage: "Stopped, as other images came." } : {}),
    run: { ...kept.run, dataset: { ...dataset, thumbnails: { ...dataset.thumbnails, pixels: new Uint8Array(0) } } },
    views: kept.views.filter(({ view }) => view.kind !== "pictures"),
  };
}

/** Nothing of a run on other images stays but what can be exported, and that the engine may still be at it. */
function withoutRun(state: LabState, runEnds: boolean): Partial<LabState> {
  return {
    earlier: leftBehind(state, runEnds) ?? state.earlier,
    selection: null,
    hovered: null,
    run: null,
    status: runEnds ? "stopping" : "idle",
    leaving: runEnds ? (state.run?.runId ?? state.leaving) : null,
    runMessage: null,
    progress: null,
    runSeconds: null,
    runEndedAt: null,
    dendrogram: null,
    internalScores: null,
    neighbours: null,
    clusterNames: {},
    ...emptyProjection,
    ...emptyTimeline,
  };
}
