import type { Rng } from "../../core/rng";
import { dense } from "../layers/dense";
import type * as tf from "../tfjs";
import { type Coder, prefixed } from "./coder";

/** Two heads over codes whose first layer is one: where images are compared, and which cluster each is in. */
export interface TwinHeads {
  readonly work: number;
  readonly variables: Readonly<Record<string, tf.Variable>>;
  /** Codes [b, d] → places of images [b, m] and logits of clusters [b, k]. */
  apply(codes: tf.Tensor): { readonly places: tf.Tensor2D; readonly logits: tf.Tensor2D };
  /** The way to the logits alone. */
  readonly cluster: Coder;
}

/** A dense layer of `width` units with ReLU, and a linear one for each head (Xing 2023, section 4.3.3). The caller disposes the variables. */
export function twinHeads(
  { codeSize, width, places, clusters }: { codeSize: number; width: number; places: number; clusters: number },
  rng: Rng,
): TwinHeads {
  const shared = dense(codeSize, width, "relu", rng.fork("shared"));
  const toPlaces = dense(width, places, "linear", rng.fork("instance"));
  const toClusters = dense(width, clusters, "linear", rng.fork("cluster"));
  const ofClusters = { ...prefixed("shared", shared.variables), ...prefixed("cluster", toClusters.variables) };
  return {
    work: shared.work + toPlaces.work + toClusters.work,
    variables: { ...ofClusters, ...prefixed("instance", toPlaces.variables) },
    apply(codes) {
      const hidden = shared.apply(codes);
      return { places: toPlaces.apply(hidden) as tf.Tensor2D, logits: toClusters.apply(hidden) as tf.Tensor2D };
    },
    cluster: {
      work: shared.work + toClusters.work,
      variables: ofClusters,
      apply: (codes) => toClusters.apply(shared.apply(codes)),
    },
  };
}
