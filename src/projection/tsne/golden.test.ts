import { describe, expect, test } from "vitest";
import { type Matrix, matrix } from "../../core/matrix";
import { Rng } from "../../core/rng";
import { Pace } from "../../numerics/pace";
import { goldenDigits, goldenValues } from "../../numerics/testing";
import type { SymmetricGraph } from "../symmetric-graph";
import { bruteForceNeighbours } from "../testing";
import { ExactForces } from "./exact-forces";
import type { Forces } from "./forces";
import { densePairProbabilities, sparsePairProbabilities } from "./joint-probabilities";
import { neighboursFor } from "./perplexity";
import { TreeForces } from "./tree-forces";

interface Golden {
  readonly perplexity: number;
  readonly denseRow: number[];
  readonly densePairs: number[];
  readonly sparseRow: number[];
  readonly sparseCount: number;
  readonly gradient: number[];
  readonly gradientNorm: number;
  readonly sparseGradient: number[];
}

const golden = goldenValues<Golden>("tsne");
const { points } = goldenDigits();
const n = points.rows;
const pace = new Pace(undefined);

/** The layout of scripts/golden/tsne.py: the ink's first moments, standardised. */
function moments({ data }: Matrix): Float64Array {
  const layout = new Float64Array(n * 2);
  for (let p = 0; p < data.length; p++) {
    const [i, q] = [Math.floor(p / 256), p % 256];
    layout[2 * i] += data[p] * (q % 16);
    layout[2 * i + 1] += data[p] * Math.floor(q / 16);
  }
  for (const c of [0, 1]) {
    const column = layout.filter((_, p) => p % 2 === c);
    const mean = column.reduce((sum, value) => sum + value, 0) / n;
    const deviation = Math.sqrt(column.reduce((sum, value) => sum + (value - mean) ** 2, 0) / n);
    for (let i = 0; i < n; i++) layout[2 * i + c] = (10 * (layout[2 * i + c] - mean)) / deviation;
  }
  return layout;
}

async function gradientOf(forces: Forces, layout: Float64Array): Promise<Float64Array> {
  const sum = await forces.measure(layout, pace);
  return forces.attraction.map((value, p) => forces.factor * (value - forces.repulsion[p] / sum));
}

function norm(values: ArrayLike<number>): number {
  return Math.sqrt(Array.from(values).reduce((sum, value) => sum + value * value, 0));
}

/** |a - b| / |b| */
function misfit(a: Float64Array, b: ArrayLike<number>): number {
  return norm(a.map((value, p) => value - b[p])) / norm(b);
}

/** p_ij of the pairs (i, j > i) as a graph. */
function asGraph(joint: Float64Array, count: number): SymmetricGraph {
  const starts = Int32Array.from({ length: count + 1 }, (_, i) => i * (count - 1));
  const others = (_: unknown, e: number) =>
    e % (count - 1) < Math.floor(e / (count - 1)) ? e % (count - 1) : (e % (count - 1)) + 1;
  const ends = Int32Array.from({ length: count * (count - 1) }, others);
  const weights = Float32Array.from(ends, (j, e) => {
    const [a, b] = [Math.min(j, Math.floor(e / (count - 1))), Math.max(j, Math.floor(e / (count - 1)))];
    return joint[a * count - (a * (a + 1)) / 2 + b - a - 1];
  });
  return { starts, ends, weights };
}

