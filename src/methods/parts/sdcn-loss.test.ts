import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { matrix } from "../../core/matrix";
import { Rng } from "../../core/rng";
import { memoryInUse } from "../../nn/backend";
import { createAutoencoder } from "../../nn/encoders/autoencoder";
import { trainStep } from "../../nn/fit";
import { softAssignment } from "../../nn/layers/soft-assignment";
import type { Optimizer } from "../../nn/optimizers";
import { uploadImages } from "../../nn/resident-images";
import { numericGradients, relativeError, startBackend, take } from "../../nn/testing";
import * as tf from "../../nn/tfjs";
import { createVariable } from "../../nn/variables";
import { goldenValues } from "../../numerics/testing";
import { encodeLayers, layerSizes } from "./encoded-layers";
import { gatherRows } from "./gather-rows";
import { GraphHead, type GraphSlopes } from "./graph-head";
import { nearestNeighbourGraph } from "./neighbour-graph";
import { sdcnLoss } from "./sdcn-loss";
import { targetDistribution } from "./target-distribution";

interface Golden {
  readonly sizes: number[];
  readonly clusters: number;
  readonly x: number[];
  readonly weights: number[][];
  readonly sdcn: {
    readonly autoencoder: number[][];
    readonly centres: number[];
    readonly q: number[];
    readonly target: number[];
    readonly z: number[];
    readonly reconstruction: number;
    readonly clustering: number;
    readonly graph: number;
    readonly total: number;
    readonly toAutoencoder: number[][];
    readonly toCentres: number[];
    readonly toTower: number[][];
  };
}
const golden = goldenValues<Golden>("graph-convolution");
const { sizes, clusters, sdcn } = golden;
const n = golden.x.length / sizes[0];
const signal = new AbortController().signal;

let before = memoryInUse();
beforeAll(async () => {
  await startBackend("wasm");
});
beforeEach(() => {
  before = memoryInUse();
});
afterEach(() => expect(memoryInUse()).toEqual(before));

/** The golden autoencoder on the golden images, 2 x 3 grey. */
async function open() {
  const shape = { count: n, height: 2, width: 3, channels: 1 } as const;
  const rng = Rng.fromSeed(1);
  const network = createAutoencoder({ network: "dense", filters: [], widths: [4, 7], codeSize: 2 }, shape, rng);
  // In PyTorch's order: weights and bias of each layer, encoder before decoder.
  const variables = ["encoder", "decoder"].flatMap((half) =>
    [0, 1, 2].flatMap((l) => ["weights", "bias"].map((name) => network.variables[`${half}/${l}/${name}`])),
  );
  for (const [i, variable] of variables.entries()) tf.tidy(() => variable.assign(tf.tensor(sdcn.autoencoder[i], variable.shape)));
  const pixels = Float32Array.from(golden.x);
  const images = await uploadImages({ shape, pixels, paths: [], truth: null });
  return { network, images, variables, pixels, rng };
}

