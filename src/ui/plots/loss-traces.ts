import type { Dash, Data, Layout, LayoutAxis } from "plotly.js";
import type { EpochFacts } from "../../worker/protocol";
import { lossTitle } from "../loss-names";
import { lineColour, type Scheme } from "../palette";
import { decimate } from "./decimate";
import { niceCeiling, niceRange } from "./nice-range";

/** More points than the chart has pixels across only cost time. */
export const mostPoints = 320;

/** A line of so few points is none to see, least of all a broken one. */
const fewPoints = 5;
const markerSize = 5;

/** As SVG has them, and Plotly's chart too, whose types know some names alone; short, so that a short curve is not one dash. */
const dashes = ["solid", "2px,3px", "5px,3px", "5px,2px,2px,2px", "8px,2px", "8px,2px,2px,2px"] as const;

/** A total that is its only term, and would lie on it. */
function isEcho({ losses }: EpochFacts, term: string): boolean {
  if (term !== "total") return false;
  const others = Object.keys(losses).filter((name) => name !== "total");
  return others.length === 1 && losses[others[0]] === losses.total;
}

/** Names of all loss terms to show, `total` last. */
export function lossTerms(history: readonly EpochFacts[]): readonly string[] {
  const terms = new Set<string>();
  for (const facts of history) for (const term of Object.keys(facts.losses)) if (!isEcho(facts, term)) terms.add(term);
  return [...terms].sort((a, b) => Number(a === "total") - Number(b === "total"));
}

/** The last value of a term that is shown; NaN without one. */
export function lastLoss(history: readonly EpochFacts[], term: string): number {
  return history.findLast((facts) => facts.losses[term] !== undefined && !isEcho(facts, term))?.losses[term] ?? Number.NaN;
}

/** Terms of the last phase where it shares none with those before: they may be of another size, and have an axis of their own on the right. */
export function termsOnTheRight(history: readonly EpochFacts[]): ReadonlySet<string> {
  const last = history.at(-1)?.phase;
  const [own, before] = [new Set<string>(), new Set<string>()];
  for (const { phase, losses } of history) for (const term in losses) (phase === last ? own : before).add(term);
  return before.size > 0 && [...own].every((term) => !before.has(term)) ? own : new Set();
}

/** Of the terms, those with values that a log scale has no place for: zero and less. */
export function termsNotAboveZero(history: readonly EpochFacts[], terms: readonly string[]): readonly string[] {
  return terms.filter((term) => history.some(({ losses }) => losses[term] <= 0));
}

/** Whether any value has a place on a log scale. */
export function anyAboveZero(history: readonly EpochFacts[]): boolean {
  return history.some(({ losses }) => Object.values(losses).some((value) => value > 0));
}

/** There are as many colours, which repeat too: each round of them takes the next dash, so that no two lines are alike. */
export function lineDash(index: number): (typeof dashes)[number] {
  return dashes[(index + Math.floor(index / dashes.length)) % dashes.length];
}

interface Line {
  readonly x: readonly number[];
  /** Null where the line breaks. */
  readonly y: readonly (number | null)[];
  /** Of each point's marker: 0 but where a stretch is too short to be seen as a line. */
  readonly sizes: readonly number[];
}

/** A term's values, broken where the phase changes: the next one may measure it in another unit. */
function lineOf(history: readonly EpochFacts[], term: string): Line {
  const known = history.filter((facts) => Number.isFinite(facts.losses[term]) && !isEcho(facts, term));
  const stretches: EpochFacts[][] = [];
  for (const facts of known) {
    const stretch = stretches.at(-1);
    if (stretch?.[0].phase === facts.phase) stretch.push(facts);
    else stretches.push([facts]);
  }
  const x: number[] = [];
  const y: (number | null)[] = [];
  const sizes: number[] = [];
  for (const stretch of stretches) {
    const part = decimate(
      stretch.map((facts) => facts.epoch),
      stretch.map((facts) => facts.losses[term]),
      Math.max(2, Math.floor((mostPoints * stretch.length) / known.length)),
    );
    if (x.length > 0) {
      x.push(stretch[0].epoch);
      y.push(null);
      sizes.push(0);
    }
    for (const value of part.x) x.push(value);
    for (const value of part.y) {
      y.push(value);
      sizes.push(stretch.length < fewPoints ? markerSize : 0);
    }
  }
  return { x, y, sizes };
}

