/** Multiply-adds of plain JavaScript between two places to pause: 5 to 10 ms. By cost, never by a clock. */
const workOfPart = 8e6;

/** Work that can be paused wherever it yields. */
export type InParts<Result> = Generator<undefined, Result, void>;

/** Ranges [from, to) of `count` rows that cost `work` multiply-adds each, cut so that each range is a part. */
export function* rangesOf(count: number, work: number): Generator<readonly [number, number], void, void> {
  const rows = Math.max(1, Math.floor(workOfPart / Math.max(1, work)));
  for (let from = 0; from < count; from += rows) yield [from, Math.min(count, from + rows)];
}

/** Does work to its end without a pause. */
export function atOnce<Result>(work: InParts<Result>): Result {
  for (;;) {
    const part = work.next();
    if (part.done) return part.value;
  }
}
