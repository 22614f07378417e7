import { NativeSelect, Tooltip, UnstyledButton } from "@mantine/core";
import { Lasso, Minus, Move, Plus, Scan, X } from "lucide-react";
import { type KeyboardEvent, type ReactNode, useRef } from "react";
import type { LabState } from "../../store/lab-state";
import type { ColourBy, MapTool } from "../../store/view-slice";
import { HoverCard } from "../kit/HoverCard";
import { MapLegend } from "../kit/MapLegend";
import { Panel } from "../kit/Panel";
import { useScheme } from "../kit/use-scheme";
import type { EmbeddingMap } from "../plots/embedding-map";
import { useEmbeddingMap } from "../plots/use-embedding-map";
import { useLab, useLabApi, useLabSlowly } from "../use-lab";

const selectColourBy = (state: LabState) => state.colourBy;
const selectTool = (state: LabState) => state.mapTool;
const selectHasTruth = (state: LabState) => state.dataset?.truth != null;
const selectHasFrame = (state: LabState) => state.frame !== null;
const selectStatus = (state: LabState) => state.status;
const selectSelected = (state: LabState) => state.selection?.indices.length ?? 0;
const selectSummary = (state: LabState) => {
  const { frame, dataset, phases } = state;
  if (!frame || !dataset) return "Embedding map: empty until a run starts.";
  const phase = phases.find((candidate) => candidate.phase === frame.phase)?.title ?? frame.phase;
  const clusters = frame.clusters ? `${frame.clusters.length} clusters` : "no clusters yet";
  return `Embedding map: ${dataset.shape.count} points, ${clusters}, ${phase}, epoch ${frame.epoch}. Arrow keys move, plus and minus zoom, 0 fits, Escape clears the selection.`;
};

/** Every image as a point where the network puts it, live. */
export function EmbeddingPanel() {
  const store = useLabApi();
  const scheme = useScheme();
  const canvas = useRef<HTMLCanvasElement>(null);
  const pointCanvas = useRef<HTMLCanvasElement>(null);
  const labelHost = useRef<HTMLDivElement>(null);
  const { map, fault } = useEmbeddingMap(store, canvas, pointCanvas, labelHost, scheme);
  const summary = useLabSlowly(selectSummary, 2000);
  const hasFrame = useLab(selectHasFrame);
  const placeOf = (index: number) => {
    const layout = store.getState().frame?.layout;
    if (!map || !layout || !canvas.current) return null;
    const [left, top] = map.place(layout[2 * index], layout[2 * index + 1]);
    return { left, bottom: canvas.current.clientHeight - top };
  };
  return (
    <Panel title="Embedding map" className="embedding-panel" aside={<MapToolbar map={map} />}>
      <div
        className="map"
        role="img"
        aria-label={summary}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the map is panned and zoomed with keys
        tabIndex={0}
        onKeyDown={(event) => map && onMapKey(event, map, () => store.getState().clearSelection())}
      >
        <canvas ref={pointCanvas} />
        <canvas ref={canvas} />
        <div ref={labelHost} className="map-labels" aria-hidden="true" />
        {!hasFrame && <MapEmpty />}
        {fault && <p className="map-fault">{fault}</p>}
      </div>
      <HoverCard placeOf={placeOf} />
      <SelectionChip />
      <MapLegend />
    </Panel>
  );
}

/** Over the map and not in its head: there it would push the tools about. */
function SelectionChip() {
  const store = useLabApi();
  const selected = useLab(selectSelected);
  if (selected === 0) return null;
  return (
    <UnstyledButton
      className="chip-button"
      onClick={() => store.getState().clearSelection()}
      aria-label={`${selected} selected: clear the selection`}
    >
      {selected} selected <X size={12} aria-hidden="true" />
    </UnstyledButton>
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
      clear();
      break;
    default:
      return;
  }
  event.preventDefault();
}

const tools: readonly { readonly value: MapTool; readonly name: string; readonly icon: ReactNode }[] = [
  { value: "pan", name: "Pan and zoom", icon: <Move size={14} aria-hidden="true" /> },
  { value: "lasso", name: "Lasso", icon: <Lasso size={14} aria-hidden="true" /> },
];

function MapToolbar({ map }: { readonly map: EmbeddingMap | null }) {
  const store = useLabApi();
  const colourBy = useLab(selectColourBy);
  const tool = useLab(selectTool);
  const hasTruth = useLab(selectHasTruth);
  const state = store.getState();
  const colours: { value: ColourBy; label: string; disabled?: boolean }[] = [
    { value: "cluster", label: "by cluster" },
    { value: "label", label: "by label", disabled: !hasTruth },
    { value: "match", label: "by correctness", disabled: !hasTruth },
    { value: "confidence", label: "by confidence" },
  ];
  return (
    <div className="map-toolbar">
      <NativeSelect
        size="xs"
        className="colour-by"
        aria-label="Colour the points"
        data={colours}
        value={colourBy}
        onChange={(event) => state.setColourBy(event.currentTarget.value as ColourBy)}
      />
      <fieldset className="tools" aria-label="Pointer on the map">
        {tools.map(({ value, name, icon }) => (
          <Tooltip key={value} label={name}>
            <UnstyledButton
              className="icon-button"
              aria-label={name}
              aria-pressed={tool === value}
              onClick={() => state.setMapTool(value)}
            >
              {icon}
            </UnstyledButton>
          </Tooltip>
        ))}
      </fieldset>
      <div className="button-row">
        <MapButton name="Zoom in" icon={<Plus size={14} aria-hidden="true" />} onClick={() => map?.zoom(1.4)} />
        <MapButton name="Zoom out" icon={<Minus size={14} aria-hidden="true" />} onClick={() => map?.zoom(1 / 1.4)} />
        <MapButton name="Fit to view" icon={<Scan size={14} aria-hidden="true" />} onClick={() => map?.fit()} />
      </div>
    </div>
  );
}

interface MapButtonProps {
  readonly name: string;
  readonly icon: ReactNode;
  readonly onClick: () => void;
}

function MapButton({ name, icon, onClick }: MapButtonProps) {
  return (
    <Tooltip label={name}>
      <UnstyledButton className="icon-button" aria-label={name} onClick={onClick}>
        {icon}
      </UnstyledButton>
    </Tooltip>
  );
}
