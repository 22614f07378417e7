import { beforeAll, describe, expect, it } from "vitest";
import { type Matrix, matrix } from "../../core/matrix";
import { Rng } from "../../core/rng";
import { memoryInUse } from "../../nn/backend";
import { startBackend } from "../../nn/testing";
import { finish, projectionOf } from "../../projection/testing";
import { umapProjector } from "../../projection/umap-projector";
import { type LayoutOptions, layoutSteps } from "./layout-steps";

/** Three groups of 5 values far from each other. */
function groups(n: number): Matrix {
  const rng = Rng.fromSeed("groups");
  const data = Float32Array.from({ length: n * 5 }, (_, p) => 20 * (Math.floor(p / 5) % 3) * ((p % 5) + 1) + rng.normal());
  return matrix(data, n, 5);
}

async function layOut(codes: Matrix, given: Partial<LayoutOptions>, look: (images: number) => void = () => {}): Promise<Matrix> {
  const steps = layoutSteps(codes, {
    projector: "umap",
    dimensions: 3,
    values: { neighbours: 8, epochs: 40 },
    rng: Rng.fromSeed(1),
    signal: new AbortController().signal,
    ...given,
  });
  for (;;) {
    const next = await steps.next();
    if (next.done) return next.value;
    look(next.value.images);
  }
}

describe("layoutSteps", () => {
  beforeAll(async () => {
    await startBackend("wasm");
  });

  it.each(["umap", "isomap"] as const)(
    "lays out by %s in as many dimensions as are asked for, groups apart",
    async (projector) => {
      const codes = groups(61);
      const layout = await layOut(codes, { projector, dimensions: 4 });
      expect([layout.rows, layout.cols]).toEqual([61, 4]);
      const distance = (i: number, j: number) => {
        let sum = 0;
        for (let c = 0; c < 4; c++) sum += (layout.data[i * 4 + c] - layout.data[j * 4 + c]) ** 2;
        return Math.sqrt(sum);
      };
      for (let i = 0; i < 61; i++) {
        const others = Array.from({ length: 61 }, (_, j) => j).filter((j) => j !== i);
        others.sort((a, b) => distance(i, a) - distance(i, b));
        expect(others.slice(0, 5).every((j) => j % 3 === i % 3)).toBe(true);
      }
      expect(await layOut(codes, { projector, dimensions: 4 })).toEqual(layout);
    },
  );

  it("gives the map's own UMAP, without reducing the codes first", async () => {
    const wide = matrix(Float32Array.from(Rng.fromSeed(2).permutation(70 * 60)), 70, 60);
    const values = { neighbours: 8, minDist: 0.2, epochs: 25 };
    const layout = await layOut(wide, { values, rng: Rng.fromSeed(4) });
    const projection = projectionOf(umapProjector, wide, { values: { ...values, reduceTo: 0 }, seed: 4, dimensions: 3 });
    expect(layout.data).toEqual(await finish(umapProjector.project(projection)));
  });

  it.each(["umap", "isomap"] as const)("takes fewer codes than %s wants neighbours", async (projector) => {
    for (const n of [1, 2, 3, 4, 6]) {
      const layout = await layOut(groups(n), { projector, dimensions: 2, values: { neighbours: 200, epochs: 10 } });
      expect(layout.data).toHaveLength(2 * n);
      expect(layout.data.every(Number.isFinite)).toBe(true);
    }
  });

  it("counts each round as a pass over the points, and ends once aborted or cut short", async () => {
    const codes = groups(60);
    let images = 0;
    await layOut(codes, { values: { neighbours: 8, epochs: 30 } }, (more) => {
      images += more;
    });
    expect(images).toBe(60 * 30);

    const before = memoryInUse();
    const abort = new AbortController();
    const stopped = layOut(codes, { signal: abort.signal }, () => abort.abort(new Error("stopped by the user")));
    await expect(stopped).rejects.toThrow("stopped by the user");
    expect(memoryInUse()).toEqual(before);
  });
});
