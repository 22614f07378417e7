import { beforeAll, describe, expect, it } from "vitest";
import { Rng } from "../../core/rng";
import { memoryInUse } from "../backend";
import { countDispatches } from "../dispatch-count";
import { relativeError, startBackend, testedBackends } from "../testing";
import * as tf from "../tfjs";
import { createVariable, createZerosLike, readValues } from "../variables";
import type { AdamUpdate } from "./adam-step";
import { adamUpdate, adamUpdates } from "./adam-update";

const step = { learningRate: 0.01, beta1: 0.9, beta2: 0.999, epsilon: 1e-7 };
const shapes = [[1], [7], [33, 65], [3, 3, 2, 5], [1200]];

interface Plain {
  readonly w: Float64Array;
  readonly m: Float64Array;
  readonly v: Float64Array;
}

/** Algorithm 2 of Loshchilov and Hutter in double precision. */
function plainStep({ w, m, v }: Plain, g: Float32Array, t: number, decay: number, scale: number): void {
  for (let i = 0; i < w.length; i++) {
    const slope = g[i] * scale;
    m[i] = 0.9 * m[i] + 0.1 * slope;
    v[i] = 0.999 * v[i] + 0.001 * slope ** 2;
    w[i] -= 0.01 * (m[i] / (1 - 0.9 ** t) / (Math.sqrt(v[i] / (1 - 0.999 ** t)) + 1e-7) + decay * w[i]);
  }
}

function createUpdate(start: Float32Array, shape: readonly number[]): Omit<AdamUpdate, "gradient"> {
  const weights = createVariable(start, shape);
  return { weights, first: createZerosLike(weights), second: createZerosLike(weights) };
}

function disposeUpdates(updates: readonly Omit<AdamUpdate, "gradient">[]): void {
  for (const { weights, first, second } of updates) for (const variable of [weights, first, second]) variable.dispose();
}

