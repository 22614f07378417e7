/**
 * What a score compares: images one by one, what clusters tell of classes, pairs of images, the clusters' shape without any labels,
 * codes with labels, whatever the clusters are, or a map with what it shows.
 */
export type ScoreGroup = "images" | "information" | "pairs" | "shape" | "probe" | "map";

/** What a score is called and means, for people. The one place where that is said. */
export interface ScoreDescription {
  readonly id: string;
  /** As a table heads its column: "ACC". */
  readonly name: string;
  readonly title: string;
  readonly group: ScoreGroup;
  /** Whether it is among the few that papers print and that are shown where there is room for no more. */
  readonly headline: boolean;
  /** Least and greatest value; may be infinite. */
  readonly range: readonly [number, number];
  readonly better: "higher" | "lower";
  /** What it says, in a sentence for a layman. */
  readonly summary: string;
  /** The idea of its formula, in a sentence or two. */
  readonly formula: string;
}
