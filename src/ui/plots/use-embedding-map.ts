import { type RefObject, useEffect, useRef, useState } from "react";
import type { LabStore } from "../../store/store";
import type { Frame } from "../../worker/protocol";
import type { Scheme } from "../palette";
import { createEmbeddingMap, type EmbeddingMap } from "./embedding-map";
import { mapColours } from "./map-colours";
import { MapLabels } from "./map-labels";

/** The map's own background, as theme.css has it. */
const grounds: Readonly<Record<Scheme, { readonly ground: string; readonly ink: string }>> = {
  dark: { ground: "#101715", ink: "#ffffff" },
  light: { ground: "#fbfcfb", ink: "#0b1512" },
};

/** At most so many drawings a second while training, so that the map leaves the processor to the training. */
const shortestPauseMs = 100;

/**
 * Draws the store's frames on `canvas`, outside React, and answers each with `painted` after it was drawn. Returns the map once
 * it is made, and the reason where it can't be.
 */
export function useEmbeddingMap(
  store: LabStore,
  canvas: RefObject<HTMLCanvasElement | null>,
  pointCanvas: RefObject<HTMLCanvasElement | null>,
  labelHost: RefObject<HTMLElement | null>,
  scheme: Scheme,
): { readonly map: EmbeddingMap | null; readonly fault: string | null } {
  const [map, setMap] = useState<EmbeddingMap | null>(null);
  const [fault, setFault] = useState<string | null>(null);
  const labels = useRef<MapLabels | null>(null);

  useEffect(() => {
    const element = canvas.current;
    const pointElement = pointCanvas.current;
    const host = labelHost.current;
    if (!element || !pointElement || !host) return;
    let made: EmbeddingMap | null = null;
    let gone = false;
    labels.current = new MapLabels(host);
    createEmbeddingMap(
      { events: element, points: pointElement },
      {
        onHover: (index) => store.getState().hover(index),
        onSelect: (indices) => store.getState().select(indices, "map"),
        onView: () => made && labels.current?.place(made),
      },
    )
      .then((map) => {
        if (gone) {
          map.destroy();
          return;
        }
        made = map;
        map.setTool(store.getState().mapTool);
        setMap(map);
      })
      .catch((error: unknown) => {
        if (!gone) setFault(error instanceof Error ? error.message : String(error));
      });
    return () => {
      gone = true;
      made?.destroy();
      setMap(null);
    };
  }, [store, canvas, pointCanvas, labelHost]);

  useEffect(() => {
    if (map) map.setBackground(grounds[scheme].ground, grounds[scheme].ink);
  }, [map, scheme]);

  useEffect(() => paintFrames(store, map, labels.current, scheme), [store, map, scheme]);

  useEffect(() => {
    if (!map) return;
    return store.subscribe((state, before) => {
      if (state.mapTool !== before.mapTool) map.setTool(state.mapTool);
      if (state.selection !== before.selection && state.selection?.from !== "map") map.select(state.selection?.indices ?? []);
      if (state.hovered !== before.hovered) map.hover(state.hovered);
    });
  }, [store, map]);

  return { map, fault };
}

function paintFrames(store: LabStore, map: EmbeddingMap | null, labels: MapLabels | null, scheme: Scheme): () => void {
  let ended = false;
  let painting = false;
  let again = false;
  let answered: Frame | null = null;

  async function paint(): Promise<void> {
    const { frame, dataset, colourBy, painted, run } = store.getState();
    if (!frame || !dataset) return;
    const startedAt = performance.now();
    // A hidden page draws nothing, and a page without a map can't; training must not wait for either.
    if (map && !document.hidden && frame.layout.length / 2 === dataset.shape.count) {
      await map.draw({ layout: frame.layout, ...mapColours(frame, dataset, colourBy, scheme) });
      labels?.read(frame);
      labels?.place(map);
    }
    if (frame === answered || ended) return;
    const first = answered?.runId !== frame.runId;
    answered = frame;
    if (first) map?.fit();
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
    do {
      again = false;
      await paint();
    } while (again && !ended);
    painting = false;
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
