import { Switch } from "@mantine/core";
import { useElementSize } from "@mantine/hooks";
import { type KeyboardEvent, type MouseEvent, memo, useState } from "react";
import type { HistogramView } from "../../core/live-view";
import { short } from "../format";
import { binText, histogramLayout, histogramSummary, spansDecades, withinSentence } from "./histogram-layout";

type Props = Pick<HistogramView, "title" | "xTitle" | "yTitle" | "from" | "to" | "counts" | "marks">;

const height = 150;
const room = { left: 42, right: 10, top: 6, bottom: 20 };
const markRow = 14;
const pixelsPerTick = 55;
/** Of a mark's label, about. */
const pixelsPerLetter = 6.2;

/** Bars with marked places. The pointer or the arrow keys tell each bar's count. */
export const Histogram = memo(function Histogram(props: Props) {
  const { title, xTitle, yTitle, from, to, marks } = props;
  const { ref, width } = useElementSize();
  const [log, setLog] = useState(false);
  const [active, setActive] = useState<number | null>(null);
  const spans = spansDecades(props);
  const labels = placeMarks(marks, from, to, width - room.left - room.right);
  const top = room.top + markRow * (1 + Math.max(-1, ...labels.map(({ row }) => row)));
  const plot = { width: Math.max(1, width - room.left - room.right), height: height - room.top - room.bottom };
  const { heights, xTicks, yTicks } = histogramLayout(props, log && spans, plot.width / pixelsPerTick);
  const x = (share: number) => room.left + share * plot.width;
  const y = (share: number) => top + (1 - share) * plot.height;
  const bars = heights.length;
  const barAt = (bin: number) =>
    `M${x((bin + 0.06) / bars).toFixed(1)} ${y(0)}V${y(heights[bin]).toFixed(1)}H${x((bin + 0.94) / bars).toFixed(1)}V${y(0)}`;
  const present = active === null ? null : Math.min(active, bars - 1);

  const pointAt = (event: MouseEvent): void => {
    const across = (event.clientX - event.currentTarget.getBoundingClientRect().left - room.left) / plot.width;
    setActive(across >= 0 && across < 1 ? Math.floor(across * bars) : null);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const next = { ArrowRight: (present ?? -1) + 1, ArrowLeft: (present ?? bars) - 1, Home: 0, End: bars - 1 }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    setActive(Math.min(bars - 1, Math.max(0, next)));
  };

  return (
    <div className="bars">
      <div className="bars-head">
        <p className="muted" aria-hidden="true">
          {present === null ? `${yTitle} by ${withinSentence(xTitle)}` : binText(props, present, yTitle)}
        </p>
        {spans && (
          <Switch
            size="xs"
            label="Log scale"
            labelPosition="left"
            aria-label={`Log scale of ${title}`}
            checked={log}
            onChange={(event) => setLog(event.currentTarget.checked)}
          />
        )}
      </div>
      <p className="visually-hidden">{histogramSummary(props)}</p>
      <div
        ref={ref}
        className="bars-plot"
        role="slider"
        tabIndex={0}
        aria-label={`Bars of ${title}`}
        aria-valuemin={0}
        aria-valuemax={bars - 1}
        aria-valuenow={present ?? 0}
        aria-valuetext={binText(props, present ?? 0, yTitle)}
        onKeyDown={onKeyDown}
        onBlur={() => setActive(null)}
        onMouseMove={pointAt}
        onMouseLeave={() => setActive(null)}
      >
        {width > 0 && (
          <svg width={width} height={top + plot.height + room.bottom} aria-hidden="true">
            {yTicks.map(({ at, text }) => (
              <g key={text} className="bars-tick" transform={`translate(0 ${y(at)})`}>
                <line x1={room.left} x2={width - room.right} />
                <text x={room.left - 6} dy="0.32em" textAnchor="end">
                  {text}
                </text>
              </g>
            ))}
            {xTicks.map(({ at, text }) => (
              <text key={text} className="bars-text" x={x(at)} y={y(0) + 14} textAnchor="middle">
                {text}
              </text>
            ))}
            <path className="bars-bars" d={heights.map((_, bin) => (heights[bin] > 0 ? barAt(bin) : "")).join("")} />
            {present !== null && <path className="bars-active" d={barAt(present)} />}
            {labels.map(({ text, at, row, anchor }) => (
              <g key={text} className="bars-mark">
                <line x1={x(at)} x2={x(at)} y1={room.top + row * markRow} y2={y(0)} />
                <text x={x(at) + (anchor === "end" ? -4 : 4)} y={room.top + row * markRow + 9} textAnchor={anchor}>
                  {text}
                </text>
              </g>
            ))}
          </svg>
        )}
      </div>
    </div>
  );
});

interface MarkLabel {
  readonly text: string;
  /** In [0, 1] across the plot. */
  readonly at: number;
  /** Line of labels, from the top. */
  readonly row: number;
  readonly anchor: "start" | "end";
}

/** Each mark's label right of it, or left where there is no room, in the first row where it meets no other. Marks outside are left out. */
function placeMarks(marks: Props["marks"], from: number, to: number, width: number): MarkLabel[] {
  const ends: number[] = [];
  return marks
    .map((mark) => ({ text: `${mark.title} ${short(mark.value)}`, at: (mark.value - from) / (to - from) }))
    .filter(({ at }) => at >= 0 && at <= 1)
    .sort((a, b) => a.at - b.at)
    .map(({ text, at }) => {
      const long = text.length * pixelsPerLetter + 8;
      const fits = at * width + long <= width;
      const left = fits ? at * width : at * width - long;
      const found = ends.findIndex((end) => end <= left);
      const row = found < 0 ? ends.length : found;
      ends[row] = left + long;
      return { text, at, row, anchor: fits ? "start" : "end" } as const;
    });
}