describe("as scikit-learn 1.2 (scripts/golden/tsne.py)", () => {
  // _joint_probabilities(pairwise_distances(points, squared=True), 30, 0)
  test("the joint probabilities of all pairs", async () => {
    const joint = await densePairProbabilities(points, golden.perplexity, pace);
    expect(joint.reduce((sum, value) => sum + value, 0)).toBeCloseTo(0.5, 9);
    const { starts, weights } = asGraph(joint, n);
    const row = weights.subarray(starts[7], starts[8]);
    golden.denseRow.forEach((value, j) => {
      if (j === 7) return;
      const ours = row[j < 7 ? j : j - 1];
      expect(Math.abs(ours - value)).toBeLessThan(1e-6 * Math.min(1, 1000 * value + 1e-3));
    });
    for (let i = 0; i + 1 < n; i++) {
      const ours = joint[i * n - (i * (i + 1)) / 2];
      expect(Math.abs(ours - golden.densePairs[i])).toBeLessThan(1e-6 * Math.min(1, 1000 * golden.densePairs[i] + 1e-3));
    }
  });

  // _joint_probabilities_nn(NearestNeighbors(n_neighbors=91).fit(points).kneighbors_graph(mode="distance") squared, 30, 0)
  test("the joint probabilities of neighbours", async () => {
    const near = bruteForceNeighbours(points, neighboursFor(golden.perplexity, n));
    const { starts, ends, weights } = await sparsePairProbabilities(near, golden.perplexity, pace);
    expect(ends.length).toBe(golden.sparseCount);
    const row = new Float64Array(n);
    for (let e = starts[7]; e < starts[8]; e++) row[ends[e]] = weights[e];
    golden.sparseRow.forEach((value, j) => {
      expect(Math.abs(row[j] - value)).toBeLessThan(1e-6 * Math.min(1, 1000 * value + 1e-3));
    });
    expect(weights.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 5);
  });

  // _kl_divergence(layout.ravel(), dense, 1, 300, 2)
  test("the exact gradient", async () => {
    const forces = new ExactForces(await densePairProbabilities(points, golden.perplexity, pace), n, 2);
    const gradient = await gradientOf(forces, moments(points));
    expect(misfit(gradient.subarray(0, 120), golden.gradient)).toBeLessThan(1e-5);
    expect(norm(gradient)).toBeCloseTo(golden.gradientNorm, 5);
  });

  // _kl_divergence_bh(layout.ravel(), sparse, 1, 300, 2, angle=0.0)
  test("the gradient by trees", async () => {
    const near = bruteForceNeighbours(points, neighboursFor(golden.perplexity, n));
    const joint = await sparsePairProbabilities(near, golden.perplexity, pace);
    const exact = await gradientOf(new TreeForces(joint, 1e-3), moments(points));
    expect(misfit(exact.subarray(0, 120), golden.sparseGradient)).toBeLessThan(1e-5);
    const quick = await gradientOf(new TreeForces(joint, 0.5), moments(points));
    expect(misfit(quick.subarray(0, 120), golden.sparseGradient)).toBeLessThan(0.01);
  });
});

describe("gradients", () => {
  // A layout with islands, a stray, and heaps of points at one place.
  function islands(count: number): Float64Array {
    const rng = Rng.fromSeed("islands");
    const layout = Float64Array.from(
      { length: 2 * count },
      (_, p) => 30 * Math.sin(7 * (Math.floor(p / 2) % 6) + p) + 3 * rng.normal(),
    );
    layout.fill(5, 0, 60);
    layout.fill(-80, 60, 62);
    return layout;
  }

  test("by trees lie within 1 % of the exact ones", async () => {
    const count = 1500;
    const rng = Rng.fromSeed("pairs");
    const joint = Float64Array.from({ length: (count * (count - 1)) / 2 }, () => rng.uniform() ** 8);
    const total = 2 * joint.reduce((sum, value) => sum + value, 0);
    joint.forEach((value, p) => {
      joint[p] = value / total;
    });
    const layout = islands(count);
    const exact = new ExactForces(joint, count, 2);
    const sum = await exact.measure(layout, pace);
    const tree = new TreeForces(asGraph(joint, count), 0.5);
    expect(await tree.measure(layout, pace)).toBeCloseTo(sum, -Math.floor(Math.log10(sum * 0.005)));
    expect(misfit(tree.repulsion, exact.repulsion)).toBeLessThan(0.01);
    expect(misfit(tree.attraction, exact.attraction)).toBeLessThan(1e-6);
    const whole = new TreeForces(asGraph(joint, count), 1e-4);
    expect(Math.abs((await whole.measure(layout, pace)) / sum - 1)).toBeLessThan(1e-6);
    expect(misfit(whole.repulsion, exact.repulsion)).toBeLessThan(1e-6);
  });

  test.each([1, 2, 3, 5])("are the divergence's slope in %i dimensions", async (dimensions) => {
    const count = 12;
    const rng = Rng.fromSeed(dimensions);
    const codes = matrix(
      Float32Array.from({ length: count * 4 }, () => rng.normal()),
      count,
      4,
    );
    const joint = await densePairProbabilities(codes, 3, pace);
    const layout = Float64Array.from({ length: count * dimensions }, () => rng.normal());
    const freedom = Math.max(1, dimensions - 1);
    const divergence = (y: Float64Array) => {
      const kernel: number[] = [];
      for (let i = 0; i < count; i++)
        for (let j = i + 1; j < count; j++) {
          let squared = 0;
          for (let c = 0; c < dimensions; c++) squared += (y[i * dimensions + c] - y[j * dimensions + c]) ** 2;
          kernel.push((1 + squared / freedom) ** (-(freedom + 1) / 2));
        }
      const sum = 2 * kernel.reduce((all, value) => all + value, 0);
      return kernel.reduce((all, value, p) => all + 2 * joint[p] * Math.log(joint[p] / (value / sum)), 0);
    };
    const gradient = await gradientOf(new ExactForces(joint, count, dimensions), layout);
    for (let p = 0; p < layout.length; p += 3) {
      const [up, down] = [layout.slice(), layout.slice()];
      up[p] += 1e-5;
      down[p] -= 1e-5;
      expect(gradient[p]).toBeCloseTo((divergence(up) - divergence(down)) / 2e-5, 7);
    }
  });
});
