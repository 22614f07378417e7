import type { ScoreDescription } from "../core/score-description";
import type { Contingency } from "./contingency";

/** One score of a clustering against known classes. A file may export several; the registry finds them. */
export interface Metric extends ScoreDescription {
  /** The score, from how often each cluster meets each class. NaN where the table holds no image. */
  compute(table: Contingency): number;
}
