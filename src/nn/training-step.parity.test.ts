import { beforeAll, describe, expect, it } from "vitest";
import { Rng } from "../core/rng";
import { memoryInUse } from "./backend";
import { type GpuTraffic, measureGpuTraffic } from "./dispatch-count";
import { denseAutoencoder } from "./encoders/dense";
import { trainStep } from "./fit";
import { reconstructionError } from "./losses/reconstruction";
import { adam } from "./optimizers";
import { startBackend, testedBackends } from "./testing";
import * as tf from "./tfjs";
import { createVariable, disposeVariables } from "./variables";

/** As deep as the network of DEC and IDEC: the number of dispatches doesn't depend on widths. */
const deep = [256, 50, 50, 200, 10];
const rows = 16;
const pixels = () => {
  const rng = Rng.fromSeed("training step");
  return Float32Array.from({ length: rows * 256 }, () => rng.between(0, 1));
};

interface Training {
  readonly step: () => Promise<number>;
  readonly dispose: () => void;
}

/**
 * One step as a user of tfjs writes it: dense layers as tf.layers makes them, tf.losses, tf.train.adam. Our kernels for sums and
 * products have replaced tfjs's here too, so it takes a few dispatches fewer than it would by itself.
 */
function stockStep(sizes: readonly number[]): Training {
  const all = [...sizes, ...sizes.slice(0, -1).reverse()];
  const layers = all.slice(1).map((outputs, i) => ({
    kernel: createVariable(new Float32Array(all[i] * outputs).fill(0.01), [all[i], outputs]),
    bias: createVariable(new Float32Array(outputs), [outputs]),
    activation: i === 3 || i === 7 ? ("linear" as const) : ("relu" as const),
  }));
  const optimizer = tf.train.adam(1e-3, 0.9, 0.999, 1e-7);
  const x = tf.tensor2d(pixels(), [rows, 256]);
  const step = async () => {
    const loss = optimizer.minimize(() => {
      const y = layers.reduce<tf.Tensor2D>(
        (value, { kernel, bias, activation }) =>
          tf.fused.matMul({ a: value, b: kernel as unknown as tf.Tensor2D, bias, activation }) as tf.Tensor2D,
        x,
      );
      return tf.losses.meanSquaredError(x, y) as tf.Scalar;
    }, true);
    const [value] = (await loss?.data()) ?? [];
    loss?.dispose();
    return value;
  };
  const dispose = () => {
    tf.dispose([x, ...layers.flatMap(({ kernel, bias }) => [kernel, bias])]);
    optimizer.dispose();
  };
  return { step, dispose };
}

function ourStep(sizes: readonly number[]): Training {
  const shape = { count: rows, height: 16, width: 16, channels: 1 as const };
  const { encoder, decoder } = denseAutoencoder(256, shape, sizes.slice(1, -1), sizes[sizes.length - 1], Rng.fromSeed("ours"));
  const variables = {
    ...Object.fromEntries(Object.entries(encoder.variables).map(([name, variable]) => [`encoder/${name}`, variable])),
    ...Object.fromEntries(Object.entries(decoder.variables).map(([name, variable]) => [`decoder/${name}`, variable])),
  };
  const optimizer = adam(variables);
  const x = tf.tensor4d(pixels(), [rows, 16, 16, 1]);
  const step = async () => {
    const step = await trainStep(variables, optimizer, 1e-3, () => {
      const total = reconstructionError(x, decoder.apply(encoder.apply(x)));
      return { total, terms: {} };
    });
    return (await step.losses()).total;
  };
  const dispose = () => {
    x.dispose();
    optimizer.dispose();
    disposeVariables(variables);
  };
  return { step, dispose };
}

describe.each(testedBackends)("a training step on %s", (backend) => {
  beforeAll(async () => {
    await startBackend(backend);
    expect(tf.getBackend()).toBe(backend);
  });

  // On a card emulated in software a product takes 10 to 30 ms however small it is.
  const steps = { webgpu: 25, webgl: 25, wasm: 1000, cpu: 50 }[backend];

  it(`brings the loss down, and ${steps} of them leave memory where 10 left it`, async () => {
    const { step, dispose } = ourStep([256, 12, 3]);
    const first = await step();
    for (let i = 1; i < 10; i++) await step();
    const ten = { ...memoryInUse(), dataIds: tf.backend().numDataIds() };
    let last = first;
    for (let i = 10; i < steps; i++) last = await step();
    expect({ ...memoryInUse(), dataIds: tf.backend().numDataIds() }).toEqual(ten);
    expect(last).toBeGreaterThan(0);
    expect(last).toBeLessThan(0.8 * first);
    dispose();
  });

  if (backend !== "webgpu") return;

  it("takes a third of the dispatches that tfjs by itself takes, or less", async () => {
    const count = async ({ step, dispose }: Training): Promise<GpuTraffic> => {
      for (let i = 0; i < 2; i++) await step();
      const traffic = await measureGpuTraffic(async () => void (await step()));
      dispose();
      return traffic;
    };
    const stock = await count(stockStep(deep));
    const ours = await count(ourStep(deep));
    console.info(`Stock: ${JSON.stringify(stock)}. Ours: ${JSON.stringify(ours)}.`);
    expect(ours.dispatches).toBeLessThanOrEqual(stock.dispatches / 3);
    // One number comes back; up go the uniforms alone, since the data lie on the device.
    expect(ours.bytesDown).toBe(4);
    expect(ours.bytesUp).toBeLessThan(16_384);
  });
});
