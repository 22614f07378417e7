import type { StateCreator, StoreApi } from "zustand/vanilla";
import { runId } from "../core/ids";
import type { EngineEvent, StartFault } from "../worker/protocol";
import type { EngineLink } from "./engine-link";
import type { LabState } from "./lab-state";
import { plannedRun } from "./planned-run";
import { canStart, isGoingOn } from "./run-slice";
import type { StateAccess } from "./state-access";

/** What is against a run as the form has it, asked of the engine before anybody presses Run. */
export interface StartCheckSlice {
  /** As of the last answer. */
  readonly startFaults: readonly StartFault[];
  /** The question that waits for an answer; null while none does. */
  readonly startCheck: number | null;
  /** Makes the change that a fault offers. */
  takeInstead(fault: StartFault): void;
}

export const startCheckSlice: StateCreator<LabState, [], [], StartCheckSlice> = (_, get) => ({
  startFaults: [],
  startCheck: null,
  takeInstead({ instead }) {
    const { setClusterCount, setValue } = get();
    if (instead?.clusters !== undefined) setClusterCount(instead.clusters);
    for (const [name, value] of Object.entries(instead?.values ?? {})) setValue(name, value);
  },
});

/** Asks whenever the run that would start is another, one question at a time. */
export function watchStart(store: StoreApi<LabState>, engine: Pick<EngineLink, "post">): void {
  let count = 0;
  let known: readonly unknown[] = [];
  let askedOf: LabState["dataset"] = null;
  const ask = (state: LabState): void => {
    if (state.engineStatus !== "ready") {
      // Another engine may have other methods, and owes no answer.
      known = [];
      if (state.startCheck !== null) store.setState({ startCheck: null });
      return;
    }
    if (state.startCheck !== null || !canStart(state)) return;
    const planned = plannedRun(state, null);
    if (!planned) return;
    const { dataset, features, codes, request } = planned;
    const facts = [dataset, features, codes, request.methodId, request.values, request.clusters, request.seed];
    if (facts.length === known.length && facts.every((fact, i) => fact === known[i])) return;
    known = facts;
    count += 1;
    // What was against another run says nothing of this one.
    const others = state.dataset !== askedOf ? { startFaults: [] } : {};
    askedOf = state.dataset;
    store.setState({ startCheck: count, ...others });
    engine.post({ kind: "check", request: count, run: { ...request, runId: runId(`check-${count}`), pace: "free" } });
  };
  store.subscribe(ask);
}

export function receiveCheck({ get, set }: StateAccess, event: Extract<EngineEvent, { kind: "checked" }>): void {
  if (event.request === get().startCheck) set({ startCheck: null, startFaults: event.faults });
}

const attachingFault: readonly StartFault[] = [
  { message: "Features are on their way: a run can start once they are here, or once you cancel them." },
];
const none: readonly StartFault[] = [];

/** Why Run is not offered while no run goes on, a sentence each; nothing where it is, or where the status says why not. */
export function startHindrances(
  state: Pick<LabState, "engineStatus" | "dataset" | "loading" | "restoring" | "status" | "attaching" | "startFaults">,
): readonly StartFault[] {
  const { engineStatus, dataset, loading, restoring, status, attaching, startFaults } = state;
  if (engineStatus !== "ready" || !dataset || loading || restoring || isGoingOn(status)) return none;
  return attaching ? attachingFault : startFaults;
}
