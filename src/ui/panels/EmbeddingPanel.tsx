import { UnstyledButton } from "@mantine/core";
import { X } from "lucide-react";
import { type KeyboardEvent, useLayoutEffect, useRef, useState } from "react";
import type { LabState } from "../../store/lab-state";
import { imagesAtOnePlace } from "../../store/one-place";
import { shownLayout } from "../../store/shown-layout";
import { count } from "../format";
import { clearSelection } from "../kit/clear-selection";
import { HoverCard } from "../kit/HoverCard";
import { MapLegend } from "../kit/MapLegend";
import { NeighbourStrip, selectOnlyOne } from "../kit/NeighbourStrip";
import { Panel } from "../kit/Panel";
import { useScheme } from "../kit/use-scheme";
import type { EmbeddingMap } from "../plots/embedding-map";
import { useEmbeddingMap } from "../plots/use-embedding-map";
import { useLab, useLabApi, useLabSlowly } from "../use-lab";
import { MapToolbar } from "./MapToolbar";

const selectHasFrame = (state: LabState) => state.frame !== null;
const selectStatus = (state: LabState) => state.status;
const selectSelected = (state: LabState) => state.selection?.indices.length ?? 0;
const selectSummary = (state: LabState) => {
  const { frame, dataset, phases } = state;
  if (!frame || !dataset) return "Embedding map: empty until a run starts.";
  const phase = phases.find((candidate) => candidate.phase === frame.phase)?.title ?? frame.phase;
  const clusters = frame.clusters ? `${frame.clusters.length} clusters` : "no clusters yet";
  return `Embedding map: ${count(dataset.shape.count)} points, ${clusters}, ${phase}, epoch ${frame.epoch}. Arrow keys move, plus and minus zoom, 0 fits, Escape clears the selection.`;
};

/** Every image as a point where the network puts it, live. */
export function EmbeddingPanel() {
  const store = useLabApi();
  const scheme = useScheme();
  const points = useRef<HTMLCanvasElement>(null);
  const overlay = useRef<HTMLCanvasElement>(null);
  const events = useRef<HTMLCanvasElement>(null);
  const labels = useRef<HTMLDivElement>(null);
  const [elements] = useState({ points, overlay, events, labels });
  const made = useEmbeddingMap(store, elements, scheme);
  const { map, fault } = made;
  const summary = useLabSlowly(selectSummary, 2000);
  const hasFrame = useLab(selectHasFrame);
  const placeOf = (index: number) => {
    const layout = shownLayout(store.getState());
    if (!map || !layout || !events.current) return null;
    const [left, top] = map.place(layout[2 * index], layout[2 * index + 1]);
    return { left, bottom: events.current.clientHeight - top };
  };
  const high = useStripPlace(placeOf);
  return (
    <Panel title="Embedding map" className="embedding-panel" aside={<MapToolbar map={map} overlay={made.overlay} />}>
      <div
        className="map"
        role="img"
        aria-label={summary}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the map is panned and zoomed with keys
        tabIndex={0}
        onKeyDown={(event) => map && onMapKey(event, map, () => store.getState().clearSelection())}
      >
        <canvas ref={points} />
        <canvas ref={overlay} />
        <canvas ref={events} />
        <div ref={labels} className="map-labels" aria-hidden="true" />
        {!hasFrame && <MapEmpty />}
      </div>
      {hasFrame && <OnePlaceNote />}
      {fault && <p className="map-fault">{fault}</p>}
      <HoverCard placeOf={placeOf} />
      <SelectionChip />
      <MapLegend />
      {hasFrame && <NeighbourStrip high={high} />}
    </Panel>
  );
}

/** So high is the strip of neighbours, with its distance from the map's edge, in CSS pixels. */
const stripHeight = 130;

/**
 * Whether the strip of neighbours lies at the map's upper edge: where the chosen point would be hidden at the lower one. Told when it
 * opens; it stays there while one walks on, so that nothing moves under the pointer.
 */
function useStripPlace(placeOf: (index: number) => { readonly bottom: number } | null): boolean {
  const index = useLab(selectOnlyOne);
  const open = index !== null;
  const [high, setHigh] = useState(false);
  const told = useRef({ index, placeOf });
  told.current = { index, placeOf };
  useLayoutEffect(() => {
    const { index, placeOf } = told.current;
    const place = open && index !== null ? placeOf(index) : null;
    setHigh(place !== null && place.bottom < stripHeight);
  }, [open]);
  return high;
}

/** Over the map and not in its head: there it would push the tools about. */
function SelectionChip() {
  const store = useLabApi();
  const selected = useLab(selectSelected);
  // One alone has the strip of its neighbours.
  if (selected < 2) return null;
  return (
    <UnstyledButton
      className="chip-button"
      onClick={() => clearSelection(store)}
      aria-label={`${count(selected)} selected: clear the selection`}
    >
      {count(selected)} selected <X size={12} aria-hidden="true" />
    </UnstyledButton>
  );
}

/** Why there is hardly anything to see. */
function OnePlaceNote() {
  const images = useLabSlowly(imagesAtOnePlace, 500);
  if (images === null) return null;
  return (
    <p className="map-note" role="status">
      All {count(images)} images lie at one place, since nothing tells them apart: they may be copies of one picture, or training
      has made them all alike.
    </p>
  );
}

function MapEmpty() {
  const status = useLab(selectStatus);
  return (
    <div className="map-empty">
      <svg viewBox="0 0 120 60" aria-hidden="true">
        <g fill="currentColor">
          <circle cx="24" cy="32" r="4" />
          <circle cx="36" cy="24" r="4" />
          <circle cx="33" cy="39" r="4" />
          <circle cx="64" cy="18" r="4" />
          <circle cx="74" cy="27" r="4" />
          <circle cx="90" cy="44" r="4" />
          <circle cx="101" cy="36" r="4" />
          <circle cx="84" cy="36" r="4" />
        </g>
      </svg>
      {status === "starting" || status === "running" ? (
        <p>The first picture of the embedding is on its way.</p>
      ) : (
        <p>
          Press <strong>Run</strong>: every image becomes a point, and kindred images find each other while the network learns.
        </p>
      )}
    </div>
  );
}

const panStep = 0.1;
const zoomStep = 1.25;

function onMapKey(event: KeyboardEvent, map: EmbeddingMap, clear: () => void): void {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  switch (event.key) {
    case "ArrowLeft":
      map.pan(-panStep, 0);
      break;
    case "ArrowRight":
      map.pan(panStep, 0);
      break;
    case "ArrowUp":
      map.pan(0, panStep);
      break;
    case "ArrowDown":
      map.pan(0, -panStep);
      break;
    case "+":
    case "=":
      map.zoom(zoomStep);
      break;
    case "-":
      map.zoom(1 / zoomStep);
      break;
    case "0":
      map.fit();
      break;
    case "Escape":
      if (!map.cancelGesture()) clear();
      break;
    default:
      return;
  }
  event.preventDefault();
}
