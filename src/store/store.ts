import { createStore, type StoreApi } from "zustand/vanilla";
import { defaultsOf } from "../core/hyperparameters";
import type { ProjectorCommand, ProjectorEvent } from "../worker/projector-protocol";
import type { Command, EngineEvent, Pace, SourceRequest } from "../worker/protocol";
import { catalogSlice } from "./catalog-slice";
import { chosenInput } from "./chosen-input";
import { codesSlice } from "./codes-slice";
import { datasetSlice } from "./dataset-slice";
import type { BackendPreference, EngineLink } from "./engine-link";
import { featuresSlice } from "./features-slice";
import type { LabState } from "./lab-state";
import { neighbourSlice } from "./neighbour-slice";
import { noticeSlice } from "./notice-slice";
import { previewSlice } from "./preview-slice";
import { projectionSlice, receiveProjection } from "./projection-slice";
import { receive } from "./receive";
import { chosenMethod, recipeSlice, valuesOfMethod } from "./recipe-slice";
import { recipeFromHash, recipeToHash } from "./recipe-url";
import { runSlice } from "./run-slice";
import { startCheckSlice, watchStart } from "./start-check-slice";
import { takenHomeSlice } from "./taken-home-slice";
import { timelineSlice } from "./timeline-slice";
import { viewSlice } from "./view-slice";

export interface LabOptions {
  readonly backend?: BackendPreference;
  readonly pace?: Pace;
  /** The link's recipe, followed once the engine says what there is. */
  readonly hash?: string;
  /** Speaks to the projector; without one the map is laid out by PCA alone. */
  readonly postToProjector?: (command: ProjectorCommand) => void;
  /** Takes a finished ZIP of the images of this title. */
  readonly onArchive?: (zip: Blob, title: string) => void;
}

export interface LabStore extends StoreApi<LabState> {
  /** Brings one event of the engine into the state. */
  receive(event: EngineEvent): void;
  /** Brings one event of the projector into the state. */
  receiveProjection(event: ProjectorEvent): void;
}

const firstChoice = { method: "idec", source: "digits" };

/** The page's state around `engine`. On the first `ready` it follows the link or loads the built-in digits. */
export function createLabStore(engine: EngineLink, options: LabOptions = {}): LabStore {
  const store = createStore<LabState>()((...tools) => ({
    ...catalogSlice(engine, options.backend ?? "auto")(...tools),
    ...recipeSlice(...tools),
    ...codesSlice(...tools),
    ...projectionSlice(options.postToProjector ?? (() => undefined))(...tools),
    ...datasetSlice(engine)(...tools),
    ...featuresSlice(engine)(...tools),
    ...runSlice(engine, options.pace ?? "free")(...tools),
    ...startCheckSlice(...tools),
    ...takenHomeSlice(...tools),
    ...timelineSlice(...tools),
    ...viewSlice(...tools),
    ...neighbourSlice(engine)(...tools),
    ...previewSlice(engine)(...tools),
    ...noticeSlice(...tools),
  }));

  watchStart(store, engine);
  let followed = false;
  const access = {
    get: store.getState,
    set: (patch: Partial<LabState>) => store.setState(patch),
    post: (command: Command) => engine.post(command),
    onReady() {
      if (followed) return;
      followed = true;
      followLink(store, options.hash ?? "");
    },
    onArchive: options.onArchive ?? (() => undefined),
  };
  return {
    ...store,
    receive: (event) => receive(access, event),
    receiveProjection: (event) => receiveProjection(access, event),
  };
}

function followLink(store: StoreApi<LabState>, hash: string): void {
  const { methods, sources, dataset, loading, say, loadBuiltin } = store.getState();
  const parts = new URLSearchParams(hash.replace(/^#/, ""));
  // Settings in a link that names no method are the first choice's.
  if (!parts.has("method") && methods.some((m) => m.id === firstChoice.method)) parts.set("method", firstChoice.method);
  const { recipe, faults } = recipeFromHash(parts.toString(), methods, sources);
  const method = methods.find((m) => m.id === (recipe.methodId ?? firstChoice.method)) ?? methods[0];
  const source = sources.find((s) => s.id === (recipe.source?.id ?? firstChoice.source)) ?? sources[0];
  store.setState({
    methodId: method?.id ?? null,
    ...(method && recipe.values ? { valuesByMethod: { [method.id]: recipe.values } } : {}),
    ...(recipe.clusterCount === null
      ? {}
      : {
          clusterCount: recipe.clusterCount,
          clusterCountChosen: true,
          linkedClusterCount: recipe.source ? null : recipe.clusterCount,
        }),
    ...(recipe.seed === null ? {} : { seed: recipe.seed }),
  });
  // Files dropped while the engine started are what the user wants.
  if (source && !dataset && !loading) loadBuiltin(source.id, recipe.source?.options ?? defaultsOf(source.options));
  if (faults.length > 0) say({ level: "warning", title: "Part of the link could not be followed", message: faults.join(" ") });
  if (recipe.input === "features")
    say({
      level: "info",
      title: "This link is of a run on features",
      message: "They are not in the link: load the same images and add the same features, then run.",
    });
}

/** The present recipe as a location hash. It names the images shown; before the first, those that were asked for. */
export function hashOfState(state: LabState): string {
  const method = chosenMethod(state);
  const source = sourceOfLink(state);
  return recipeToHash(
    {
      methodId: state.methodId,
      values: method ? valuesOfMethod(state, method) : null,
      clusterCount: state.clusterCountChosen ? state.clusterCount : null,
      seed: state.seed,
      input: chosenInput(state) === "features" ? "features" : null,
      source: source?.kind === "builtin" ? source : null,
    },
    state.methods,
    state.sources,
  );
}

/** Where the images that a link names come from. */
export function sourceOfLink(state: Pick<LabState, "source" | "loading" | "loadFailure">): SourceRequest | null {
  return state.source ?? state.loading?.request ?? state.loadFailure?.request ?? null;
}
