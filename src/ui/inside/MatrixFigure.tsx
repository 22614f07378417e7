import { memo, useEffect, useRef } from "react";
import type { MatrixView } from "../../core/live-view";
import { short } from "../format";
import { useScheme } from "../kit/use-scheme";
import { matrixPixels, matrixSummary } from "./matrix-pixels";

/** A table of numbers as a heat map, with lines where one cluster ends and the next begins. */
export const MatrixFigure = memo(function MatrixFigure({ view }: { readonly view: MatrixView }) {
  const scheme = useScheme();
  const canvas = useRef<HTMLCanvasElement>(null);
  const { rows, cols, from, to, xTitle, yTitle } = view;

  useEffect(() => {
    const element = canvas.current;
    if (!element) return;
    if (element.width !== cols) element.width = cols;
    if (element.height !== rows) element.height = rows;
    element.getContext("2d")?.putImageData(new ImageData(matrixPixels(view, scheme), cols, rows), 0, 0);
  }, [view, rows, cols, scheme]);

  return (
    <figure className="matrix-view">
      <canvas
        ref={canvas}
        role="img"
        aria-label={`${view.title}. ${matrixSummary(view)}`}
        style={{ aspectRatio: `${cols} / ${rows}` }}
      />
      <figcaption className="muted">
        {yTitle} by {xTitle}, light {short(from)} to dark {short(to)}
      </figcaption>
    </figure>
  );
});
