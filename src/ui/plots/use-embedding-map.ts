import { type RefObject, useEffect, useRef, useState } from "react";
import type { LabState } from "../../store/lab-state";
import type { LabStore } from "../../store/store";
import type { Selection } from "../../store/view-slice";
import type { Scheme } from "../palette";
import { createEmbeddingMap, type EmbeddingMap } from "./embedding-map";
import { mapGrounds } from "./map-grounds";
import { MapLabels } from "./map-labels";
import { MapOverlay } from "./map-overlay";
import { nothingPainted, paintFrames } from "./paint-frames";

function onlyOne(selection: Selection | null): number | null {
  return selection?.indices.length === 1 ? selection.indices[0] : null;
}

/** The map's parts, one over the other. */
export interface MapElements {
  readonly points: RefObject<HTMLCanvasElement | null>;
  readonly overlay: RefObject<HTMLCanvasElement | null>;
  readonly events: RefObject<HTMLCanvasElement | null>;
  readonly labels: RefObject<HTMLElement | null>;
}

interface Layers {
  readonly labels: MapLabels;
  readonly overlay: MapOverlay;
}

const marksChanged = (state: LabState, before: LabState): boolean =>
  state.hovered !== before.hovered ||
  state.selection !== before.selection ||
  state.neighbours !== before.neighbours ||
  state.mapThumbnails !== before.mapThumbnails;

/**
 * Draws the store's frames on the canvases, outside React, and answers each with `painted` after it was drawn. Returns the map once
 * it is made, and the reason where it can't be.
 */
export function useEmbeddingMap(
  store: LabStore,
  { points, overlay, events, labels }: MapElements,
  scheme: Scheme,
): { readonly map: EmbeddingMap | null; readonly overlay: MapOverlay | null; readonly fault: string | null } {
  const [map, setMap] = useState<EmbeddingMap | null>(null);
  const [fault, setFault] = useState<string | null>(null);
  const layers = useRef<Layers | null>(null);
  const faultTold = useRef(false);
  const painted = useRef(nothingPainted());

  useEffect(() => {
    if (!points.current || !overlay.current || !events.current || !labels.current) return;
    let made: EmbeddingMap | null = null;
    let gone = false;
    const numbers = new MapLabels(labels.current, (map, place) => pictures.pictureAt(map, place) !== null);
    const pictures = new MapOverlay(overlay.current, (map) => numbers.place(map));
    const over: Layers = { labels: numbers, overlay: pictures };
    layers.current = over;
    createEmbeddingMap(
      { events: events.current, points: points.current },
      {
        onHover: (index) => store.getState().hover(index),
        onSelect: (indices, add) => store.getState().select(indices, "map", add),
        pictureAt: (left, top) => made && over.overlay.pictureAt(made, [left, top]),
        onView() {
          if (!made) return;
          over.overlay.place(made);
          over.labels.place(made);
        },
      },
    )
      .then((map) => {
        if (gone) {
          map.destroy();
          return;
        }
        made = map;
        map.setTool(store.getState().mapTool);
        painted.current = nothingPainted();
        setMap(map);
      })
      .catch((error: unknown) => {
        if (!gone) setFault(error instanceof Error ? error.message : String(error));
      });
    return () => {
      gone = true;
      made?.destroy();
      over.overlay.destroy();
      setMap(null);
    };
  }, [store, points, overlay, events, labels]);

  useEffect(() => {
    if (!map) return;
    const { ground, ink } = mapGrounds[scheme];
    map.setBackground(ground, ink);
    layers.current?.overlay.setColours(ground, ink);
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
    const { current } = layers;
    return paintFrames(store, map, current ? [current.overlay, current.labels] : [], scheme, onFault, painted.current);
  }, [store, map, scheme]);

  useEffect(() => {
    const over = layers.current;
    if (!map || !over) return;
    over.labels.keepClear(onlyOne(store.getState().selection));
    over.overlay.mark(store.getState(), map);
    return store.subscribe((state, before) => {
      if (state.mapTool !== before.mapTool) map.setTool(state.mapTool);
      if (state.selection !== before.selection) {
        map.select(state.selection?.indices ?? []);
        over.labels.keepClear(onlyOne(state.selection));
      }
      if (state.hovered !== before.hovered) map.hover(state.hovered);
      if (marksChanged(state, before)) over.overlay.mark(state, map);
    });
  }, [store, map]);

  return { map, overlay: map && (layers.current?.overlay ?? null), fault };
}
