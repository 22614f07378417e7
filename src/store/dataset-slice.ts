import type { StateCreator } from "zustand/vanilla";
import type { Values } from "../core/hyperparameters";
import { type DatasetId, datasetId } from "../core/ids";
import { defaultImportOptions, type FileRef, type ImportOptions, type ImportReport } from "../data/dataset";
import type { DatasetSummary, SourceRequest } from "../worker/protocol";
import type { EngineLink } from "./engine-link";
import type { LabState } from "./lab-state";

export interface Loading {
  readonly datasetId: DatasetId;
  readonly title: string;
  readonly done: number;
  readonly total: number | null;
  readonly what: string;
}

export interface LoadFailure {
  readonly title: string;
  readonly message: string;
  readonly report: ImportReport | null;
}

/** The images at hand, and those on their way. */
export interface DatasetSlice {
  readonly dataset: DatasetSummary | null;
  readonly loading: Loading | null;
  readonly loadFailure: LoadFailure | null;
  readonly importOptions: ImportOptions;
  /** Where the dataset shown came from, kept so that it can be loaded again; null before the first. */
  readonly source: SourceRequest | null;
  readonly archiving: { readonly done: number; readonly total: number } | null;
  loadBuiltin(id: string, options: Values): void;
  loadFiles(title: string, files: readonly FileRef[]): void;
  setImportOptions(options: Partial<ImportOptions>): void;
  /** Reads the same files again with the import options as they are now. */
  importAgain(): void;
  /** Loads `source` again in a fresh engine. */
  reloadDataset(): void;
  cancelLoad(): void;
}

export function datasetSlice(engine: EngineLink): StateCreator<LabState, [], [], DatasetSlice> {
  let count = 0;
  return (set, get) => {
    function load(source: SourceRequest, title: string): void {
      const { loading, stopRun } = get();
      if (loading) engine.post({ kind: "cancelLoad", datasetId: loading.datasetId });
      stopRun();
      count += 1;
      const id = datasetId(`dataset-${count}`);
      set({
        source,
        loadFailure: null,
        loading: { datasetId: id, title, done: 0, total: null, what: "Preparing" },
      });
      engine.post({ kind: "load", datasetId: id, source });
    }

    return {
      dataset: null,
      loading: null,
      loadFailure: null,
      importOptions: defaultImportOptions,
      source: null,
      archiving: null,

      loadBuiltin(id, options) {
        const title = get().sources.find((source) => source.id === id)?.title ?? id;
        load({ kind: "builtin", id, options }, title);
      },
      loadFiles(title, files) {
        if (files.length === 0) {
          set({ loadFailure: { title, message: `There are no files in ${title}.`, report: null } });
          return;
        }
        load({ kind: "files", title, files, options: get().importOptions }, title);
      },
      setImportOptions(options) {
        set({ importOptions: { ...get().importOptions, ...options } });
      },
      importAgain() {
        const { source } = get();
        if (source?.kind === "files") load({ ...source, options: get().importOptions }, source.title);
      },
      reloadDataset() {
        const { source, dataset } = get();
        if (source) load(source, dataset?.title ?? "the dataset");
      },
      cancelLoad() {
        const { loading } = get();
        if (loading) engine.post({ kind: "cancelLoad", datasetId: loading.datasetId });
      },
    };
  };
}
