import { describe, expect, it } from "vitest";
import { appendBounded } from "./timeline-slice";

const epochs = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => ({ epoch: from + i }));

describe("appendBounded", () => {
  it("stays within its limit and keeps the newest in full", () => {
    let list: readonly { readonly epoch: number }[] = [];
    for (let from = 0; from < 1000; from += 10) list = appendBounded(list, epochs(from, from + 10), 100);
    expect(list.length).toBeLessThanOrEqual(100);
    expect(list.slice(-20).map((entry) => entry.epoch)).toEqual(epochs(980, 1000).map((entry) => entry.epoch));
    expect(list[0].epoch).toBe(0);
  });

  it("replaces what a resumed run repeats", () => {
    const list = appendBounded(epochs(0, 10), epochs(6, 8));
    expect(list.map((entry) => entry.epoch)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  });

  it("gives back the same list when nothing is added", () => {
    const list = epochs(0, 3);
    expect(appendBounded(list, [])).toBe(list);
  });
});
