import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { Rng } from "../../core/rng";
import { fromTriplets, type SparseMatrix, transpose } from "../../numerics/sparse-matrix";
import { goldenValues } from "../../numerics/testing";
import { type ResidentSparse, uploadSparse } from "../kernels/sparse-product";
import { klDivergence } from "../losses/kl";
import { numericGradients, relativeError, startBackend, take } from "../testing";
import * as tf from "../tfjs";
import { passGraph } from "./graph-pass";
import { type GraphTower, graphTower, type Mixing } from "./graph-tower";

interface Tower {
  readonly normalisation: "symmetric" | "row";
  readonly epsilon: number;
  readonly last: boolean;
  readonly logits: number[];
  readonly toWeights: number[][];
  readonly toHidden: number[][];
}
interface Golden {
  readonly sizes: number[];
  readonly clusters: number;
  readonly x: number[];
  readonly hidden: number[][];
  readonly weights: number[][];
  readonly p: number[];
  readonly chosen: number[][];
  readonly normalised: Readonly<Record<string, number[]>>;
  readonly towers: Tower[];
}
const golden = goldenValues<Golden>("graph-convolution");
const { sizes, clusters } = golden;
const n = golden.chosen.length;
const signal = new AbortController().signal;

function sparseOf(dense: readonly number[]): SparseMatrix {
  const places = [...dense.keys()].filter((at) => dense[at] !== 0);
  return fromTriplets(n, n, {
    rows: Int32Array.from(places, (at) => Math.floor(at / n)),
    columns: Int32Array.from(places, (at) => at % n),
    values: Float64Array.from(places, (at) => dense[at]),
  });
}

/** Everything that a case needs, disposed by `close`. */
function open(dense: readonly number[]) {
  const matrix = sparseOf(dense);
  const adjacency: ResidentSparse = uploadSparse(matrix, transpose(matrix));
  const tower: GraphTower = graphTower(sizes, clusters, Rng.fromSeed("tower"));
  for (const [l, { variables }] of tower.layers.entries())
    tf.tidy(() => variables.weights.assign(tf.tensor2d(golden.weights[l], [sizes[l], sizes[l + 1] ?? clusters])));
  const features = tf.tensor2d(golden.x, [n, sizes[0]]);
  const hidden = golden.hidden.map((values, l) => tf.tensor2d(values, [n, sizes[l + 1]]));
  const p = tf.tensor2d(golden.p, [n, clusters]);
  const loss = (logits: tf.Tensor) => klDivergence(p, tf.logSoftmax(logits as tf.Tensor2D));
  const rows = (layer: number, from: number, to: number) =>
    tf.slice(layer === 0 ? features : hidden[layer - 1], [from, 0], [to - from, sizes[layer]]);
  const close = () => {
    adjacency.dispose();
    tower.dispose();
    tf.dispose([features, hidden, p]);
  };
  return { adjacency, tower, features, hidden, loss, rows, close };
}

let before = 0;
beforeAll(async () => {
  await startBackend("wasm");
});
beforeEach(() => {
  before = tf.memory().numTensors;
});
afterEach(() => expect(tf.memory().numTensors).toBe(before));

