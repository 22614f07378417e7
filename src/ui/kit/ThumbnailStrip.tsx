import { type KeyboardEvent, type MouseEvent, memo, useEffect, useId, useRef, useState } from "react";
import type { DatasetSummary } from "../../worker/protocol";
import { useLabApi } from "../use-lab";
import { drawThumbnailsSoon, type Grid, gridSize } from "./thumbnail-canvas";

interface Props {
  readonly dataset: DatasetSummary;
  readonly indices: readonly number[];
  readonly label: string;
  readonly columns: number;
  readonly rows?: number;
  readonly cell?: number;
  readonly gap?: number;
}

/**
 * Some images on one canvas. Hover shows an image on the map, click or Enter chooses it there; arrow keys walk. To assistive
 * technology it is a list box whose present image is an option with its place among the others.
 */
export const ThumbnailStrip = memo(function ThumbnailStrip({
  dataset,
  indices,
  label,
  columns,
  rows = 1,
  cell = 28,
  gap = 2,
}: Props) {
  const store = useLabApi();
  const canvas = useRef<HTMLCanvasElement>(null);
  const optionId = useId();
  const [active, setActive] = useState<number | null>(null);
  const shown = Math.min(indices.length, columns * rows);
  const grid: Grid = { columns, rows: Math.max(1, Math.min(rows, Math.ceil(shown / columns))), cell, gap };
  const size = gridSize(grid);
  const position = active !== null && active < shown ? active : null;
  const { thumbnails } = dataset;
  const gridRows = grid.rows;

  useEffect(() => {
    if (canvas.current) drawThumbnailsSoon(canvas.current, thumbnails, indices, { columns, rows: gridRows, cell, gap });
  }, [thumbnails, indices, columns, gridRows, cell, gap]);

  const pointed = position === null ? null : indices[position];
  useEffect(() => {
    if (pointed === null) return;
    store.getState().hover(pointed);
    // The pointer may be on another strip already; what that one shows stays.
    return () => {
      if (store.getState().hovered === pointed) store.getState().hover(null);
    };
  }, [store, pointed]);

  const at = (event: MouseEvent): number | null => {
    const box = event.currentTarget.getBoundingClientRect();
    const column = Math.floor((event.clientX - box.left) / (cell + gap));
    const row = Math.floor((event.clientY - box.top) / (cell + gap));
    const cellAt = row * columns + column;
    return column >= 0 && column < columns && cellAt >= 0 && cellAt < shown ? cellAt : null;
  };
  const choose = (chosen: number): void => store.getState().select([indices[chosen]], "gallery");

  const onKeyDown = (event: KeyboardEvent): void => {
    const move = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: columns, ArrowUp: -columns }[event.key];
    if (move !== undefined) {
      event.preventDefault();
      setActive(Math.min(shown - 1, Math.max(0, (position ?? -1) + move)));
    } else if ((event.key === "Enter" || event.key === " ") && position !== null) {
      event.preventDefault();
      choose(position);
    }
  };

  if (shown === 0) return null;
  return (
    <div
      className="strip"
      role="listbox"
      aria-label={`${label}, ${shown} images`}
      aria-activedescendant={position === null ? undefined : optionId}
      tabIndex={0}
      style={size}
      onKeyDown={onKeyDown}
      onFocus={() => position === null && setActive(0)}
      onBlur={() => setActive(null)}
      onMouseMove={(event) => setActive(at(event))}
      onMouseLeave={() => setActive(null)}
      onClick={(event) => {
        const clicked = at(event);
        if (clicked !== null) choose(clicked);
      }}
    >
      <canvas ref={canvas} style={size} />
      <div
        id={optionId}
        role="option"
        tabIndex={-1}
        aria-selected={position !== null}
        aria-posinset={(position ?? 0) + 1}
        aria-setsize={shown}
        className={position === null ? "strip-cursor strip-cursor-off" : "strip-cursor"}
        style={{
          width: cell,
          height: cell,
          transform: `translate(${((position ?? 0) % columns) * (cell + gap)}px, ${Math.floor((position ?? 0) / columns) * (cell + gap)}px)`,
        }}
      >
        <span className="visually-hidden">{dataset.paths[indices[position ?? 0]]}</span>
      </div>
    </div>
  );
});
