import type { StateCreator } from "zustand/vanilla";
import { defaultsOf, type FieldValue, type Values } from "../core/hyperparameters";
import type { RunId } from "../core/ids";
import type { ProjectionQuality, ProjectorCommand, ProjectorDescriptor, ProjectorEvent } from "../worker/projector-protocol";
import type { LabState } from "./lab-state";

export type Layout = Extract<ProjectorEvent, { kind: "layout" }>;
export type Projecting = Extract<ProjectorEvent, { kind: "projecting" }>;

/** How the map lays out the codes. PCA comes with every frame; the others come from the projector, step by step. */
export interface ProjectionSlice {
  readonly projectors: readonly ProjectorDescriptor[];
  readonly projectorId: string;
  /** Counts what the projector was told to do; events of an earlier choice are of the past. */
  readonly projectionChoice: number;
  /** What the user changed, by projector. */
  readonly valuesByProjector: Readonly<Record<string, Values>>;
  /** The projector's newest layout of the present run; null while PCA is chosen or nothing has come yet. */
  readonly projection: Layout | null;
  /** What the projector does now, or null while it rests. */
  readonly projecting: Pick<Projecting, "stage" | "step" | "steps"> | null;
  /** Of the finished run's layout that the map shows. */
  readonly projectionQuality: ProjectionQuality | null;
  chooseProjector(id: string): void;
  setProjectorValue(name: string, value: FieldValue): void;
}

/** What a new run, or a new projection, begins with. */
export const emptyProjection: Pick<ProjectionSlice, "projection" | "projecting" | "projectionQuality"> = {
  projection: null,
  projecting: null,
  projectionQuality: null,
};

export function projectionSlice(post: (command: ProjectorCommand) => void): StateCreator<LabState, [], [], ProjectionSlice> {
  return (set, get) => {
    function choose(): void {
      const state = get();
      const choice = state.projectionChoice + 1;
      set({ projectionChoice: choice });
      post({ kind: "choose", choice, projectorId: state.projectorId, values: valuesOfProjector(state) });
    }
    return {
      projectors: [],
      projectorId: "pca",
      projectionChoice: 0,
      valuesByProjector: {},
      ...emptyProjection,
      chooseProjector(id) {
        if (id === get().projectorId) return;
        // Points stay where they are until the new projection moves them; PCA has its places in the frame.
        set({ projectorId: id, projecting: null, projectionQuality: null, ...(id === "pca" ? { projection: null } : {}) });
        choose();
      },
      setProjectorValue(name, value) {
        const { projectorId, valuesByProjector } = get();
        const values = { ...valuesByProjector[projectorId], [name]: value };
        set({ valuesByProjector: { ...valuesByProjector, [projectorId]: values }, projectionQuality: null });
        choose();
      },
    };
  };
}

/** Every value of the chosen projector. */
export function valuesOfProjector(state: Pick<ProjectionSlice, "projectors" | "projectorId" | "valuesByProjector">): Values {
  const projector = state.projectors.find(({ id }) => id === state.projectorId);
  return { ...(projector ? defaultsOf(projector.hyperparameters) : {}), ...state.valuesByProjector[state.projectorId] };
}

/** Brings one event of the projector into the state. Those of another run or projection than the present one are dropped. */
export function receiveProjection(
  { get, set }: { get(): LabState; set(patch: Partial<LabState>): void },
  event: ProjectorEvent,
): void {
  const state = get();
  const current = (told: { readonly runId: RunId; readonly choice: number }) =>
    state.run?.runId === told.runId && state.projectionChoice === told.choice;
  switch (event.kind) {
    case "projectors":
      set({ projectors: event.projectors });
      return;
    case "layout":
      if (!current(event) || event.layout.length !== state.frame?.layout.length) return;
      set({ projection: event, projecting: event.done ? null : { stage: event.stage, step: event.step, steps: event.steps } });
      return;
    case "projecting":
      if (!current(event)) return;
      set({ projecting: { stage: event.stage, step: event.step, steps: event.steps } });
      return;
    case "quality":
      if (current(event)) set({ projectionQuality: event.quality });
      return;
    case "projectionFailed":
      if (event.runId !== null && event.runId !== state.run?.runId) return;
      if (event.choice !== undefined && event.choice !== state.projectionChoice) return;
      // The frame's own layout by PCA: an older one of this projection would stand still while the run goes on.
      set({ ...emptyProjection });
      state.say({ level: "warning", title: "The map could not be projected so", message: event.message });
      return;
  }
}
