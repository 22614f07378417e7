import type { LabStore } from "../../store/store";
import type { Frame } from "../../worker/protocol";
import type { Scheme } from "../palette";
import type { EmbeddingMap } from "./embedding-map";
import { mapColours } from "./map-colours";
import type { MapLabels } from "./map-labels";

/** At most so many drawings a second while training, so that the map leaves the processor to the training. */
const shortestPauseMs = 100;

/**
 * Draws every frame of the store on `map`, and answers it with `painted` whatever came of the drawing: the engine sends no other
 * before. `onFault` hears why a drawing failed. Returns what ends it.
 */
export function paintFrames(
  store: LabStore,
  map: EmbeddingMap | null,
  labels: Pick<MapLabels, "read" | "place"> | null,
  scheme: Scheme,
  onFault: (error: unknown) => void,
): () => void {
  let ended = false;
  let painting = false;
  let again = false;
  let answered: Frame | null = null;
  let drawnBefore = false;

  async function draw(frame: Frame): Promise<void> {
    const { dataset, colourBy } = store.getState();
    // A hidden page draws nothing, and a page without a map can't; training must not wait for either.
    if (!map || !dataset || document.hidden || frame.layout.length / 2 !== dataset.shape.count) return;
    await map.draw({ layout: frame.layout, ...mapColours(frame, dataset, colourBy, scheme) });
    labels?.read(frame);
    labels?.place(map);
    // A map made anew, as when the page's layout changes, does not know what was selected on the one before.
    const { selection } = store.getState();
    if (!drawnBefore && selection) map.select(selection.indices);
    drawnBefore = true;
    if (frame !== answered && answered?.runId !== frame.runId) map.fit();
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
  const unsubscribe = store.subscribe((state, before) => {
    if (!state.frame && before.frame) {
      map?.clear();
      labels?.read(null);
    }
    if (state.frame !== before.frame || state.colourBy !== before.colourBy) void paintAll();
  });
  return () => {
    ended = true;
    unsubscribe();
  };
}
