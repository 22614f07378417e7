import type { ColourBy } from "../../store/view-slice";
import type { DatasetSummary, Frame } from "../../worker/protocol";
import { clusterColourList, matchColours, noiseColour, numberRamp, plainColour, type Scheme } from "../palette";
import { clusterColumn, figureOf } from "./figures";

const rampSteps = 32;

/** Which colour each image has. */
export interface MapColours {
  /** [n] index into `colours`. */
  readonly categories: Uint16Array;
  readonly colours: readonly string[];
}

/** Categories that every colouring has: what isn't known, and what is in no cluster. */
const unknown = 0;
const noise = 1;
const first = 2;

/** Colours of the frame's points. What isn't known yet is drawn plain. */
export function mapColours(frame: Frame, dataset: DatasetSummary, by: ColourBy, scheme: Scheme): MapColours {
  const count = frame.layout.length / 2;
  const { labels, confusion } = frame;
  const truth = dataset.truth;
  const categories = new Uint16Array(count);
  const coloured = (rest: readonly string[]): MapColours => ({
    categories,
    colours: [plainColour[scheme], noiseColour[scheme], ...rest],
  });

  if (by === "label" && truth) {
    for (let i = 0; i < count; i++) categories[i] = truth.codes[i] < 0 ? unknown : first + truth.codes[i];
    return coloured(clusterColourList(truth.names.length, scheme));
  }
  if (by === "match" && labels && truth && confusion) {
    for (let i = 0; i < count; i++)
      categories[i] =
        truth.codes[i] < 0 ? unknown : labels[i] < 0 ? noise : first + (confusion.match[labels[i]] === truth.codes[i] ? 0 : 1);
    return coloured(matchColours[scheme]);
  }
  if (by === "cluster" && labels) {
    let clusters = frame.clusters?.length ?? 0;
    for (let i = 0; i < count; i++) {
      categories[i] = labels[i] < 0 ? noise : first + labels[i];
      if (labels[i] >= clusters) clusters = labels[i] + 1;
    }
    return coloured(clusterColourList(clusters, scheme));
  }
  const column = clusterColumn(frame, by);
  if (column) {
    let clusters = frame.clusters?.length ?? 0;
    for (const [i, cluster] of column.values.entries()) {
      categories[i] = cluster >= 0 ? first + cluster : unknown;
      if (cluster >= clusters) clusters = cluster + 1;
    }
    return coloured(clusterColourList(clusters, scheme));
  }
  const figure = figureOf(frame, dataset, by);
  if (figure) {
    const { values, low, high } = figure;
    const scale = high > low ? rampSteps / (high - low) : 0;
    for (let i = 0; i < count; i++)
      categories[i] = Number.isNaN(values[i])
        ? unknown
        : first + (scale > 0 ? Math.min(rampSteps - 1, Math.max(0, Math.floor((values[i] - low) * scale))) : rampSteps >> 1);
    return coloured(numberRamp(rampSteps, scheme));
  }
  return coloured([]);
}