describe.each(testedBackends)("Adam's update on %s", (backend) => {
  beforeAll(async () => {
    await startBackend(backend);
    expect(tf.getBackend()).toBe(backend);
  });

  it.each([
    ["alone", 0, 1, false],
    ["with decay and a factor of the gradients", 0.1, 0.25, false],
    ["with a factor that lies on the device", 0.1, 0.25, true],
  ] as const)(
    "is the paper's in double precision, %s, for an odd number of variables of all ranks",
    async (_, decay, scale, onDevice) => {
      const rng = Rng.fromSeed(`adam ${decay} ${scale}`);
      const draw = (size: number) => Float32Array.from({ length: size }, () => rng.between(-1, 1));
      const sizes = shapes.map((shape) => tf.util.sizeFromShape(shape));
      const starts = sizes.map(draw);
      const updates = shapes.map((shape, i) => ({ ...createUpdate(starts[i], shape), ...(i === 1 ? { weightDecay: 0 } : {}) }));
      const plain = starts.map((start) => ({
        w: Float64Array.from(start),
        m: new Float64Array(start.length),
        v: new Float64Array(start.length),
      }));
      const factor = tf.scalar(scale);
      for (let t = 1; t <= 5; t++) {
        const gradients = sizes.map(draw);
        tf.tidy(() =>
          adamUpdates(
            updates.map((update, i) => ({ ...update, gradient: tf.tensor(gradients[i].slice(), shapes[i]) })),
            { ...step, iteration: t, weightDecay: decay, gradientScale: onDevice ? factor : scale },
          ),
        );
        // The second variable has a decay of its own: none.
        plain.forEach((one, i) => {
          plainStep(one, gradients[i], t, i === 1 ? 0 : decay, scale);
        });
      }
      for (const [i, { weights, first, second }] of updates.entries()) {
        expect(relativeError([...(await readValues(weights))], [...plain[i].w])).toBeLessThan(1e-6);
        expect(relativeError([...(await readValues(first))], [...plain[i].m])).toBeLessThan(1e-6);
        expect(relativeError([...(await readValues(second))], [...plain[i].v])).toBeLessThan(1e-6);
      }
      factor.dispose();
      disposeUpdates(updates);
    },
  );

  it("leaves clones of the weights and what was read before as they were, and reads after it are new", async () => {
    const start = Float32Array.from({ length: 1100 }, (_, i) => i / 100);
    const update = createUpdate(start, [1100]);
    const { weights, first, second } = update;
    const clone = tf.clone(weights);
    const flatClone = tf.reshape(weights, [11, 100]);
    // The gradient is a clone of the weights, as for the loss ½‖w‖².
    const apply = (iteration: number) =>
      tf.tidy(() => adamUpdate(weights, tf.clone(weights), first, second, { ...step, iteration }));
    apply(1);
    expect(await readValues(clone)).toEqual(start);
    expect(await readValues(flatClone)).toEqual(start);
    const once = await readValues(weights);
    expect(once).not.toEqual(start);
    // This read is under way while the weights change.
    const reading = readValues(weights);
    apply(2);
    expect(await reading).toEqual(once);
    expect(await readValues(weights)).not.toEqual(once);
    clone.dispose();
    flatClone.dispose();
    disposeUpdates([update]);
  });

  it("leaves memory after 1,000 steps where 10 left it", async () => {
    const updates = [[40, 30], [30]].map((shape) => createUpdate(new Float32Array(tf.util.sizeFromShape(shape)).fill(1), shape));
    const run = (from: number, to: number) => {
      for (let iteration = from; iteration <= to; iteration++) {
        tf.tidy(() =>
          adamUpdates(
            updates.map((update) => ({ ...update, gradient: tf.ones(update.weights.shape) })),
            { ...step, iteration },
          ),
        );
      }
    };
    const inUse = async () => {
      await readValues(updates[0].weights);
      const { numBytesInGPU, numBytesAllocatedInGPU } = tf.memory() as tf.MemoryInfo & Record<string, number | undefined>;
      return { now: { ...memoryInUse(), dataIds: tf.backend().numDataIds(), numBytesInGPU }, pool: numBytesAllocatedInGPU };
    };
    run(1, 10);
    const ten = await inUse();
    run(11, 50);
    // The pool of the card's buffers is full once the first batch of dispatches has been sent off.
    const fifty = await inUse();
    run(51, 1000);
    const thousand = await inUse();
    expect(thousand.now).toEqual(ten.now);
    expect(thousand.pool).toEqual(fifty.pool);
    disposeUpdates(updates);
  });

  it("names the shapes that differ", () => {
    const update = createUpdate(new Float32Array(6), [2, 3]);
    const gradient = tf.zeros([3, 2]);
    expect(() => adamUpdates([{ ...update, gradient }], { ...step, iteration: 1 })).toThrow(
      "adamUpdates: weights, gradient and both moments must have one shape, got [2, 3], [3, 2], [2, 3], [2, 3].",
    );
    gradient.dispose();
    disposeUpdates([update]);
  });

  if (backend !== "webgpu") return;

  it("takes one dispatch for two variables, and compiles nothing after the first step", async () => {
    const updates = [[40, 30], [30], [30, 50], [50], [7]].map((shape) =>
      createUpdate(new Float32Array(tf.util.sizeFromShape(shape)).fill(1), shape),
    );
    const gradients = updates.map(({ weights }) => tf.ones(weights.shape));
    const apply = (iteration: number) =>
      adamUpdates(
        updates.map((update, i) => ({ ...update, gradient: gradients[i] })),
        { ...step, iteration, learningRate: 0.1 / iteration, weightDecay: 0.01 * iteration },
      );
    apply(1);
    const { device } = tf.backend() as unknown as { device: { createComputePipeline: () => unknown } };
    let compiled = 0;
    const compile = device.createComputePipeline.bind(device);
    device.createComputePipeline = (...args) => {
      compiled++;
      return compile(...args);
    };
    expect(await countDispatches(() => apply(2))).toBe(3);
    expect(compiled).toBe(0);
    device.createComputePipeline = compile;
    tf.dispose(gradients);
    disposeUpdates(updates);
  });
});
