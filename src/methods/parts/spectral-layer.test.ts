import { beforeAll, expect, it } from "vitest";
import { matrix } from "../../core/matrix";
import { Rng } from "../../core/rng";
import { memoryInUse } from "../../nn/backend";
import { nearestNeighbours } from "../../nn/nearest-neighbours";
import { startBackend, take } from "../../nn/testing";
import * as tf from "../../nn/tfjs";
import { runKMeans } from "./kmeans";
import { neighbourPlaces } from "./neighbour-places";
import { SpectralLayer } from "./spectral-layer";

beforeAll(async () => {
  await startBackend("wasm");
});

/** Two stripes side by side: k-means on the points cuts across both, their graph of neighbours parts them. */
function stripes(n: number) {
  const rng = Rng.fromSeed("stripes");
  const data = new Float32Array(2 * n);
  for (let i = 0; i < n; i++) data.set([rng.between(-1.2, 1.2), (i % 2 === 0 ? 0.5 : -0.5) + 0.05 * rng.normal()], 2 * i);
  return matrix(data, n, 2);
}

const { signal } = new AbortController();
const n = 160;
const points = stripes(n);

async function trained(steps: number, layer = new SpectralLayer(2, [32, 32], 2, Rng.fromSeed("layer"))) {
  const neighbours = await nearestNeighbours(points, 6, { metric: "euclidean", signal });
  const loss = await layer.train(points, {
    neighbours,
    steps,
    pairs: 64,
    learningRate: 5e-3,
    rng: Rng.fromSeed("pairs"),
    signal,
  });
  return { layer, loss, neighbours, places: await layer.place(points, signal) };
}

it("parts stripes that k-means on the points can't, in orthonormal columns", async () => {
  const before = memoryInUse();
  const { layer, places } = await trained(120);
  for (let a = 0; a < 2; a++)
    for (let b = 0; b < 2; b++) {
      let sum = 0;
      for (let i = 0; i < n; i++) sum += places.data[2 * i + a] * places.data[2 * i + b];
      expect(sum / n).toBeCloseTo(a === b ? 1 : 0, 3);
    }
  const { labels } = runKMeans(places, { clusters: 2, rng: Rng.fromSeed(1) });
  const wrong = labels.filter((label, i) => label !== labels[i % 2]).length;
  expect(wrong / n).toBeLessThan(0.03);
  const plain = runKMeans(points, { clusters: 2, rng: Rng.fromSeed(1) }).labels;
  expect(plain.filter((label, i) => label !== plain[i % 2]).length / n).toBeGreaterThan(0.2);

  // What is applied in training steps is what was placed.
  const applied = await take(tf.tidy(() => layer.apply(tf.tensor2d(points.data.slice(), [n, 2]))));
  for (const [p, y] of applied.entries()) expect(y).toBeCloseTo(places.data[p], 3);
  layer.dispose();
  expect(memoryInUse()).toEqual(before);
});

it("goes on from what it saved to the same bits", async () => {
  const first = await trained(3);
  const saved = structuredClone(await first.layer.save());
  const straight = await trained(3, first.layer);
  const other = new SpectralLayer(2, [32, 32], 2, Rng.fromSeed("another"));
  other.restore(saved);
  const resumed = await trained(3, other);
  expect(resumed.places).toEqual(straight.places);
  expect(resumed.loss).toBe(straight.loss);
  first.layer.dispose();
  other.dispose();
});

it("puts each image where its neighbours are on average", () => {
  const places = matrix(Float32Array.of(0, 1, 2, 3, 4, 5), 3, 2);
  const lists = { k: 2, indices: Int32Array.of(1, 2, 0, 2, 0, 1), distances: new Float32Array(6) };
  expect([...neighbourPlaces(places, lists).data]).toEqual([3, 4, 2, 3, 1, 2]);
  expect(neighbourPlaces(places, { k: 0, indices: new Int32Array(0), distances: new Float32Array(0) })).toEqual(places);
});
