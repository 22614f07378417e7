import { useEffect, useRef } from "react";
import type { LabState } from "../../store/lab-state";
import { clusterName } from "../../store/view-slice";
import { percent } from "../format";
import { clusterColour } from "../palette";
import { useLab, useLabApi } from "../use-lab";
import { drawThumbnails } from "./thumbnail-canvas";
import { useScheme } from "./use-scheme";

const selectHovered = (state: LabState) => state.hovered;
const selectDataset = (state: LabState) => state.dataset;

const side = 72;

/** The card's corner, in CSS pixels: as wide and high as it gets, and a point's ring. */
const corner = { width: 368, height: 118 };

interface Props {
  /** Where an image's point is, in CSS pixels from the map's left and bottom. */
  readonly placeOf: (index: number) => { readonly left: number; readonly bottom: number } | null;
}

/** The image under the pointer, in the corner where it hides neither its own point nor the selected one. */
export function HoverCard({ placeOf }: Props) {
  const store = useLabApi();
  const index = useLab(selectHovered);
  const dataset = useLab(selectDataset);
  const scheme = useScheme();
  const canvas = useRef<HTMLCanvasElement>(null);

  useEffect(() => {
    if (canvas.current && dataset && index !== null)
      drawThumbnails(canvas.current, dataset.thumbnails, [index], { columns: 1, rows: 1, cell: side, gap: 0 });
  }, [dataset, index]);

  if (index === null || !dataset || index >= dataset.shape.count) return null;
  const { frame, clusterNames, selection } = store.getState();
  const cluster = frame?.labels?.[index];
  const confidence = frame?.confidence?.[index];
  const chosen = selection?.indices.length === 1 ? selection.indices : [];
  // The strip of its neighbours says all this already.
  if (chosen[0] === index) return null;
  const inTheWay = [index, ...chosen].some((point) => {
    const place = placeOf(point);
    return place !== null && place.left < corner.width && place.bottom < corner.height;
  });
  const code = dataset.truth?.codes[index] ?? -1;
  return (
    <div className={inTheWay ? "hover-card hover-card-high" : "hover-card"} aria-hidden="true">
      <canvas ref={canvas} style={{ width: side, height: side }} />
      <dl>
        <dd className="hover-path" title={dataset.paths[index]}>
          {dataset.paths[index]}
        </dd>
        {cluster !== undefined && (
          <dd>
            <i className="dot" style={{ background: clusterColour(cluster, scheme) }} />
            {clusterName(clusterNames, cluster)}
            {confidence !== undefined && <span className="muted"> · {percent(confidence)} sure</span>}
          </dd>
        )}
        {code >= 0 && <dd className="muted">label {dataset.truth?.names[code]}</dd>}
      </dl>
    </div>
  );
}