describe("a step of SDCN over all images", () => {
  // scripts/golden/graph-convolution.py: mse_loss + 0.1 kl_div(log Q, P) + 0.01 kl_div(log Z, P), nothing detached but P.
  it.each([n, 4, 1])("has PyTorch's losses and gradients, taken in parts of %i", async (atOnce) => {
    const { network, images, variables, pixels, rng } = await open();
    const layers = await encodeLayers({ images, stages: network.stages, rng, signal });
    expect(layerSizes({ images, stages: network.stages })).toEqual(sizes);
    const q = softAssignment(layers.codes, matrix(Float32Array.from(sdcn.centres), clusters, 2), 1);
    expect(relativeError([...q.data], sdcn.q)).toBeLessThan(1e-5);
    const target = targetDistribution(q);
    expect(relativeError([...target.data], sdcn.target)).toBeLessThan(1e-5);
    const graph = await nearestNeighbourGraph(matrix(pixels, n, sizes[0]), { neighbours: 2, signal });
    const head = new GraphHead({ graph, normalisation: "row", sizes, clusters, rng, signal });
    for (const [l, { variables }] of head.tower.layers.entries())
      tf.tidy(() => variables.weights.assign(tf.tensor(golden.weights[l], variables.weights.shape)));
    const { assignments, slopes } = await head.slopes({ layers, target, mixing: { epsilon: 0.5 }, weight: 0.01 });
    expect(relativeError([...assignments.data], sdcn.z)).toBeLessThan(1e-5);
    expect(slopes.divergence).toBeCloseTo(sdcn.graph, 5);
    for (const [l, values] of sdcn.toTower.entries())
      expect(relativeError([...(await slopes.variables[`${l}/weights`].data())], values)).toBeLessThan(1e-4);

    const centres = createVariable(Float32Array.from(sdcn.centres), [clusters, 2]);
    const order = Rng.fromSeed("order").permutation(n);
    const trained = { ...network.variables, centres };
    const seen: Record<string, number[]> = {};
    const reads: Promise<void>[] = [];
    const spy: Optimizer = {
      iteration: 0,
      apply(gradients) {
        for (const [name, gradient] of Object.entries(gradients))
          reads.push(
            gradient.data().then((values) => {
              seen[name] = [...values];
            }),
          );
      },
      save: () => Promise.reject(new Error("not asked for")),
      restore() {},
      dispose() {},
    };
    const loss = (from: number, to: number) => {
      const rows = order.subarray(from, to);
      return sdcnLoss(network, {
        batch: images.batch(rows, null, rng),
        target: tf.tensor2d(gatherRows(target, rows), [rows.length, clusters]),
        centres: centres as unknown as tf.Tensor2D,
        alpha: 1,
        gamma: 0.1,
        graph: { slopes, delta: 0.01, rows, count: n },
      });
    };
    const losses = await (await trainStep(trained, spy, 1, loss, { images: n, atOnce })).losses();
    await Promise.all(reads);
    for (const name of ["reconstruction", "clustering", "graph", "total"] as const)
      expect(losses[name]).toBeCloseTo(sdcn[name], 5);
    expect(relativeError(seen.centres, sdcn.toCentres)).toBeLessThan(1e-4);
    for (const [i, variable] of variables.entries()) {
      const name = Object.keys(network.variables).find((key) => network.variables[key] === variable) ?? "";
      expect(relativeError(seen[name], sdcn.toAutoencoder[i]), name).toBeLessThan(1e-4);
    }
    tf.dispose([slopes.variables, [...slopes.hidden]]);
    for (const thing of [layers, head, centres, images, network]) thing.dispose();
  });
});

it("SDCN's whole loss, KL(P‖Z) delivered, has the gradient of finite differences to all weights and centres", async () => {
  const { network, images, pixels, rng } = await open();
  const graph = await nearestNeighbourGraph(matrix(pixels, n, sizes[0]), { neighbours: 2, signal });
  const head = new GraphHead({ graph, normalisation: "row", sizes, clusters, rng, signal });
  for (const [l, { variables }] of head.tower.layers.entries())
    tf.tidy(() => variables.weights.assign(tf.tensor(golden.weights[l], variables.weights.shape)));
  const centres = createVariable(Float32Array.from(sdcn.centres), [clusters, 2]);
  const target = matrix(Float32Array.from(sdcn.target), n, clusters);
  const all = Int32Array.from({ length: n }, (_, i) => i);
  // As large as the other terms, so that a slope that is not delivered would show.
  const delta = 1;
  const slopesNow = async () => {
    const layers = await encodeLayers({ images, stages: network.stages, rng, signal });
    try {
      return (await head.slopes({ layers, target, mixing: { epsilon: 0.5 }, weight: delta })).slopes;
    } finally {
      layers.dispose();
    }
  };
  const lossOf = (slopes: GraphSlopes) =>
    sdcnLoss(network, {
      batch: images.batch(all, null, rng),
      target: tf.tensor2d(target.data.slice(), [n, clusters]),
      centres: centres as unknown as tf.Tensor2D,
      alpha: 1,
      gamma: 0.1,
      graph: { slopes, delta, rows: all, count: n },
    }).total;
  const drop = (slopes: GraphSlopes) => tf.dispose([slopes.variables, [...slopes.hidden]]);
  // The delivered value is that of the layers as they are: every difference asks the graph network anew.
  const value = async () => {
    const slopes = await slopesNow();
    const [total] = await take(tf.tidy(() => lossOf(slopes)));
    drop(slopes);
    return total;
  };
  const trained = { ...network.variables, centres };
  const slopes = await slopesNow();
  const grads = tf.tidy(() => tf.variableGrads(() => lossOf(slopes), Object.values(trained)).grads);
  const exact: Record<string, number[]> = {};
  for (const [name, variable] of Object.entries(trained)) exact[name] = await take(grads[variable.name]);
  for (const [name, gradient] of Object.entries(slopes.variables)) exact[`tower/${name}`] = Array.from(await gradient.data());
  drop(slopes);
  const tower = Object.fromEntries(Object.entries(head.tower.variables).map(([name, variable]) => [`tower/${name}`, variable]));
  const numeric = await numericGradients({ ...trained, ...tower }, value, 1e-3);
  expect(Object.keys(exact).sort()).toEqual(Object.keys(numeric).sort());
  const largest = Math.max(...Object.values(exact).flat().map(Math.abs));
  for (const [name, gradient] of Object.entries(exact))
    for (const [i, slope] of gradient.entries()) expect(Math.abs(slope - numeric[name][i]) / largest, name).toBeLessThan(5e-3);
  for (const thing of [head, centres, images, network]) thing.dispose();
});

