import { describe, expect, it } from "vitest";
import type { PairsView } from "../../core/live-view";
import { pairLead, shownPairs } from "./pair-order";

const view: PairsView = {
  kind: "pairs",
  id: "neighbours",
  title: "Nearest neighbours",
  help: "To be seen.",
  pairs: Int32Array.of(0, 1, 2, 3, 4, 9, 1, 2, 3, 0),
  agreement: Float32Array.of(0.75, Number.NaN, 0, 0.25, 0.75),
  agreementHelp: "1 is the same cluster.",
  meanAgreement: 0.8125,
};

describe("pairs of images", () => {
  it("come worst first or as they were given, without images that are not there", () => {
    expect(shownPairs(view, true, 5).map(({ place, one, other }) => [place, one, other])).toEqual([
      [3, 1, 2],
      [0, 0, 1],
      [4, 3, 0],
      [1, 2, 3],
    ]);
    expect(shownPairs(view, false, 10).map(({ place }) => place)).toEqual([0, 1, 2, 3, 4]);
  });

  it("are led by their mean and by how many share a label", () => {
    const pairs = shownPairs(view, true, 5);
    expect(pairLead(view, pairs, null)).toBe("Mean over all pairs 0.813. 4 are shown.");
    expect(pairLead(view, pairs, Int32Array.of(0, 0, 1, -1, 1))).toBe(
      "Mean over all pairs 0.813. 4 are shown, and 50 % of those join pictures of one label.",
    );
    expect(pairLead({ ...view, meanAgreement: null }, pairs, new Int32Array(5).fill(-1))).toBe("4 are shown.");
  });
});
