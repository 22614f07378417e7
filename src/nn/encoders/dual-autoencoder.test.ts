import { beforeAll, describe, expect, it } from "vitest";
import { Rng } from "../../core/rng";
import { memoryInUse } from "../backend";
import { numericGradient, relativeError, startBackend, take } from "../testing";
import * as tf from "../tfjs";
import { disposeVariables } from "../variables";
import { createDualAutoencoder } from "./dual-autoencoder";
import { pairDiscriminator } from "./pair-discriminator";

const shape = { count: 5, height: 9, width: 6, channels: 3 } as const;
const pictures = () =>
  tf.tensor4d(
    Float32Array.from({ length: 5 * 9 * 6 * 3 }, (_, p) => ((p * 37) % 101) / 101),
    [5, 9, 6, 3],
  );

beforeAll(async () => {
  await startBackend("wasm");
});

describe.each(["convolutional", "dense", "pooled"] as const)("a %s dual autoencoder", (network) => {
  const options = { network, filters: [3, 4], widths: [12, 7], codeSize: 4, logVarianceStart: -3 } as const;

  it("redraws clean and disturbed codes, and judges them", async () => {
    const before = memoryInUse();
    const dual = createDualAutoencoder(options, shape, Rng.fromSeed(1));
    const held = memoryInUse();
    const pass = tf.tidy(() => {
      const { posterior, redrawn, redrawnDisturbed, disturbed, globalInformation, localInformation } = dual.pass(
        pictures(),
        Rng.fromSeed("noise"),
      );
      return {
        redrawn,
        redrawnDisturbed,
        mean: posterior.mean,
        disturbed,
        encoded: dual.encoder.apply(pictures()),
        judged: tf.stack([globalInformation, localInformation]),
      };
    });
    expect(pass.redrawn.shape).toEqual([5, 9, 6, 3]);
    expect(pass.redrawnDisturbed.shape).toEqual([5, 9, 6, 3]);
    const mean = await take(pass.mean);
    expect(mean).toEqual(await take(pass.encoded));
    // Noise of variance e^-3 about the mean, near enough.
    const noise = (await take(pass.disturbed)).map((z, p) => z - mean[p]);
    const deviation = Math.sqrt(noise.reduce((sum, x) => sum + x * x, 0) / noise.length);
    expect(deviation).toBeGreaterThan(0.08);
    expect(deviation).toBeLessThan(0.5);
    for (const loss of await take(pass.judged)) expect(Math.abs(loss - 2 * Math.log(2))).toBeLessThan(1);
    expect(await take(pass.redrawn)).not.toEqual(await take(pass.redrawnDisturbed));
    expect(memoryInUse()).toEqual(held);
    dual.dispose();
    expect(memoryInUse()).toEqual(before);
  });

  it("gives every variable a gradient", () => {
    const dual = createDualAutoencoder(options, shape, Rng.fromSeed(1));
    const variables = Object.values(dual.variables);
    tf.tidy(() => {
      const { grads } = tf.variableGrads(() => {
        const pass = dual.pass(pictures(), Rng.fromSeed("noise"), "training");
        const drawn = tf.add(tf.sum(tf.square(pass.redrawn)), tf.sum(tf.square(pass.redrawnDisturbed)));
        return tf.addN([drawn, pass.globalInformation, pass.localInformation]) as tf.Scalar;
      }, variables);
      for (const [name, variable] of Object.entries(dual.variables)) expect(grads[variable.name], name).toBeTruthy();
    });
    dual.dispose();
  });
});

it("judges every place beside its picture's code, as one layer over both side by side would", async () => {
  const judge = pairDiscriminator(3, 2, 4, Rng.fromSeed(2));
  const features = Float32Array.from({ length: 2 * 3 * 3 }, (_, p) => Math.sin(p));
  const codes = [0.5, -1, 2, 0.25];
  const scores = (z: ArrayLike<number>) =>
    judge.apply(tf.tensor3d(features, [2, 3, 3]), tf.tensor2d(Float32Array.from(z), [2, 2]));
  const got = await take(tf.tidy(() => scores(codes)));
  const v = judge.variables;
  const sideBySide = await take(
    tf.tidy(() => {
      const tiled = tf.reshape(tf.tile(tf.reshape(tf.tensor1d(codes), [2, 1, 2]), [1, 3, 1]), [6, 2]);
      const both = tf.concat([tf.tensor2d(features, [6, 3]), tiled], 1);
      const one = tf.relu(tf.matMul(both, tf.concat([v["features/weights"], v["code/weights"]], 0)));
      return tf.matMul(tf.relu(tf.matMul(one, v["middle/weights"])), v["score/weights"]);
    }),
  );
  expect(relativeError(got, sideBySide)).toBeLessThan(1e-5);

  const value = async (z: ArrayLike<number>) => (await take(tf.tidy(() => tf.sum(tf.square(scores(z))))))[0];
  const exact = await take(
    tf.tidy(() =>
      tf.grad((z) => tf.sum(tf.square(judge.apply(tf.tensor3d(features, [2, 3, 3]), z as tf.Tensor2D))))(
        tf.tensor2d(codes, [2, 2]),
      ),
    ),
  );
  expect(relativeError(exact, await numericGradient(codes, value, 1e-3))).toBeLessThan(2e-2);
  disposeVariables(judge.variables);
});
