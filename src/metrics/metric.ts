/** One score of a clustering against known classes. A file may export several; the registry finds them. */
export interface Metric {
  readonly id: string;
  readonly title: string;
  /** Least and greatest value. */
  readonly range: readonly [number, number];
  readonly better: "higher" | "lower";
  readonly needsTruth: boolean;
  /**
   * The score of `labels` [n] against `truth` [n]. Images whose truth is negative (no label) are left out; NaN when
   * none is left. Every value of `labels` is a cluster, a negative one (noise) too.
   */
  compute(labels: Int32Array, truth: Int32Array): number;
}
