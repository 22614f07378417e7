/** Images of `cluster`, ascending; -1 is no cluster. None before there are clusters. */
export function membersOf(labels: Int32Array | null, cluster: number): readonly number[] {
  const found: number[] = [];
  labels?.forEach((label, i) => {
    if (label === cluster) found.push(i);
  });
  return found;
}
