/** At most `most` of `indices`, evenly spread over all of them. */
export function spreadOver(indices: readonly number[], most: number): readonly number[] {
  if (indices.length <= most) return indices;
  return Array.from({ length: most }, (_, i) => indices[Math.floor((i * indices.length) / most)]);
}

/** [classes] labelled images in no cluster, by class. */
export function noiseByClass(labels: Int32Array, truth: Int32Array, classes: number): Int32Array {
  const counts = new Int32Array(classes);
  for (let i = 0; i < labels.length; i++) if (labels[i] < 0 && truth[i] >= 0) counts[truth[i]]++;
  return counts;
}
