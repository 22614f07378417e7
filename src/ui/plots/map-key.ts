import type { ColourBy } from "../../store/view-slice";
import type { DatasetSummary, Frame } from "../../worker/protocol";
import { short } from "../format";
import { clusterColour, matchColours, noiseColour, numberRamp, plainColour, type Scheme } from "../palette";
import { clusterColumn, figureOf } from "./figures";

/** What the map's colours mean: names with colours, or a ramp between two ends, with names for what is not on it. */
export interface MapKey {
  readonly title: string | null;
  readonly names: readonly { readonly name: string; readonly colour: string }[];
  /** Names left out, as there are too many. */
  readonly more: number;
  readonly ramp: { readonly low: string; readonly high: string; readonly colours: readonly string[] } | null;
}

const mostNames = 12;
const rampStops = 9;

/** The key to the colours that `mapColours` gives; null where the numbers on the map say it all. */
export function mapKey(frame: Frame, dataset: DatasetSummary, by: ColourBy, scheme: Scheme): MapKey | null {
  const { labels } = frame;
  const noise = labels?.includes(-1) ? [{ name: "noise (no cluster)", colour: noiseColour[scheme] }] : [];
  const without = dataset.truth?.codes.some((code) => code < 0) ? [{ name: "no label", colour: plainColour[scheme] }] : [];
  const named = (names: MapKey["names"], more = 0): MapKey => ({ title: null, names, more, ramp: null });

  if (by === "label") {
    const names = dataset.truth?.names;
    if (!names) return null;
    const shown = names.slice(0, mostNames).map((name, code) => ({ name, colour: clusterColour(code, scheme) }));
    return named([...shown, ...without], names.length - shown.length);
  }
  if (by === "match") {
    if (!labels || !frame.confusion) return null;
    const words = ["correct", "wrong"].map((name, i) => ({ name, colour: matchColours[scheme][i] }));
    return named([...words, ...noise, ...without]);
  }
  if (by === "cluster") return noise.length > 0 ? named(noise) : null;
  const column = clusterColumn(frame, by);
  if (column) {
    const numbers = [...new Set(column.values)].filter((cluster) => cluster >= 0).sort((a, b) => a - b);
    const shown = numbers.slice(0, mostNames).map((cluster) => ({ name: `${cluster}`, colour: clusterColour(cluster, scheme) }));
    const none = column.values.some(Number.isNaN) ? [{ name: "none", colour: plainColour[scheme] }] : [];
    return { title: column.title, names: [...shown, ...none], more: numbers.length - shown.length, ramp: null };
  }
  const figure = figureOf(frame, dataset, by);
  if (!figure) return null;
  const [low, high] = figure.words ?? [short(figure.low), short(figure.high)];
  const missing = figure.values.some(Number.isNaN);
  return {
    title: figure.words ? null : figure.title,
    names: missing ? [{ name: "none", colour: plainColour[scheme] }] : [],
    more: 0,
    ramp: { low, high, colours: numberRamp(rampStops, scheme) },
  };
}