describe("encoded layers", () => {
  it("are the same, in any order, kept or computed again", async () => {
    const { network, images, rng } = await open();
    const encoder = { images, stages: network.stages, rng, signal };
    const kept = await encodeLayers(encoder);
    const again = await encodeLayers(encoder, 0);
    expect(again.codes).toEqual(kept.codes);
    expect(
      await take(
        kept.rows(
          sizes.length - 1,
          Int32Array.from({ length: n }, (_, i) => i),
        ),
      ),
    ).toEqual([...kept.codes.data]);
    for (const nodes of [Int32Array.of(2, 3, 4), Int32Array.of(7, 0, 3), Int32Array.of(5)]) {
      for (const layer of sizes.keys()) {
        const rows = kept.rows(layer, nodes);
        expect(rows.shape).toEqual([nodes.length, sizes[layer]]);
        expect(relativeError(await take(again.rows(layer, nodes)), await take(rows))).toBeLessThan(1e-6);
      }
      expect(await take(kept.rows(0, nodes))).toEqual(
        [...nodes].flatMap((i) => [...golden.x.slice(i * 6, i * 6 + 6)]).map(Math.fround),
      );
    }
    for (const thing of [kept, again, images, network]) thing.dispose();
  });
});

describe("a graph head", () => {
  it.each([
    ["whole", {}],
    ["part by part", { stepNodes: { whole: n - 1, drawn: 2 } }],
  ])("learns its target over a graph taken %s, and goes on from a saved state to the same bits", async (_, more) => {
    const { network, images, pixels, rng } = await open();
    const layers = await encodeLayers({ images, stages: network.stages, rng, signal });
    const graph = await nearestNeighbourGraph(matrix(pixels, n, sizes[0]), { neighbours: 2, signal });
    const options = { graph, normalisation: "symmetric", sizes, clusters, signal, ...more } as const;
    const made = () => new GraphHead({ ...options, rng: Rng.fromSeed(3) });
    const [head, other] = [made(), made()];
    const target = matrix(
      Float32Array.from({ length: n * clusters }, (_, at) => [0.8, 0.15, 0.05][at % clusters]),
      n,
      clusters,
    );
    let stream = rng.fork("draws");
    const step = { layers, target, mixing: { epsilon: 0.5 }, weight: 1 };
    const divergences: number[] = [];
    for (let i = 0; i < 40; i++) {
      if (i === 20) {
        other.restore(await head.save());
        stream = rng.fork("later draws");
      }
      divergences.push(await head.step(step, 0.02, stream));
    }
    expect(divergences[39]).toBeLessThan(0.5 * divergences[0]);
    stream = rng.fork("later draws");
    for (let i = 20; i < 40; i++) expect(await other.step(step, 0.02, stream)).toBe(divergences[i]);
    expect(await other.assignments(layers, step.mixing)).toEqual(await head.assignments(layers, step.mixing));
    for (const thing of [head, other, layers, images, network]) thing.dispose();
  });
});
