import { describe, expect, it } from "vitest";
import { matrix } from "../../core/matrix";
import { codesSpread } from "./codes-spread";
import { CollapseMonitor, collapseFacts } from "./collapse-monitor";

const labelsOf = (...sizes: number[]) => Int32Array.from(sizes.flatMap((size, j) => Array<number>(size).fill(j)));

describe("collapseFacts", () => {
  it("counts clusters in use, and how many equal ones would be as uneven", () => {
    expect(collapseFacts(labelsOf(5, 5, 5), 3)).toEqual({ usedClusters: 3, effectiveClusters: expect.closeTo(3, 9) });
    expect(collapseFacts(labelsOf(7, 0, 0), 3)).toEqual({ usedClusters: 1, effectiveClusters: 1 });
    // exp(-(.5 ln .5 + 2 * .25 ln .25)) = 2^1.5
    expect(collapseFacts(labelsOf(4, 2, 2), 4)).toEqual({ usedClusters: 3, effectiveClusters: expect.closeTo(2 ** 1.5, 9) });
  });

  it("leaves noise out, and takes nothing but noise for no cluster", () => {
    expect(collapseFacts(Int32Array.of(-1, 0, 1, -1), 2)).toEqual({ usedClusters: 2, effectiveClusters: expect.closeTo(2, 9) });
    expect(collapseFacts(Int32Array.of(-1, -1), 2)).toEqual({ usedClusters: 0, effectiveClusters: 0 });
  });
});

describe("CollapseMonitor", () => {
  it("says nothing of a healthy training", () => {
    const monitor = new CollapseMonitor(3);
    for (let i = 0; i < 3; i++) expect(monitor.watch(labelsOf(4, 3, 5), 0.9 + i).warnings).toEqual([]);
  });

  it("tells of every cluster that dies, once", () => {
    const monitor = new CollapseMonitor(4);
    expect(monitor.watch(labelsOf(3, 3, 3, 0), 1).warnings).toEqual([expect.stringContaining("3 of 4 clusters still hold")]);
    expect(monitor.watch(labelsOf(3, 3, 3, 0), 1).warnings).toEqual([]);
    expect(monitor.watch(labelsOf(3, 6, 0, 0), 1).warnings).toEqual([expect.stringContaining("2 of 4")]);
  });

  it("tells of clusters that become very uneven before they die, and of codes that shrink to a point", () => {
    const monitor = new CollapseMonitor(4);
    expect(monitor.watch(labelsOf(97, 1, 1, 1), 1).warnings).toEqual([expect.stringContaining("very uneven")]);
    expect(monitor.watch(labelsOf(97, 1, 1, 1), 0.19).warnings).toEqual([expect.stringContaining("19 %")]);
    expect(monitor.watch(labelsOf(97, 1, 1, 1), 0.1).warnings).toEqual([]);
  });
});

it("measures how far codes lie from their mean", () => {
  expect(codesSpread(matrix(Float32Array.of(0, 0, 6, 8), 2, 2))).toBeCloseTo(5, 6);
  expect(codesSpread(matrix(Float32Array.of(2, 2, 2), 3, 1))).toBe(0);
});
