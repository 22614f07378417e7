import { describe, expect, it } from "vitest";
import type { ShownView } from "../worker/protocol";
import { viewFigures } from "./view-figures";

const described = { id: "v", title: "View", help: "To be seen." };

describe("a view's numbers in run.json", () => {
  it("are plain, survive JSON and leave words and pixels out", () => {
    const views: readonly ShownView[] = [
      { ...described, kind: "pictures", height: 1, width: 1, channels: 1, rows: [{ title: "Image", pixels: Uint8Array.of(1) }] },
      {
        ...described,
        kind: "histogram",
        xTitle: "q",
        yTitle: "images",
        from: 0,
        to: 1,
        counts: Float32Array.of(2, 5),
        marks: [{ title: "t", value: 0.5 }],
      },
      {
        ...described,
        kind: "pairs",
        pairs: Int32Array.of(3, 1),
        agreement: Float32Array.of(0.1),
        agreementHelp: "1 is the same.",
        meanAgreement: 0.9,
      },
      {
        ...described,
        kind: "graph",
        images: 3,
        edges: 2,
        pieces: 1,
        largestPiece: 3,
        isolated: 0,
        degree: { least: 1, mean: 4 / 3, most: 2 },
        degrees: { from: 0.5, to: 2.5, counts: Float32Array.of(2, 1) },
        byClass: null,
        byCluster: { share: 0.5, chance: 0.5, byGroup: Float32Array.of(0.2, Number.NaN) },
      },
    ];
    const figures = views.map((view) => viewFigures(view, 7));
    expect(JSON.parse(JSON.stringify(figures))).toEqual(figures);
    expect(figures).toMatchObject([
      null,
      { id: "v", title: "View", kind: "histogram", epoch: 7, figures: { counts: [2, 5], marks: [{ title: "t", value: 0.5 }] } },
      { figures: { pairs: [3, 1], agreement: [0.1], meanAgreement: 0.9 } },
      { figures: { edges: 2, degrees: { counts: [2, 1] }, byClass: null, byCluster: { byGroup: [0.2, null] } } },
    ]);
    expect(JSON.stringify(figures)).not.toContain("To be seen");
  });
});
