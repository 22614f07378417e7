/** Images in each of `clusters` clusters; labels of -1 are in none. */
export function clusterSizes(labels: Int32Array, clusters: number): number[] {
  const sizes = new Array<number>(clusters).fill(0);
  for (const label of labels) if (label >= 0 && label < clusters) sizes[label]++;
  return sizes;
}
