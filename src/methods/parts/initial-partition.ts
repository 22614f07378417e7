import type { Matrix } from "../../core/matrix";
import type { Rng } from "../../core/rng";
import type { TrainingEvent } from "../method";
import { clusterMeans } from "./cluster-means";
import type { InitialPartitionValues } from "./initial-partition-settings";
import { kmeansSteps } from "./start-centres";

/** The clusters that a method starts from. */
export interface InitialPartition {
  /** [n] in [0, k) */
  readonly labels: Int32Array;
  /** [n] in [0, 1]: how much nearer its own cluster is than the next, or its share of the own one in a mixture. */
  readonly confidence: Float32Array;
  /** [k, d] mean code of each cluster, in the space of the codes however they were divided. */
  readonly centres: Matrix;
}

export interface InitialPartitionOptions {
  /** k, from 1 to the number of codes. */
  readonly clusters: number;
  /** Does not advance. */
  readonly rng: Rng;
  readonly signal: AbortSignal;
}

/** What a stretch of a training yields that knows no epochs. */
export type StretchEvent = Extract<TrainingEvent<never>, { readonly kind: "step" | "notice" }>;

/** Divides `codes` [n, d] into clusters as `values.init` says. */
export async function* initialPartition(
  codes: Matrix,
  values: InitialPartitionValues,
  { clusters, rng, signal }: InitialPartitionOptions,
): AsyncGenerator<StretchEvent, InitialPartition, void> {
  const { restarts } = values;
  const { labels, confidence } = yield* kmeansSteps(codes, { clusters, restarts, rng, signal });
  return { labels, confidence, centres: clusterMeans(codes, labels, clusters) };
}
