import type { StateCreator } from "zustand/vanilla";
import type { BackendReport } from "../core/backend-report";
import type { ScoreDescription } from "../core/score-description";
import type { MethodDescriptor, SourceDescriptor } from "../worker/protocol";
import type { BackendPreference, EngineLink } from "./engine-link";
import type { LabState } from "./lab-state";

export type EngineStatus = "starting" | "ready" | "lost";

/** What the engine says exists, and how it is. */
export interface CatalogSlice {
  readonly engineStatus: EngineStatus;
  readonly backendPreference: BackendPreference;
  readonly backend: BackendReport | null;
  readonly methods: readonly MethodDescriptor[];
  readonly sources: readonly SourceDescriptor[];
  /** What every score is called and means. */
  readonly scoreDescriptions: readonly ScoreDescription[];
  /** Why there is no engine, or why it is silent, as a sentence; null while all is well. */
  readonly engineFault: string | null;
  /** Ends this engine, launches another on `backend` and has it read the same images. A run is lost but for its checkpoint. */
  restartEngine(backend?: BackendPreference): void;
}

export function catalogSlice(engine: EngineLink, preference: BackendPreference): StateCreator<LabState, [], [], CatalogSlice> {
  return (set, get) => ({
    engineStatus: "starting",
    backendPreference: preference,
    backend: null,
    methods: [],
    sources: [],
    scoreDescriptions: [],
    engineFault: null,
    restartEngine(backend = get().backendPreference) {
      get().abandonRun("stopped", "Stopped when the engine was started again.");
      set({
        engineStatus: "starting",
        backendPreference: backend,
        backend: null,
        engineFault: null,
        archiving: null,
        keptCodes: [],
      });
      engine.relaunch(backend);
      get().reloadDatasets();
    },
  });
}
