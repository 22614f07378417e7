import { expect, it } from "vitest";
import { matrix } from "../../core/matrix";
import { fromTriplets } from "../../numerics/sparse-matrix";
import { divergence, edgesView, headAgreement, headAgreementView } from "./head-agreement";

const q = matrix(Float32Array.of(1, 0, 0.5, 0.5, 0.25, 0.75), 3, 2);
const z = matrix(Float32Array.of(1, 0, 0, 1, 1, 0), 3, 2);

it("two heads share what both give to a cluster", () => {
  expect([...headAgreement(q, z)]).toEqual([1, 0.5, 0.25]);
});

it("the histogram counts every image, the certain ones in the last bin", () => {
  const { counts, marks } = headAgreementView(Float32Array.of(0, 0.5, 1, 1));
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(4);
  expect([counts[0], counts[20], counts[39]]).toEqual([1, 1, 2]);
  expect(marks).toEqual([{ title: "mean", value: 0.625 }]);
});

it("edges come once each, from those whose ends agree least on", () => {
  // 0 - 1, 0 - 2, 1 - 2
  const graph = fromTriplets(3, 3, {
    rows: Int32Array.of(0, 0, 1, 1, 2, 2),
    columns: Int32Array.of(1, 2, 0, 2, 0, 1),
    values: new Float64Array(6).fill(1),
  });
  const view = edgesView(graph, q);
  expect([...view.pairs]).toEqual([0, 2, 0, 1, 1, 2]);
  expect([...view.agreement]).toEqual([0.25, 0.5, 0.75]);
  expect(view.meanAgreement).toBeCloseTo(0.5, 6);
  const none = fromTriplets(3, 3, { rows: new Int32Array(0), columns: new Int32Array(0), values: new Float64Array(0) });
  expect(edgesView(none, q)).toMatchObject({ meanAgreement: null, pairs: new Int32Array(0) });
});

it("the divergence is a mean over images, nothing where they agree", () => {
  expect(divergence(q, q)).toBe(0);
  expect(divergence(z, matrix(Float32Array.of(0.5, 0.5, 0.25, 0.75, 1, 0), 3, 2))).toBeCloseTo(
    (Math.log(2) + Math.log(4 / 3)) / 3,
    6,
  );
});
