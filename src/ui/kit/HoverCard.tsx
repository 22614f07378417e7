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

/** The image under the pointer, in a corner where it hides nothing. */
export function HoverCard() {
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
  const { frame, clusterNames } = store.getState();
  const cluster = frame?.labels?.[index];
  const confidence = frame?.confidence?.[index];
  const code = dataset.truth?.codes[index] ?? -1;
  return (
    <div className="hover-card" aria-hidden="true">
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
