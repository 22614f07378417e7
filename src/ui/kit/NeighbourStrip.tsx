import { UnstyledButton } from "@mantine/core";
import { useElementSize } from "@mantine/hooks";
import { X } from "lucide-react";
import { useEffect, useRef } from "react";
import type { LabState } from "../../store/lab-state";
import { clusterName } from "../../store/view-slice";
import type { DatasetSummary } from "../../worker/protocol";
import { percent, short } from "../format";
import { clusterColour } from "../palette";
import { useLab, useLabApi, useLabSlowly } from "../use-lab";
import { clearSelection } from "./clear-selection";
import { ThumbnailStrip } from "./ThumbnailStrip";
import { drawThumbnails } from "./thumbnail-canvas";
import { useScheme } from "./use-scheme";

const selectDataset = (state: LabState) => state.dataset;
const selectFrame = (state: LabState) => state.frame;
const selectNames = (state: LabState) => state.clusterNames;
const selectNeighbours = (state: LabState) => state.neighbours;
/** The only selected image. */
export const selectOnlyOne = (state: LabState) => (state.selection?.indices.length === 1 ? state.selection.indices[0] : null);

const side = 76;
const columns = 6;
const gap = 2;
/** While a run goes on its codes change; neighbours are asked for anew no more often than this. */
const refreshMs = 2000;

interface Props {
  /** Where it is to lie, so that it does not hide the point that was clicked. */
  readonly high: boolean;
}

/** The selected image, if it is one alone, and those nearest to it in the codes; a click on one of them walks on. */
export function NeighbourStrip({ high }: Props) {
  const index = useLab(selectOnlyOne);
  const dataset = useLab(selectDataset);
  if (index === null || !dataset || index >= dataset.shape.count) return null;
  return <Strip index={index} dataset={dataset} high={high} />;
}

function Strip({ index, dataset, high }: Props & { readonly index: number; readonly dataset: DatasetSummary }) {
  const store = useLabApi();
  const scheme = useScheme();
  const frame = useLabSlowly(selectFrame, refreshMs);
  const names = useLab(selectNames);
  const answer = useLab(selectNeighbours);
  const canvas = useRef<HTMLCanvasElement>(null);
  const { ref, width } = useElementSize();

  useEffect(() => {
    if (canvas.current) drawThumbnails(canvas.current, dataset.thumbnails, [index], { columns: 1, rows: 1, cell: side, gap: 0 });
  }, [dataset, index]);
  useEffect(() => {
    if (frame) store.getState().requestNeighbours(index);
  }, [store, index, frame]);

  // Until the next answer comes the last one stays: the focus in it would be lost.
  const last = useRef<typeof answer>(null);
  if (answer?.index === index) last.current = answer;
  const neighbours = last.current;
  const cell = width > 0 && width < 480 ? 25 : 35;
  return (
    <section
      ref={ref}
      className={high ? "neighbour-strip neighbour-strip-high" : "neighbour-strip"}
      aria-label="Nearest neighbours"
    >
      <canvas ref={canvas} style={{ width: side, height: side }} />
      <ul>
        <li className="hover-path" title={dataset.paths[index]}>
          {dataset.paths[index]}
        </li>
        <ImageFacts dataset={dataset} index={index} frame={frame} names={names} scheme={scheme} />
      </ul>
      <div className="neighbours" style={{ width: columns * (cell + gap) - gap, minHeight: 2 * (cell + gap) + 16 }}>
        <span className="strip-label">{neighbours ? rangeOf(neighbours.distances) : "Nearest"}</span>
        {neighbours && (
          <ThumbnailStrip
            dataset={dataset}
            indices={neighbours.neighbours}
            label="Nearest in the codes"
            columns={columns}
            rows={2}
            cell={cell}
            gap={gap}
          />
        )}
      </div>
      <UnstyledButton className="icon-button" aria-label="Close and clear the selection" onClick={() => clearSelection(store)}>
        <X size={14} aria-hidden="true" />
      </UnstyledButton>
    </section>
  );
}

interface FactsProps {
  readonly dataset: DatasetSummary;
  readonly index: number;
  readonly frame: LabState["frame"];
  readonly names: LabState["clusterNames"];
  readonly scheme: ReturnType<typeof useScheme>;
}

/** Cluster, confidence and label of one image. */
function ImageFacts({ dataset, index, frame, names, scheme }: FactsProps) {
  const cluster = frame?.labels?.[index];
  const confidence = frame?.confidence?.[index];
  const code = dataset.truth?.codes[index] ?? -1;
  return (
    <>
      {cluster !== undefined && (
        <li>
          <i className="dot" style={{ background: clusterColour(cluster, scheme) }} />
          {clusterName(names, cluster)}
        </li>
      )}
      {confidence !== undefined && <li className="muted">{percent(confidence)} sure</li>}
      {code >= 0 && <li className="muted">label {dataset.truth?.names[code]}</li>}
    </>
  );
}

function rangeOf(distances: readonly number[]): string {
  const nearest = distances[0];
  const farthest = distances.at(-1);
  if (nearest === undefined || farthest === undefined) return "No other image";
  return `Nearest, ${short(nearest)} to ${short(farthest)} away`;
}
