import { expect, it } from "vitest";
import { matrix } from "../../core/matrix";
import { Pace } from "../../numerics/pace";
import { goldenValues } from "../../numerics/testing";
import { orthonormalised, orthonormaliser, spectralLoss } from "./spectral-loss";

interface Golden {
  readonly spectral: {
    readonly rows: number;
    readonly outputs: number[];
    readonly from: number[];
    readonly to: number[];
    readonly weights: number[];
    readonly orthonormal: number[];
    readonly value: number;
    readonly gradients: { readonly outputs: number[] };
  };
}

/** Made by PyTorch's cholesky and autograd in double precision; the calls stand in scripts/golden/comparison-losses.py. */
const { spectral } = goldenValues<Golden>("comparison-losses");
const cols = spectral.outputs.length / spectral.rows;
const outputs = (values: ArrayLike<number> = spectral.outputs) => matrix(Float32Array.from(values), spectral.rows, cols);
const affinities = {
  from: Int32Array.from(spectral.from),
  to: Int32Array.from(spectral.to),
  weights: Float32Array.from(spectral.weights),
};
const pace = new Pace(undefined);

it("makes PyTorch's orthonormal columns", async () => {
  const y = orthonormalised(outputs(), await orthonormaliser(outputs(), pace));
  for (const [p, expected] of spectral.orthonormal.entries()) expect(y.data[p]).toBeCloseTo(expected, 4);
});

it("has PyTorch's value and gradient", async () => {
  const { value, gradient } = await spectralLoss(outputs(), affinities, pace);
  expect(value).toBeCloseTo(spectral.value, 4);
  const largest = Math.max(...spectral.gradients.outputs.map(Math.abs));
  for (const [p, expected] of spectral.gradients.outputs.entries()) expect((gradient[p] - expected) / largest).toBeCloseTo(0, 4);
});

it("has the gradient of finite differences", async () => {
  const { gradient } = await spectralLoss(outputs(), affinities, pace);
  const step = 1e-2;
  for (let p = 0; p < gradient.length; p++) {
    const moved = (by: number) => outputs(spectral.outputs.map((x, q) => (q === p ? x + by : x)));
    const up = await spectralLoss(moved(step), affinities, pace);
    const down = await spectralLoss(moved(-step), affinities, pace);
    expect((up.value - down.value) / (2 * step)).toBeCloseTo(gradient[p], 2);
  }
});

it("is the same for outputs in another basis, and finite where a column says nothing", async () => {
  const { value } = await spectralLoss(outputs(), affinities, pace);
  const turned = spectral.outputs.map((x, p) => (p % cols === 0 ? x + 2 * spectral.outputs[p + 1] : 3 * x));
  expect((await spectralLoss(outputs(turned), affinities, pace)).value).toBeCloseTo(value, 3);
  const flat = spectral.outputs.map((x, p) => (p % cols === 2 ? 0 : x));
  const poor = await spectralLoss(outputs(flat), affinities, pace);
  for (const x of [poor.value, ...poor.gradient]) expect(x).toSatisfy(Number.isFinite);
});

it("names what would help where outputs are no numbers", async () => {
  await expect(orthonormaliser(outputs(spectral.outputs.map(() => Number.NaN)), pace)).rejects.toThrow("lower learning rate");
});