/** One line a loss term. */
export function lossTraces(history: readonly EpochFacts[], terms: readonly string[], scheme: Scheme): Data[] {
  const right = termsOnTheRight(history);
  return terms.map((term, index) => {
    const line = lineOf(history, term);
    const dotted = line.sizes.some((size) => size > 0);
    return {
      type: "scatter",
      mode: dotted ? "lines+markers" : "lines",
      marker: { size: dotted ? [...line.sizes] : markerSize, color: lineColour(index, scheme) },
      name: lossTitle(term),
      ...(right.has(term) ? { yaxis: "y2" } : {}),
      // Half of a marker at the edge would be cut off.
      cliponaxis: false,
      x: [...line.x],
      y: [...line.y],
      line: { color: lineColour(index, scheme), width: term === "total" ? 2.25 : 1.75, dash: lineDash(index) as Dash },
      hovertemplate: `${lossTitle(term)} %{y:.4g}<br>epoch %{x}<extra></extra>`,
    };
  });
}

const inks: Readonly<Record<Scheme, { readonly text: string; readonly grid: string; readonly paper: string }>> = {
  dark: { text: "#96a6a0", grid: "#222d2a", paper: "#19211f" },
  light: { text: "#5d6b65", grid: "#e4eae7", paper: "#ffffff" },
};

interface ChartLook {
  /** CSS pixels. */
  readonly width: number;
  readonly height: number;
  readonly log: boolean;
  readonly scheme: Scheme;
  /** No more epochs will come. */
  readonly ended: boolean;
}

/** Axes with fixed ranges: with automatic ones a redraw took 30 to 40 ms here, with these 14. */
export function lossLayout(history: readonly EpochFacts[], { log, scheme, ended, ...size }: ChartLook): Partial<Layout> {
  const ink = inks[scheme];
  const axis = {
    gridcolor: ink.grid,
    zeroline: false,
    color: ink.text,
    tickfont: { size: 11 },
    fixedrange: true,
    autorange: false,
    automargin: false,
    nticks: 5,
  } as const;
  const right = termsOnTheRight(history);
  const values = (onTheRight: boolean) => {
    const shown = lossesOf(history, (term) => right.has(term) === onTheRight);
    const [from, to] = niceRange(shown, log);
    const steps = log ? { type: "log", dtick: 1, exponentformat: "power" } : { type: "linear" };
    return { ...axis, range: [from, to], ...steps } as Partial<LayoutAxis>;
  };
  // Numbers on an axis that can show nothing would be made up.
  const numbered = !log || [...lossesOf(history, (term) => right.has(term))].some((value) => value > 0);
  return {
    ...size,
    margin: { l: 46, r: right.size > 0 && numbered ? 46 : 10, t: 8, b: 38 },
    paper_bgcolor: "rgba(0,0,0,0)",
    plot_bgcolor: "rgba(0,0,0,0)",
    font: { color: ink.text, size: 11 },
    showlegend: false,
    hovermode: "closest",
    hoverlabel: { bgcolor: ink.paper, bordercolor: ink.grid, font: { color: ink.text, size: 12 } },
    dragmode: false,
    xaxis: {
      ...axis,
      showgrid: false,
      range: epochRange(history, ended),
      // Ticks that nobody sees, which keep the last number off those of the axis on the right.
      ticks: "outside",
      ticklen: 5,
      tickcolor: "rgba(0,0,0,0)",
      title: { text: "epoch", standoff: 6, font: { size: 11 } },
    },
    yaxis: values(false),
    ...(right.size > 0
      ? { yaxis2: { ...values(true), overlaying: "y", side: "right", showgrid: false, showticklabels: numbered } }
      : {}),
  };
}

/** From zero, or where a run began that had its first epochs from elsewhere, to the last epoch; while more come, to a number that the line grows towards. */
function epochRange(history: readonly EpochFacts[], ended: boolean): [number, number] {
  const first = history[0]?.epoch ?? 0;
  const from = first > 1 ? first : 0;
  const passed = (history.at(-1)?.epoch ?? 0) - from;
  return [from, from + Math.max(5, ended ? passed : niceCeiling(passed))];
}

function* lossesOf(history: readonly EpochFacts[], wanted: (term: string) => boolean): Generator<number> {
  for (const { losses } of history) for (const term in losses) if (wanted(term)) yield losses[term];
}
