import { Menu, NativeSelect, Tooltip, UnstyledButton } from "@mantine/core";
import { ImageDown, Images, Lasso, Minus, Move, Plus, Scan } from "lucide-react";
import { type ReactNode, useEffect } from "react";
import type { LabState } from "../../store/lab-state";
import { shownColour } from "../../store/shown-colour";
import type { ColourBy, MapTool } from "../../store/view-slice";
import { fileStem, saveFile } from "../kit/save-file";
import { useScheme } from "../kit/use-scheme";
import type { EmbeddingMap } from "../plots/embedding-map";
import type { MapOverlay } from "../plots/map-overlay";
import { useLab, useLabApi } from "../use-lab";

const selectTool = (state: LabState) => state.mapTool;
const selectThumbnails = (state: LabState) => state.mapThumbnails;
const selectHasTruth = (state: LabState) => state.dataset?.truth != null;
const selectUnsure = (state: LabState) => state.frame?.confidence === null;
const selectHasFrame = (state: LabState) => state.frame !== null;
/** A text, which is the same while nothing changed: frames come many a second, each with columns of its own. */
const selectColumns = (state: LabState) =>
  JSON.stringify(state.frame?.columns.map(({ id, title, help }) => ({ id, title, help })) ?? []);

interface ColumnName {
  readonly id: string;
  readonly title: string;
  readonly help: string;
}

const tools: readonly { readonly value: MapTool; readonly name: string; readonly hint?: string; readonly icon: ReactNode }[] = [
  { value: "pan", name: "Pan and zoom", icon: <Move size={14} aria-hidden="true" /> },
  {
    value: "lasso",
    name: "Lasso",
    hint: "Lasso; with Shift it adds to the selection",
    icon: <Lasso size={14} aria-hidden="true" />,
  },
];

/** Needed only where there is a map to save. */
const saving = () => import("../plots/map-files");

interface Props {
  readonly map: EmbeddingMap | null;
  readonly overlay: MapOverlay | null;
}

/** What the map is coloured by, what the pointer does on it, and what can be taken home. */
export function MapToolbar({ map, overlay }: Props) {
  const store = useLabApi();
  const tool = useLab(selectTool);
  const thumbnails = useLab(selectThumbnails);
  const state = store.getState();
  return (
    <div className="map-toolbar">
      <ColourSelect />
      <fieldset className="tools" aria-label="Pointer on the map">
        {tools.map(({ value, ...shown }) => (
          <MapButton key={value} {...shown} pressed={tool === value} onClick={() => state.setMapTool(value)} />
        ))}
      </fieldset>
      <div className="button-row">
        <MapButton name="Zoom in" disabled={!map} icon={<Plus size={14} aria-hidden="true" />} onClick={() => map?.zoom(1.4)} />
        <MapButton
          name="Zoom out"
          disabled={!map}
          icon={<Minus size={14} aria-hidden="true" />}
          onClick={() => map?.zoom(1 / 1.4)}
        />
        <MapButton name="Fit to view" disabled={!map} icon={<Scan size={14} aria-hidden="true" />} onClick={() => map?.fit()} />
      </div>
      <div className="map-extras">
        <MapButton
          name="Thumbnails"
          hint="Thumbnails in the place of points, where there is room"
          icon={<Images size={14} aria-hidden="true" />}
          pressed={thumbnails}
          onClick={() => state.setMapThumbnails(!thumbnails)}
        />
        <SaveMenu map={map} overlay={overlay} />
      </div>
    </div>
  );
}

function ColourSelect() {
  const store = useLabApi();
  const colourBy = useLab(shownColour);
  const hasTruth = useLab(selectHasTruth);
  const unsure = useLab(selectUnsure);
  const columns: readonly ColumnName[] = JSON.parse(useLab(selectColumns));
  const known = !colourBy.startsWith("column:") || columns.some(({ id }) => `column:${id}` === colourBy);
  const colours: { value: ColourBy; label: string; disabled?: boolean }[] = [
    { value: "cluster", label: "by cluster" },
    { value: "label", label: "by label", disabled: !hasTruth },
    { value: "match", label: "by correctness", disabled: !hasTruth },
    { value: "confidence", label: "by confidence", disabled: unsure },
    { value: "brightness", label: "by brightness" },
    ...columns.map(({ id, title }) => ({ value: `column:${id}` as const, label: `by ${title.toLowerCase()}` })),
    // What another run had, kept until this one shows whether it has it too.
    ...(known ? [] : [{ value: colourBy, label: "by a figure this run lacks", disabled: true }]),
  ];
  return (
    <NativeSelect
      size="xs"
      className="colour-by"
      aria-label="Colour the points"
      title={columns.find(({ id }) => `column:${id}` === colourBy)?.help}
      data={colours}
      value={colourBy}
      onChange={(event) => store.getState().setColourBy(event.currentTarget.value as ColourBy)}
    />
  );
}

function SaveMenu({ map, overlay }: Props) {
  const store = useLabApi();
  const scheme = useScheme();
  const hasFrame = useLab(selectHasFrame);
  useEffect(() => {
    // Ahead of the click: the lab's server may be gone by then.
    if (hasFrame) saving().catch(() => undefined);
  }, [hasFrame]);
  const save = async (kind: "png" | "svg"): Promise<void> => {
    const state = store.getState();
    const { dataset } = state;
    try {
      const { figureOfMap, pngFile, svgFile } = await saving();
      const figure = map && overlay && figureOfMap(map, overlay, state, scheme);
      if (!figure || !dataset) return;
      const file = await (kind === "png" ? pngFile : svgFile)(figure, dataset.thumbnails);
      saveFile(file, `${fileStem(dataset.title)}-map.${kind}`);
    } catch (error) {
      state.say({
        level: "error",
        title: "The map could not be saved",
        message: error instanceof Error ? error.message : String(error),
      });
    }
  };
  return (
    <Menu position="bottom-end" width={220} withInitialFocusPlaceholder={false}>
      <Menu.Target>
        <Tooltip label="Save the map">
          <UnstyledButton className="icon-button" aria-label="Save the map" disabled={!hasFrame || !map}>
            <ImageDown size={14} aria-hidden="true" />
          </UnstyledButton>
        </Tooltip>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>The map as it is shown</Menu.Label>
        <Menu.Item onClick={() => void save("png")}>Picture (PNG)</Menu.Item>
        <Menu.Item onClick={() => void save("svg")}>Drawing (SVG)</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

interface MapButtonProps {
  readonly name: string;
  /** What the tooltip says, where that is more than the name. */
  readonly hint?: string;
  readonly icon: ReactNode;
  readonly pressed?: boolean;
  readonly disabled?: boolean;
  readonly onClick: () => void;
}

function MapButton({ name, hint, icon, pressed, ...rest }: MapButtonProps) {
  return (
    <Tooltip label={hint ?? name}>
      <UnstyledButton className="icon-button" aria-label={name} aria-pressed={pressed} {...rest}>
        {icon}
      </UnstyledButton>
    </Tooltip>
  );
}
