import { expect, it } from "vitest";
import { runId } from "../../core/ids";
import { frameOf, summaryOf } from "../../store/testing";
import { plainColour } from "../palette";
import { mapKey } from "./map-key";

const none = { name: "no label", colour: plainColour.light };
const dataset = summaryOf();
const partly = { ...dataset, truth: { codes: Int32Array.of(0, -1, 2), names: ["x", "y", "z"] } };
const confusion = { counts: new Int32Array(6), clusters: 2, classes: ["x", "y", "z"], match: Int32Array.of(0, 1) };
const frame = { ...frameOf(runId("run-1"), 0), confusion };

it("tells what images without a label are drawn in, where there are some", () => {
  for (const by of ["label", "match"] as const) {
    expect(mapKey(frame, partly, by, "light")?.names).toContainEqual(none);
    expect(mapKey(frame, dataset, by, "light")?.names).not.toContainEqual(none);
  }
});
