import type { ColourBy } from "../../store/view-slice";
import type { DatasetSummary, Frame } from "../../worker/protocol";
import { clusterColourList, confidenceRamp, matchColours, plainColour, type Scheme } from "../palette";

const confidenceSteps = 24;

/** Which colour each image has. */
export interface MapColours {
  /** [n] index into `colours`. */
  readonly categories: Uint16Array;
  readonly colours: readonly string[];
}

/** Colours of `frame`'s points by cluster, label, confidence or match. What isn't known yet is drawn plain. */
export function mapColours(frame: Frame, dataset: DatasetSummary, by: ColourBy, scheme: Scheme): MapColours {
  const count = frame.layout.length / 2;
  const { labels, confidence, confusion } = frame;
  const truth = dataset.truth;
  const categories = new Uint16Array(count);
  // Category 0 is "unknown" throughout.
  const coloured = (rest: readonly string[]): MapColours => ({ categories, colours: [plainColour[scheme], ...rest] });

  if (by === "label" && truth) {
    for (let i = 0; i < count; i++) categories[i] = truth.codes[i] + 1;
    return coloured(clusterColourList(truth.names.length, scheme));
  }
  if (by === "confidence" && confidence) {
    for (let i = 0; i < count; i++)
      categories[i] = 1 + Math.min(confidenceSteps - 1, Math.floor(confidence[i] * confidenceSteps));
    return coloured(confidenceRamp(confidenceSteps, scheme));
  }
  if (by === "match" && labels && truth && confusion) {
    for (let i = 0; i < count; i++)
      categories[i] = truth.codes[i] < 0 ? 0 : confusion.match[labels[i]] === truth.codes[i] ? 1 : 2;
    return coloured(matchColours[scheme]);
  }
  if (by === "cluster" && labels) {
    let clusters = frame.clusters?.length ?? 0;
    for (let i = 0; i < count; i++) {
      categories[i] = labels[i] + 1;
      if (labels[i] >= clusters) clusters = labels[i] + 1;
    }
    return coloured(clusterColourList(clusters, scheme));
  }
  // regl-scatterplot reads one colour as "no encoding"; two keep the encoding on.
  return coloured([plainColour[scheme]]);
}
