import { type KeyboardEvent, type MouseEvent, memo, useEffect, useMemo, useRef, useState } from "react";
import type { MatrixView } from "../../core/live-view";
import type { LabState } from "../../store/lab-state";
import { clusterName } from "../../store/view-slice";
import { short } from "../format";
import { useScheme } from "../kit/use-scheme";
import { clusterColour } from "../palette";
import { useLab } from "../use-lab";
import { bandLines, bandText, matrixBands } from "./matrix-bands";
import { matrixGradient, matrixPixels, matrixSummary } from "./matrix-pixels";

const selectNames = (state: LabState) => state.clusterNames;

/** A table of numbers as a heat map, with lines where one cluster ends and the next begins. Pointer and arrow keys tell each cluster's values. */
export const MatrixFigure = memo(function MatrixFigure({ view }: { readonly view: MatrixView }) {
  const scheme = useScheme();
  const names = useLab(selectNames);
  const canvas = useRef<HTMLCanvasElement>(null);
  const [active, setActive] = useState<number | null>(null);
  const { title, rows, cols, from, to, xTitle, yTitle, clusters } = view;
  const bands = useMemo(() => matrixBands(view), [view]);
  const present = active === null ? null : Math.min(active, bands.length - 1);
  const textOf = (band: number) => bandText(view, bands[band], (cluster) => clusterName(names, cluster));

  useEffect(() => {
    const element = canvas.current;
    if (!element) return;
    if (element.width !== cols) element.width = cols;
    if (element.height !== rows) element.height = rows;
    element.getContext("2d")?.putImageData(new ImageData(matrixPixels(view, scheme), cols, rows), 0, 0);
  }, [view, rows, cols, scheme]);

  const onKeyDown = (event: KeyboardEvent): void => {
    const last = bands.length - 1;
    const [down, up] = [(present ?? -1) + 1, (present ?? bands.length) - 1];
    const next = { ArrowDown: down, ArrowRight: down, ArrowUp: up, ArrowLeft: up, Home: 0, End: last }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    setActive(Math.min(last, Math.max(0, next)));
  };
  const pointAt = (event: MouseEvent): void => {
    const { top, height } = event.currentTarget.getBoundingClientRect();
    const row = ((event.clientY - top) / height) * rows;
    setActive(bands.findIndex((band) => row < band.to));
  };

  return (
    <figure className="matrix-view">
      <p className="visually-hidden">{matrixSummary(view)}</p>
      <div
        className="matrix-table"
        role="slider"
        tabIndex={0}
        aria-orientation="vertical"
        aria-label={`${clusters ? "Clusters" : "Rows"} of ${title}`}
        aria-valuemin={1}
        aria-valuemax={bands.length}
        aria-valuenow={(present ?? 0) + 1}
        aria-valuetext={textOf(present ?? 0)}
        style={{ aspectRatio: `${cols} / ${rows}` }}
        onKeyDown={onKeyDown}
        onBlur={() => setActive(null)}
        onMouseMove={pointAt}
        onMouseLeave={() => setActive(null)}
      >
        <canvas ref={canvas} />
        <svg viewBox={`0 0 ${cols} ${rows}`} preserveAspectRatio="none" aria-hidden="true">
          <path className="matrix-lines" d={bandLines(view, bands)} />
          {present !== null && (
            <rect
              className="matrix-active"
              y={bands[present].from}
              width={cols}
              height={bands[present].to - bands[present].from}
            />
          )}
        </svg>
        {bands.map(({ from: top, to: bottom, cluster }) =>
          cluster === null ? null : (
            <i
              key={top}
              style={{
                top: `${(100 * top) / rows}%`,
                height: `${(100 * (bottom - top)) / rows}%`,
                background: clusterColour(cluster, scheme),
              }}
            />
          ),
        )}
      </div>
      <figcaption className="muted">
        <span aria-hidden="true">{present === null ? `${yTitle} by ${xTitle}` : textOf(present)}</span>
        <span className="matrix-legend">
          {short(from)} <i style={{ background: matrixGradient(scheme) }} aria-hidden="true" /> {short(to)}
        </span>
      </figcaption>
    </figure>
  );
});
