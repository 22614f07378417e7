import { type RefObject, useEffect, useRef, useState } from "react";
import type { LabStore } from "../../store/store";
import type { Selection } from "../../store/view-slice";
import type { Scheme } from "../palette";
import { createEmbeddingMap, type EmbeddingMap } from "./embedding-map";
import { MapLabels } from "./map-labels";
import { paintFrames } from "./paint-frames";

/** The map's own background, as theme.css has it. */
const grounds: Readonly<Record<Scheme, { readonly ground: string; readonly ink: string }>> = {
  dark: { ground: "#101715", ink: "#ffffff" },
  light: { ground: "#fbfcfb", ink: "#0b1512" },
};

function onlyOne(selection: Selection | null): number | null {
  return selection?.indices.length === 1 ? selection.indices[0] : null;
}

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
  const faultTold = useRef(false);

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

  useEffect(() => {
    // Once: what fails for one frame fails for most.
    const onFault = (error: unknown): void => {
      if (faultTold.current) return;
      faultTold.current = true;
      store.getState().say({
        level: "warning",
        title: "The map could not be drawn",
        message: `The run goes on without it. ${error instanceof Error ? error.message : String(error)}`,
      });
    };
    return paintFrames(store, map, labels.current, scheme, onFault);
  }, [store, map, scheme]);

  useEffect(() => {
    if (!map) return;
    labels.current?.keepClear(onlyOne(store.getState().selection));
    return store.subscribe((state, before) => {
      if (state.mapTool !== before.mapTool) map.setTool(state.mapTool);
      if (state.selection !== before.selection && state.selection?.from !== "map") map.select(state.selection?.indices ?? []);
      if (state.selection !== before.selection) {
        labels.current?.keepClear(onlyOne(state.selection));
        labels.current?.place(map);
      }
      if (state.hovered !== before.hovered) map.hover(state.hovered);
    });
  }, [store, map]);

  return { map, fault };
}
