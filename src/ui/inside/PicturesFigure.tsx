import { useElementSize } from "@mantine/hooks";
import { memo, useEffect, useMemo, useRef, useState } from "react";
import type { PicturesView } from "../../core/live-view";
import type { LabState } from "../../store/lab-state";
import { clusterName } from "../../store/view-slice";
import { useMoreToTheRight } from "../kit/use-more-to-the-right";
import { useScheme } from "../kit/use-scheme";
import { clusterColour, inkOn } from "../palette";
import { useLab } from "../use-lab";
import { sheetLayout, sheetPixels, sheetSummary } from "./picture-sheet";

const selectNames = (state: LabState) => state.clusterNames;
/** CSS pixels of the rows' titles, and of a letter of theirs, about. */
const titleRoom = { least: 40, most: 84, letter: 7.5, padding: 8 };

/** Rows of pictures that a network made, on one canvas, with their titles at the left and their clusters above. */
export const PicturesFigure = memo(function PicturesFigure({ view }: { readonly view: PicturesView }) {
  const names = useLab(selectNames);
  const scheme = useScheme();
  const { ref, width: room } = useElementSize();
  const [host, setHost] = useState<HTMLElement | null>(null);
  const more = useMoreToTheRight(host);
  const canvas = useRef<HTMLCanvasElement>(null);
  const titleWidth = titleWidthOf(view);
  const layout = useMemo(() => sheetLayout(view, Math.max(1, room - titleWidth)), [view, room, titleWidth]);
  const { scale, gap, columns, width, height } = layout;

  useEffect(() => {
    const element = canvas.current;
    if (!element || room === 0) return;
    // To set a size clears the picture; most frames have the last one's.
    if (element.width !== width) element.width = width;
    if (element.height !== height) element.height = height;
    element.getContext("2d")?.putImageData(new ImageData(sheetPixels(view, layout), width, height), 0, 0);
  }, [view, layout, width, height, room]);

  const scrolls = width * scale > room - titleWidth;
  const cell = { width: view.width * scale, marginRight: gap * scale };
  return (
    <div ref={ref}>
      <section
        ref={setHost}
        className={more ? "sheet sheet-more" : "sheet"}
        aria-label={`${view.title}, pictures`}
        tabIndex={scrolls ? 0 : undefined}
        style={{ gridTemplateColumns: `${titleWidth}px max-content` }}
      >
        {view.clusters && (
          <div className="sheet-clusters" aria-hidden="true">
            {Array.from(view.clusters.subarray(0, columns), (cluster, column) => {
              const colour = clusterColour(cluster, scheme);
              return (
                <span
                  // biome-ignore lint/suspicious/noArrayIndexKey: a column is its place
                  key={column}
                  title={clusterName(names, cluster)}
                  style={{ ...cell, background: colour, color: inkOn(colour) }}
                >
                  {cluster < 0 ? "" : cluster}
                </span>
              );
            })}
          </div>
        )}
        <div className="sheet-titles">
          {view.rows.map(({ title }) => (
            <div key={title} title={title} style={{ height: view.height * scale, marginBottom: gap * scale }}>
              <span>{title}</span>
            </div>
          ))}
        </div>
        <canvas
          ref={canvas}
          role="img"
          aria-label={sheetSummary(view, (cluster) => clusterName(names, cluster))}
          className={scale < 1 ? "sheet-smooth" : undefined}
          style={{ width: width * scale, height: height * scale }}
        />
      </section>
    </div>
  );
});

/** As wide as the longest title; one too long for that gets two lines. */
function titleWidthOf({ rows }: PicturesView): number {
  const letters = Math.max(0, ...rows.map(({ title }) => title.length));
  return Math.min(titleRoom.most, Math.max(titleRoom.least, letters * titleRoom.letter)) + titleRoom.padding;
}
