import { describe, expect, it } from "vitest";
import { matrix } from "../../core/matrix";
import { codesSpread } from "./codes-spread";
import { CollapseMonitor, collapseFacts, collapseNotices } from "./collapse-monitor";

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
    expect(monitor.watch(labelsOf(3, 3, 3, 0), 1).warnings).toEqual([expect.stringContaining("3 of 4 clusters hold")]);
    expect(monitor.watch(labelsOf(3, 3, 3, 0), 1).warnings).toEqual([]);
    expect(monitor.watch(labelsOf(3, 6, 0, 0), 1).warnings).toEqual([expect.stringContaining("2 of 4")]);
  });

  it("tells of the unevenness of those left, with their loss or after it, once", () => {
    const both = new CollapseMonitor(6);
    expect(both.watch(labelsOf(96, 1, 1, 1, 1, 0), 1).warnings).toEqual([
      expect.stringMatching(/^5 of 6 clusters hold images: .*, and those left are very uneven, as if there were 1\.3\. A lower/),
    ]);
    expect(both.watch(labelsOf(96, 1, 1, 1, 1, 0), 1).warnings).toEqual([]);
    expect(both.watch(labelsOf(97, 1, 1, 1, 0, 0), 1).warnings).toEqual([expect.not.stringContaining("uneven")]);

    const later = new CollapseMonitor(6);
    // Three of six, all alike, are not uneven.
    expect(later.watch(labelsOf(5, 5, 5, 0, 0, 0), 1).warnings).toEqual([expect.not.stringContaining("uneven")]);
    expect(later.watch(labelsOf(97, 1, 1, 0, 0, 0), 1).warnings).toEqual([
      expect.stringContaining("The clusters are very uneven: as if there were 1.1 of 3 in use."),
    ]);
    expect(later.watch(labelsOf(97, 1, 1, 0, 0, 0), 1).warnings).toEqual([]);
  });

  it("tells of clusters that hold next to no images at three looks in a row, once", () => {
    const monitor = new CollapseMonitor(4);
    const told = (...sizes: number[]) => monitor.watch(labelsOf(...sizes), 1).warnings;
    // A fiftieth of an even share of 800 is 4.
    expect([told(397, 397, 3, 3), told(397, 397, 3, 3), told(396, 397, 4, 3)]).toEqual([[], [], [expect.any(String)]]);
    expect(told(396, 397, 4, 3)).toEqual([]);
    expect([told(398, 397, 3, 2), told(398, 397, 3, 2)]).toEqual([[], []]);
    expect(told(398, 397, 3, 2)).toEqual([
      expect.stringMatching(/^2 clusters have held fewer than 4 of 800 images each at 3 looks in a row: they are dying/),
    ]);
    // One that recovers may die again.
    expect([told(395, 395, 5, 5), told(397, 397, 3, 3), told(397, 397, 3, 3)]).toEqual([[], [], []]);
    expect(told(399, 397, 0, 4)).toEqual([expect.stringContaining("3 of 4 clusters hold")]);
  });

  it("tells of clusters that become very uneven before they die, and of codes that shrink to a point", () => {
    const monitor = new CollapseMonitor(4);
    expect(monitor.watch(labelsOf(97, 1, 1, 1), 1).warnings).toEqual([expect.stringContaining("very uneven")]);
    expect(monitor.watch(labelsOf(97, 1, 1, 1), 0.19).warnings).toEqual([expect.stringContaining("19 %")]);
    expect(monitor.watch(labelsOf(97, 1, 1, 1), 0.1).warnings).toEqual([]);
  });
});

describe("a last partition", () => {
  const told = (...sizes: number[]) => [...collapseNotices(labelsOf(...sizes), sizes.length)];

  it("is told of where clusters came out empty, once", () => {
    expect(told(3, 3, 1)).toEqual([]);
    expect(told(3, 3, 0)).toEqual([
      {
        kind: "notice",
        level: "warning",
        message:
          "2 of 3 clusters hold images: the others came out empty. Another seed, more restarts or fewer clusters may help.",
        tellsEmpty: true,
      },
    ]);
    expect(told(97, 1, 1, 0)[0].message).toContain(", and those left are very uneven, as if there were 1.1.");
  });
});

it("measures how far codes lie from their mean", () => {
  expect(codesSpread(matrix(Float32Array.of(0, 0, 6, 8), 2, 2))).toBeCloseTo(5, 6);
  expect(codesSpread(matrix(Float32Array.of(2, 2, 2), 3, 1))).toBe(0);
});
