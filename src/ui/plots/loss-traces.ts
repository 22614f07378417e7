import type { Data, Layout } from "plotly.js";
import type { EpochFacts } from "../../worker/protocol";
import { lossTitle } from "../loss-names";
import { lineColour, type Scheme } from "../palette";
import { decimate } from "./decimate";
import { niceCeiling, niceRange } from "./nice-range";

/** More points than the chart has pixels across only cost time. */
export const mostPoints = 320;

/** A line of one point is none to see. */
const fewPoints = 4;

const dashes = ["solid", "dot", "dash", "dashdot", "longdash", "longdashdot"] as const;

/** Names of all loss terms seen, `total` last. */
export function lossTerms(history: readonly EpochFacts[]): readonly string[] {
  const terms = new Set<string>();
  for (const { losses } of history) for (const term of Object.keys(losses)) terms.add(term);
  return [...terms].sort((a, b) => Number(a === "total") - Number(b === "total"));
}

export function lineDash(index: number): (typeof dashes)[number] {
  return dashes[index % dashes.length];
}

/** One line a loss term. */
export function lossTraces(history: readonly EpochFacts[], terms: readonly string[], scheme: Scheme): Data[] {
  return terms.map((term, index) => {
    const known = history.filter((facts) => Number.isFinite(facts.losses[term]));
    const line = decimate(
      known.map((facts) => facts.epoch),
      known.map((facts) => facts.losses[term]),
      mostPoints,
    );
    return {
      type: "scatter",
      mode: line.x.length < fewPoints ? "lines+markers" : "lines",
      marker: { size: 5, color: lineColour(index, scheme) },
      name: lossTitle(term),
      x: [...line.x],
      y: [...line.y],
      line: { color: lineColour(index, scheme), width: term === "total" ? 2.25 : 1.75, dash: lineDash(index) },
      hovertemplate: `${lossTitle(term)} %{y:.4g}<br>epoch %{x}<extra></extra>`,
    };
  });
}

const inks: Readonly<Record<Scheme, { readonly text: string; readonly grid: string; readonly paper: string }>> = {
  dark: { text: "#96a6a0", grid: "#222d2a", paper: "#19211f" },
  light: { text: "#5d6b65", grid: "#e4eae7", paper: "#ffffff" },
};

/** Axes with fixed ranges: with automatic ones a redraw took 30 to 40 ms here, with these 14. */
export function lossLayout(
  history: readonly EpochFacts[],
  size: { readonly width: number; readonly height: number },
  log: boolean,
  scheme: Scheme,
): Partial<Layout> {
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
  return {
    ...size,
    margin: { l: 46, r: 10, t: 8, b: 34 },
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
      range: [0, Math.max(5, niceCeiling(history.at(-1)?.epoch ?? 0))],
      title: { text: "epoch", standoff: 6, font: { size: 11 } },
    },
    yaxis: {
      ...axis,
      type: log ? "log" : "linear",
      range: [...niceRange(allLosses(history), log)],
      ...(log ? { dtick: 1, exponentformat: "power" as const } : {}),
    },
  };
}

function* allLosses(history: readonly EpochFacts[]): Generator<number> {
  for (const { losses } of history) for (const term in losses) yield losses[term];
}
