import { describe, expect, test } from "vitest";
import { goldenDigits, goldenValues } from "../../numerics/testing";
import { isomapProjector } from "../isomap-projector";
import { pcaProjector } from "../pca-projector";
import { finish, projectionOf } from "../testing";

/** Largest difference of the first rows [rows, dimensions] from `expected`, each column with the sign that fits, over the largest value. */
function misfit(layout: Float32Array, expected: readonly number[], dimensions: number): number {
  let worst = 0;
  for (let c = 0; c < dimensions; c++) {
    const theirs = expected.filter((_, p) => p % dimensions === c);
    const ours = theirs.map((_, i) => layout[i * dimensions + c]);
    const sign = Math.sign(ours.reduce((sum, value, i) => sum + value * theirs[i], 0));
    const extent = Math.max(...theirs.map(Math.abs));
    worst = Math.max(worst, ...ours.map((value, i) => Math.abs(sign * value - theirs[i]) / extent));
  }
  return worst;
}

const { points } = goldenDigits();

describe("as scikit-learn 1.2", () => {
  interface Golden {
    readonly neighbours: number;
    readonly dimensions: number;
    readonly pieces: number;
    readonly layout: number[];
  }

  // Isomap(n_neighbors=neighbours, n_components=dimensions).fit_transform(points), by scripts/golden/isomap.py
  test.each(goldenValues<Golden[]>("isomap"))(
    "Isomap with $neighbours neighbours in $dimensions dimensions, $pieces pieces",
    async ({ neighbours, dimensions, layout }) => {
      const run = projectionOf(isomapProjector, points, { values: { neighbours }, dimensions });
      expect(misfit(await finish(isomapProjector.project(run)), layout, dimensions)).toBeLessThan(1e-4);
    },
  );

  // PCA(3, svd_solver="full").fit_transform(points), by scripts/golden/tsne.py
  test("PCA", async () => {
    const { components } = goldenValues<{ components: number[] }>("tsne");
    const layout = await finish(pcaProjector.project(projectionOf(pcaProjector, points, { dimensions: 3 })));
    expect(misfit(layout, components, 3)).toBeLessThan(1e-4);
  });
});
