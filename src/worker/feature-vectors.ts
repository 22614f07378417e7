import type { FeatureSet } from "../data/dataset";
import type { FeatureSummary } from "./protocol";

/** Features in the place of pixels. */
export function vectorsOf({ vectors }: FeatureSet) {
  const shape = { count: vectors.rows, height: 1, width: vectors.cols, channels: 1, vectors: true } as const;
  return { shape, pixels: vectors.data };
}

export function featureSummary({ vectors, ...facts }: FeatureSet): FeatureSummary {
  return { ...facts, cols: vectors.cols };
}
