import { UMAP } from "umap-js";
import { parseValues } from "../../core/hyperparameters";
import { type Matrix, matrix } from "../../core/matrix";
import { Rng } from "../../core/rng";
import type { Neighbours } from "../projector";
import { umapProjector } from "../umap-projector";

/** Ten clouds of `count` points [count, dimensions]: what both engines lay out. */
export function racePoints(count: number, dimensions: number): Matrix {
  const rng = Rng.fromSeed("umap race");
  const centres = Float32Array.from({ length: 10 * dimensions }, () => 4 * rng.normal());
  const place = (p: number) => centres[(Math.floor(p / dimensions) % 10) * dimensions + (p % dimensions)];
  const data = Float32Array.from({ length: count * dimensions }, (_, p) => place(p) + rng.normal());
  return matrix(data, count, dimensions);
}

type Search = (points: Matrix, k: number, giveWay: () => Promise<void>) => Promise<Neighbours>;

/** Lays `codes` out by our engine, neighbours included; `giveWay` is awaited at every turn of the thread. */
export async function layOutByOurs(codes: Matrix, epochs: number, search: Search, giveWay: () => Promise<void>): Promise<void> {
  const projection = umapProjector.project({
    codes,
    dimensions: 2,
    rng: Rng.fromSeed(1),
    signal: new AbortController().signal,
    start: null,
    settled: false,
    follow: false,
    values: parseValues(umapProjector.hyperparameters, { epochs }),
    neighbours: (k, points = codes) => search(points, k, giveWay),
    giveWay,
  });
  for (let next = await projection.next(); !next.done; next = await projection.next()) await giveWay();
}

/** The same by umap-js with its defaults, its own search for neighbours included; `giveWay` is awaited where it can be left. */
export async function layOutByUmapJs(codes: Matrix, epochs: number, giveWay: () => Promise<void>): Promise<void> {
  const rng = Rng.fromSeed(1);
  const umap = new UMAP({ nEpochs: epochs, random: () => rng.uniform() });
  umap.initializeFit(
    Array.from({ length: codes.rows }, (_, i) => Array.from(codes.data.subarray(i * codes.cols, (i + 1) * codes.cols))),
  );
  await giveWay();
  for (let epoch = 0; epoch < epochs; epoch++) {
    umap.step();
    await giveWay();
  }
}
