import type { StateCreator } from "zustand/vanilla";
import type { Values } from "../core/hyperparameters";
import { type DatasetId, datasetId } from "../core/ids";
import { defaultImportOptions, type FileRef, type ImportOptions, type ImportReport } from "../data/dataset";
import type { DatasetSummary, SourceRequest } from "../worker/protocol";
import type { EngineLink } from "./engine-link";
import { attachCommand, attachingAgain } from "./features-slice";
import type { LabState } from "./lab-state";

export interface Loading {
  readonly datasetId: DatasetId;
  readonly title: string;
  readonly done: number;
  readonly total: number | null;
  readonly what: string;
  /** What was asked for; it becomes `source` once the images are there. */
  readonly request: SourceRequest;
  /** Why these files are no features of the images shown, which were asked for first: a sentence. */
  readonly because?: string | undefined;
}

export interface LoadFailure {
  /** What could not be done. */
  readonly heading: string;
  /** Of the images. */
  readonly title: string;
  readonly message: string;
  readonly report: ImportReport | null;
  /** What was asked for, so that it can be tried again; null where nothing was sent to the engine. */
  readonly request: SourceRequest | null;
}

/** The images at hand, and those on their way. */
export interface DatasetSlice {
  readonly dataset: DatasetSummary | null;
  /** The images that the user asked for. */
  readonly loading: Loading | null;
  /** The images shown, while an engine that took over reads them again; nothing can start before it has them. */
  readonly restoring: Loading | null;
  readonly loadFailure: LoadFailure | null;
  readonly importOptions: ImportOptions;
  /** Where the dataset shown came from, so that it can be loaded again; null before the first. */
  readonly source: SourceRequest | null;
  /** A ZIP being made: of which labels, and of which images. */
  readonly archiving: {
    readonly labels: Int32Array;
    readonly title: string;
    readonly done: number;
    readonly total: number;
  } | null;
  loadBuiltin(id: string, options: Values): void;
  /** `because` says why they were not taken for features of the images shown. */
  loadFiles(title: string, files: readonly FileRef[], because?: string): void;
  setImportOptions(options: Partial<ImportOptions>): void;
  /** Reads the files last asked for again, with the import options as they are now. */
  importAgain(): void;
  /** Has a fresh engine read what the last one had: the images shown, and those on their way. */
  reloadDatasets(): void;
  cancelLoad(): void;
  dismissLoadFailure(): void;
}

export function datasetSlice(engine: EngineLink): StateCreator<LabState, [], [], DatasetSlice> {
  let count = 0;
  return (set, get) => {
    function load(request: SourceRequest, title: string, because?: string): void {
      const { loading, forgetNotices } = get();
      forgetNotices();
      if (loading) engine.post({ kind: "cancelLoad", datasetId: loading.datasetId });
      count += 1;
      const id = datasetId(`dataset-${count}`);
      // A run goes on meanwhile: it ends only when other images have really arrived.
      set({ loadFailure: null, loading: { ...waitingFor(id, title, request, "Preparing"), because } });
      engine.post({ kind: "load", datasetId: id, source: request });
    }

    return {
      dataset: null,
      loading: null,
      restoring: null,
      loadFailure: null,
      importOptions: defaultImportOptions,
      source: null,
      archiving: null,

      loadBuiltin(id, options) {
        const title = get().sources.find((source) => source.id === id)?.title ?? id;
        load({ kind: "builtin", id, options }, title);
      },
      loadFiles(title, files, because) {
        if (files.length === 0) {
          const message = `There are no files in ${title}.${stillHere(get().dataset)}`;
          set({ loadFailure: { heading: nothingImported, title, message, report: null, request: null } });
          get().say({ level: "error", title: nothingImported, message });
          return;
        }
        load({ kind: "files", title, files, options: get().importOptions }, title, because);
      },
      dismissLoadFailure: () => set({ loadFailure: null }),
      setImportOptions(options) {
        set({ importOptions: { ...get().importOptions, ...options } });
      },
      importAgain() {
        const request = filesToImportAgain(get());
        if (request) load({ ...request, options: get().importOptions }, request.title);
      },
      reloadDatasets() {
        const state = get();
        const { loading } = state;
        const restoring = restoringOf(state);
        // Under the ids they have: to the page they are the same images.
        set({ restoring, loading: loading && waitingFor(loading.datasetId, loading.title, loading.request, "Preparing") });
        for (const wanted of [restoring, loading])
          if (wanted) engine.post({ kind: "load", datasetId: wanted.datasetId, source: wanted.request });
        const again = attachingAgain(state);
        set(again);
        if (again.attaching) engine.post(attachCommand(again.attaching));
      },
      cancelLoad() {
        const { loading } = get();
        if (!loading) return;
        // Not left to the engine's answer: one that is lost or busy owes it for long. Should the images come all the same,
        // nobody expects them.
        set({ loading: null });
        engine.post({ kind: "cancelLoad", datasetId: loading.datasetId });
      },
    };
  };
}

type FilesRequest = Extract<SourceRequest, { kind: "files" }>;

export const nothingImported = "Nothing was imported";

/** What an import that failed leaves as it was; ends its message. */
export function stillHere(dataset: DatasetSummary | null): string {
  return dataset ? " The images that were here before are still in use." : "";
}

/** The user's files that were last asked for: on their way, refused, or shown. Null where there are none. */
export function filesToImportAgain(state: Pick<DatasetSlice, "loading" | "loadFailure" | "source">): FilesRequest | null {
  const requests = [state.loading?.request, state.loadFailure?.request, state.source];
  return requests.find((request): request is FilesRequest => request?.kind === "files") ?? null;
}

/** What an engine that took over has to read before a run on the images shown can start; null without images. */
export function restoringOf({ dataset, source }: Pick<DatasetSlice, "dataset" | "source">): Loading | null {
  return dataset && source && waitingFor(dataset.datasetId, dataset.title, source, "Loading the images into the new engine");
}

function waitingFor(id: DatasetId, title: string, request: SourceRequest, what: string): Loading {
  return { datasetId: id, title, request, done: 0, total: null, what };
}
