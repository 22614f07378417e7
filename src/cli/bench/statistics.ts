/** The repetitions of one side, in milliseconds; or the sentence why there are none. */
export type Sample =
  | { readonly ms: readonly number[]; readonly min: number; readonly median: number; readonly max: number }
  | { readonly absent: string };

export type Timed = Exclude<Sample, { readonly absent: string }>;

/** Throws where `ms` is empty. */
export function sampleOf(ms: readonly number[]): Timed {
  if (ms.length === 0) throw new Error("a sample needs at least one repetition");
  return { ms, min: Math.min(...ms), median: median(ms), max: Math.max(...ms) };
}

/** The middle value, or the mean of the two middle ones. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** Ratio of medians; null where one of the two was not measured. */
export function ratioOf(above: Sample | undefined, below: Sample | undefined): number | null {
  return above && below && "ms" in above && "ms" in below ? above.median / below.median : null;
}