describe("a graph tower", () => {
  // scripts/golden/graph-convolution.py: torch.sparse.mm layer by layer, kl_div(log_softmax(logits), P, "batchmean"), autograd.
  it.each(golden.towers)(
    "with $normalisation normalisation, ε $epsilon, last layer mixed: $last, is PyTorch's",
    async (expected) => {
      const { adjacency, tower, features, hidden, loss, close } = open(golden.normalised[expected.normalisation]);
      const mixing: Mixing = { epsilon: expected.epsilon, last: expected.last };
      expect(
        relativeError(await take(tf.tidy(() => tower.apply(features, hidden, adjacency, mixing))), expected.logits),
      ).toBeLessThan(1e-5);
      const weights = Object.values(tower.variables);
      const gradients = tf.tidy(() =>
        tf.grads(() => loss(tower.apply(features, hidden, adjacency, mixing)))([...weights, ...hidden]),
      );
      const wanted = [...expected.toWeights, ...expected.toHidden];
      for (const [i, gradient] of gradients.entries()) expect(relativeError(await take(gradient), wanted[i])).toBeLessThan(1e-4);
      close();
    },
  );

  it.each(golden.towers)(
    "has gradients of KL(P‖Z) that finite differences confirm: $normalisation, ε $epsilon, last layer mixed: $last",
    async (expected) => {
      const { adjacency, tower, features, hidden, loss, close } = open(golden.normalised[expected.normalisation]);
      const mixing: Mixing = { epsilon: expected.epsilon, last: expected.last };
      const beside = hidden.map((h) => tf.variable(h));
      const inputs = { ...tower.variables, ...Object.fromEntries(beside.map((h, l) => [`hidden ${l}`, h])) };
      const logits = () => tower.apply(features, beside as unknown as tf.Tensor2D[], adjacency, mixing);
      const value = async () => (await take(tf.tidy(() => loss(logits()))))[0];
      const numeric = await numericGradients(inputs, value, 1e-3);
      const exact = [...expected.toWeights, ...expected.toHidden];
      const largest = Math.max(...exact.flat().map(Math.abs));
      for (const [i, name] of Object.keys(inputs).entries())
        for (const [at, slope] of exact[i].entries())
          expect(Math.abs(numeric[name][at] - slope) / largest, name).toBeLessThan(5e-3);
      tf.dispose(beside);
      close();
    },
  );

  it.each(golden.towers.flatMap((tower) => [1, 4, 100].map((rowsAtOnce) => ({ ...tower, rowsAtOnce }))))(
    "passed in turns of $rowsAtOnce rows is the same, gradients too: $normalisation, ε $epsilon, last layer mixed: $last",
    async ({ rowsAtOnce, ...expected }) => {
      const { adjacency, tower, loss, rows, close } = open(golden.normalised[expected.normalisation]);
      const { epsilon, last } = expected;
      const pass = await passGraph(tower, { adjacency, rows, mixing: { epsilon, last }, signal, rowsAtOnce });
      expect(relativeError([...(await pass.logits.data())], expected.logits)).toBeLessThan(1e-5);
      const slope = tf.tidy(() => tf.grad(loss)(pass.logits)) as tf.Tensor2D;
      const { variables, hidden } = await pass.gradients(slope, true);
      expect(Object.keys(variables).sort()).toEqual(Object.keys(tower.variables).sort());
      for (const [l, values] of expected.toWeights.entries())
        expect(relativeError(await take(variables[`${l}/weights`]), values)).toBeLessThan(1e-4);
      expect(hidden).toHaveLength(sizes.length - 1);
      for (const [l, values] of expected.toHidden.entries())
        expect(relativeError(await take(hidden[l]), values)).toBeLessThan(1e-4);
      const alone = await pass.gradients(slope);
      expect(alone.hidden).toEqual([]);
      tf.dispose([alone.variables, slope]);
      pass.dispose();
      close();
    },
  );

  it("whose layers only narrow or only widen is passed in turns as it is whole", async () => {
    const dense = golden.normalised.symmetric;
    const matrix = sparseOf(dense);
    const adjacency = uploadSparse(matrix, transpose(matrix));
    const rng = Rng.fromSeed("widths");
    const drawn = (cols: number) =>
      tf.tensor2d(
        Float32Array.from({ length: n * cols }, () => rng.normal()),
        [n, cols],
      );
    for (const widths of [
      [9, 7, 5, 3],
      [3, 5, 7, 9],
    ]) {
      const tower = graphTower(widths, clusters, rng);
      const [features, ...hidden] = widths.map(drawn);
      const target = tf.tensor2d(golden.p, [n, clusters]);
      const loss = (logits: tf.Tensor) => klDivergence(target, tf.logSoftmax(logits as tf.Tensor2D));
      const mixing = { epsilon: 0.4 };
      const whole = tf.tidy(() =>
        tf.grads(() => loss(tower.apply(features, hidden, adjacency, mixing)))([...Object.values(tower.variables), ...hidden]),
      );
      const rows = (layer: number, from: number, to: number) =>
        tf.slice([features, ...hidden][layer], [from, 0], [to - from, widths[layer]]);
      const pass = await passGraph(tower, { adjacency, rows, mixing, signal, rowsAtOnce: 2 });
      const slope = tf.tidy(() => tf.grad(loss)(pass.logits)) as tf.Tensor2D;
      const found = await pass.gradients(slope, true);
      const parts = [...Object.keys(tower.variables).map((name) => found.variables[name]), ...found.hidden];
      for (const [i, part] of parts.entries()) expect(relativeError(await take(part), await take(whole[i]))).toBeLessThan(1e-5);
      tf.dispose([features, hidden, target, slope]);
      pass.dispose();
      tower.dispose();
    }
    adjacency.dispose();
  });

  it("ignores its own layers below the last at ε = 1, and the encoder's at ε = 0", async () => {
    const { adjacency, tower, features, hidden, close } = open(golden.normalised.row);
    const logits = (epsilon: number) => take(tf.tidy(() => tower.apply(features, hidden, adjacency, { epsilon })));
    const first = { 0: await logits(0), half: await logits(0.5), 1: await logits(1) };
    const { weights } = tower.layers[0].variables;
    tf.tidy(() => weights.assign(tf.mul(weights, -2)));
    expect(await logits(1)).toEqual(first[1]);
    expect(await logits(0.5)).not.toEqual(first.half);
    expect(await logits(0)).not.toEqual(first[0]);
    const third = await logits(0);
    for (const [l, h] of hidden.entries()) {
      hidden[l] = tf.tidy(() => tf.mul(h, 3));
      h.dispose();
    }
    expect(await logits(0)).toEqual(third);
    expect(await logits(1)).not.toEqual(first[1]);
    tf.dispose(hidden);
    close();
  });

  it("permutes its result with its nodes", async () => {
    const { adjacency, tower, features, hidden, close } = open(golden.normalised.symmetric);
    const order = [...Rng.fromSeed("order").permutation(n)];
    const dense = golden.normalised.symmetric;
    const moved = sparseOf(order.flatMap((r) => order.map((c) => dense[r * n + c])));
    const movedAdjacency = uploadSparse(moved, transpose(moved));
    const mixing = { epsilon: 0.5 };
    const straight = await take(tf.tidy(() => tower.apply(features, hidden, adjacency, mixing)));
    const at = (x: tf.Tensor2D) => tf.gather(x, order);
    const got = await take(tf.tidy(() => tower.apply(at(features), hidden.map(at), movedAdjacency, mixing)));
    const expected = order.flatMap((r) => straight.slice(r * clusters, (r + 1) * clusters));
    expect(relativeError(got, expected)).toBeLessThan(1e-6);
    movedAdjacency.dispose();
    close();
  });

  it("is refused with too few layers, and gives back everything where a pass is cut short", async () => {
    const { adjacency, tower, features, hidden, rows, close } = open(golden.normalised.row);
    expect(() => tower.apply(features, hidden.slice(1), adjacency, { epsilon: 0.5 })).toThrow("3 layers of the encoder");
    expect(() => graphTower([4], 2, Rng.fromSeed(1))).toThrow("at least one layer");
    const controller = new AbortController();
    let calls = 0;
    const stopping = (layer: number, from: number, to: number) => {
      calls += 1;
      if (calls === 12) controller.abort();
      return rows(layer, from, to);
    };
    const held = tf.memory().numTensors;
    const options = { adjacency, rows: stopping, mixing: { epsilon: 0.5 }, signal: controller.signal, rowsAtOnce: 2 };
    await expect(passGraph(tower, options)).rejects.toThrow();
    expect(tf.memory().numTensors).toBe(held);
    close();
  });
});
