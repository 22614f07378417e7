import { shownColour } from "../../store/shown-colour";
import { shownLayout } from "../../store/shown-layout";
import type { LabStore } from "../../store/store";
import type { Frame } from "../../worker/protocol";
import type { Scheme } from "../palette";
import type { EmbeddingMap } from "./embedding-map";
import { mapColours } from "./map-colours";
import type { MapLayer } from "./map-layer";

/** At most so many drawings a second while training, so that the map leaves the processor to the training. */
const shortestPauseMs = 100;

/** What is on a map, and what its view was fitted to: kept for the next who paints on it. */
export interface Painted {
  drawn: Frame | null;
  /** The projection whose layout the view was last fitted to. */
  fitted: string;
  /** The last picture of a run that the view was fitted to. */
  fittedEnd: Frame | null;
}

export function nothingPainted(): Painted {
  return { drawn: null, fitted: "pca", fittedEnd: null };
}

/**
 * Draws every frame of the store on `map`, and every layout that comes between; answers each frame with `painted` once, whatever came
 * of the drawing: the engine sends no other before. `onFault` hears why a drawing failed. Returns what ends it.
 */
export function paintFrames(
  store: LabStore,
  map: EmbeddingMap | null,
  layers: readonly MapLayer[],
  scheme: Scheme,
  onFault: (error: unknown) => void,
  on: Painted = nothingPainted(),
): () => void {
  let ended = false;
  let painting = false;
  let again = false;
  let answered: Frame | null = null;

  async function draw(frame: Frame): Promise<void> {
    const state = store.getState();
    const { dataset } = state;
    const layout = shownLayout(state);
    // A hidden page draws nothing, and a page without a map can't; training must not wait for either.
    if (!map || !dataset || !layout || document.hidden || layout.length / 2 !== dataset.shape.count) return;
    const sameRun = on.drawn?.runId === frame.runId;
    const glide = sameRun && !matchMedia("(prefers-reduced-motion: reduce)").matches;
    const points = { layout, ...mapColours(frame, dataset, shownColour(state), scheme), glide };
    for (const layer of layers) layer.read({ frame, dataset, points });
    await map.draw(points);
    if (ended) return;
    // A map made anew, as when the page's layout changes, does not know what was selected on the one before.
    const { selection } = store.getState();
    if (!on.drawn && selection) map.select(selection.indices);
    // Another projection fills the view anew, once it has settled: until then points glide within the old one.
    const projected = state.projection?.runId === frame.runId ? state.projection : null;
    // The last layout of a run is made in full where the ones before only followed.
    const last = state.status === "finished" && projected?.frame === frame.index ? " at the end" : "";
    const projector = `${projected ? state.projectorId : "pca"}${last}`;
    const settled = !projected || (projected.done && projected.choice === state.projectionChoice);
    if (!sameRun || (projector !== on.fitted && settled)) {
      map.fit();
      on.fitted = projector;
    } else if (settled) {
      // Codes wander as they are trained, and the view with them, unless the user looks somewhere.
      map.follow(state.status === "finished" && on.fittedEnd !== frame);
    }
    if (state.status === "finished" && settled) on.fittedEnd = frame;
    on.drawn = frame;
    for (const layer of layers) layer.place(map);
  }

  async function paint(): Promise<void> {
    const { frame, painted, run } = store.getState();
    if (!frame) return;
    const startedAt = performance.now();
    try {
      await draw(frame);
    } catch (error) {
      if (!ended) onFault(error);
    }
    if (frame === answered || ended) return;
    const first = answered?.runId !== frame.runId;
    answered = frame;
    const rest = startedAt + shortestPauseMs - performance.now();
    if (rest > 0 && !first) await new Promise((resolve) => setTimeout(resolve, rest));
    if (run?.runId === frame.runId) painted(frame.runId, frame.index);
  }

  async function paintAll(): Promise<void> {
    if (painting) {
      again = true;
      return;
    }
    painting = true;
    try {
      do {
        again = false;
        await paint();
      } while (again && !ended);
    } finally {
      painting = false;
    }
  }

  void paintAll();
  // What came while nobody looked.
  const onVisible = () => {
    if (!document.hidden) void paintAll();
  };
  document.addEventListener("visibilitychange", onVisible);
  const unsubscribe = store.subscribe((state, before) => {
    if (!state.frame && before.frame) {
      map?.clear();
      on.drawn = null;
      for (const layer of layers) layer.read(null);
    }
    if (state.frame !== before.frame || state.colourBy !== before.colourBy || shownLayout(state) !== shownLayout(before))
      void paintAll();
  });
  return () => {
    ended = true;
    document.removeEventListener("visibilitychange", onVisible);
    unsubscribe();
  };
}
