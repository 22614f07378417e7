import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { goldenValues } from "../../numerics/testing";
import { memoryInUse } from "../backend";
import { lossFigures, relativeError, startBackend, take } from "../testing";
import * as tf from "../tfjs";
import { adversarialInterpolation, mixedCodes } from "./adversarial-interpolation";
import { dynamicErrors, dynamicTargets } from "./dynamic-targets";
import { mismatched, mutualInformationLoss } from "./mutual-information";
import { centreDistance, movedCentres } from "./own-centre";
import { softKMeansLoss } from "./soft-kmeans";
import { summedReconstructionError } from "./summed-reconstruction";

type Name = "codes" | "centres" | "pictures" | "redrawn";
type Player = "encode" | "decode" | "judge";
interface Term {
  readonly value: number;
  readonly gradients: Readonly<Record<string, number[]>>;
}
interface Golden {
  readonly shapes: Readonly<Record<Name, number[]>>;
  readonly inputs: Readonly<Record<Name, number[]>>;
  readonly dcn: {
    readonly kmeans: Term;
    readonly reconstruction: Term;
    readonly assignment: number[];
    readonly counts: number[];
    readonly movedCounts: number[];
    readonly movedCentres: number[];
  };
  readonly dkm: readonly (Term & { readonly alpha: number })[];
  readonly dynae: readonly {
    readonly beta1: number;
    readonly beta2: number;
    readonly clean: number[];
    readonly centrePictures: number[];
    readonly unconflicted: number[];
    readonly targetCodes: number[];
    readonly targetPictures: number[];
    readonly latent: Term;
    readonly pictures: Term;
  }[];
  readonly relation: Term;
  readonly information: Term & { readonly together: number[]; readonly apart: number[] };
  readonly interpolation: {
    readonly alpha: number[];
    readonly beta: number;
    readonly weight: number;
    readonly weights: Readonly<Record<Player, number[]>>;
    readonly mixed: number[];
    readonly reconstruction: number;
    readonly fooling: number;
    readonly network: Term;
    readonly critic: Term;
  };
}

/** Made by PyTorch in double precision; the calls stand in scripts/golden/comparison-losses.py. */
const golden = goldenValues<Golden>("comparison-losses");
const { shapes, inputs } = golden;
const given = (name: Name) => tf.tensor(inputs[name], shapes[name]);
const codes = () => given("codes") as tf.Tensor2D;
const centres = () => given("centres") as tf.Tensor2D;

/** Value and gradient are PyTorch's to 1e-4, and finite differences confirm the gradient. */
async function agrees(term: Term, name: string, x: readonly number[], shape: number[], loss: (x: tf.Tensor) => tf.Scalar) {
  const { value, gradient, numeric } = await lossFigures(x, shape, loss);
  expect(value / term.value).toBeCloseTo(1, 4);
  expect(relativeError(gradient, term.gradients[name])).toBeLessThan(1e-4);
  expect(relativeError(gradient, numeric)).toBeLessThan(1e-2);
}

describe.each(["cpu", "wasm"] as const)("on %s", (backend) => {
  let before: unknown;
  beforeAll(async () => {
    await startBackend(backend);
  });
  beforeEach(() => {
    before = memoryInUse();
  });
  afterEach(() => expect(memoryInUse()).toEqual(before));

  describe("DCN", () => {
    const assignment = () =>
      tf.cast(tf.oneHot(tf.tensor1d(golden.dcn.assignment, "int32"), shapes.centres[0]), "float32") as tf.Tensor2D;

    it("has the k-means term of PyTorch", async () => {
      const term = (z: tf.Tensor) => centreDistance(z as tf.Tensor2D, assignment(), centres());
      await agrees(golden.dcn.kmeans, "codes", inputs.codes, shapes.codes, term);
    });

    it("has the summed reconstruction error of PyTorch", async () => {
      const term = (redrawn: tf.Tensor) => summedReconstructionError(given("pictures"), redrawn);
      await agrees(golden.dcn.reconstruction, "redrawn", inputs.redrawn, shapes.redrawn, term);
    });

    it("gives the centres no gradient", async () => {
      const [toCodes, toCentres] = tf.tidy(() =>
        tf.grads((z, m) => tf.add(centreDistance(z as tf.Tensor2D, assignment(), m as tf.Tensor2D), tf.mul(tf.sum(m), 3)))([
          codes(),
          centres(),
        ]),
      );
      expect((await take(toCodes)).some((g) => g !== 0)).toBe(true);
      // Of the added term alone.
      expect(new Set(await take(toCentres))).toEqual(new Set([3]));
    });

    it("moves centres as one code after the other would", async () => {
      const [moved, counts] = tf.tidy(() => {
        const next = movedCentres(codes(), assignment(), centres(), tf.tensor1d(golden.dcn.counts));
        return [next.centres, next.counts];
      });
      expect(relativeError(await take(moved), golden.dcn.movedCentres)).toBeLessThan(1e-5);
      expect(await take(counts)).toEqual(golden.dcn.movedCounts);
    });
  });

  describe.each(golden.dkm)("DKM with α $alpha", (term) => {
    it("has PyTorch's value and gradient for codes", async () => {
      const loss = (z: tf.Tensor) => softKMeansLoss(z as tf.Tensor2D, centres(), term.alpha);
      await agrees(term, "codes", inputs.codes, shapes.codes, loss);
    });

    it("has PyTorch's value and gradient for centres", async () => {
      const loss = (m: tf.Tensor) => softKMeansLoss(codes(), m as tf.Tensor2D, term.alpha);
      await agrees(term, "centres", inputs.centres, shapes.centres, loss);
    });
  });

  it("DKM stays finite where codes are far from every centre and α is large", async () => {
    const far = () => tf.add(tf.mul(codes(), 0), 1e3) as tf.Tensor2D;
    const loss = (z: tf.Tensor) => softKMeansLoss(z as tf.Tensor2D, centres(), 1e4);
    for (const value of await take(tf.tidy(() => tf.grad(loss)(far())))) expect(value).toSatisfy(Number.isFinite);
  });

  describe.each(golden.dynae)("DynAE with β₁ $beta1 and β₂ $beta2", (expected) => {
    const targets = () => {
      const fixed = {
        codes: centres(),
        pictures: tf.tensor4d(expected.centrePictures, [shapes.centres[0], ...shapes.pictures.slice(1)] as [
          number,
          number,
          number,
          number,
        ]),
        beta1: expected.beta1,
        beta2: expected.beta2,
      };
      return dynamicTargets(
        tf.tensor2d(expected.clean, shapes.codes as [number, number]),
        given("pictures") as tf.Tensor4D,
        fixed,
      );
    };

    it("gives each picture PyTorch's target", async () => {
      const made = tf.tidy(() => ({ ...targets() }));
      expect(await take(made.unconflicted)).toEqual(expected.unconflicted);
      expect(relativeError(await take(made.codes), expected.targetCodes)).toBeLessThan(1e-6);
      expect(relativeError(await take(made.pictures), expected.targetPictures)).toBeLessThan(1e-6);
    });

    it("has PyTorch's errors and gradients", async () => {
      const latent = (z: tf.Tensor) => dynamicErrors(z as tf.Tensor2D, given("redrawn") as tf.Tensor4D, targets()).latent;
      await agrees(expected.latent, "codes", inputs.codes, shapes.codes, latent);
      const pictures = (x: tf.Tensor) => dynamicErrors(codes(), x as tf.Tensor4D, targets()).pictures;
      await agrees(expected.pictures, "redrawn", inputs.redrawn, shapes.redrawn, pictures);
    });
  });

  describe("adversarially constrained interpolation", () => {
    const { alpha, beta, weight, weights, mixed, reconstruction, fooling, network, critic } = golden.interpolation;
    const [b, h, w, c] = shapes.pictures as [number, number, number, number];
    const [size, d] = [h * w * c, shapes.codes[1]];
    const shapeOf: Record<Player, [number, number]> = { encode: [size, d], decode: [d, size], judge: [size, 2] };
    const rows = (x: tf.Tensor) => tf.reshape(x, [b, size]) as tf.Tensor2D;
    /** The game of linear players with these weights, one of which may be given as a tensor. */
    const game = (given: Partial<Record<Player, tf.Tensor>> = {}) => {
      const of = (name: Player) => (given[name] ?? tf.tensor2d(weights[name], shapeOf[name])) as tf.Tensor2D;
      const players = {
        encode: (x: tf.Tensor4D) => tf.matMul(rows(x), of("encode")) as tf.Tensor2D,
        decode: (z: tf.Tensor2D) => tf.reshape(tf.matMul(z, of("decode")), [b, h, w, c]) as tf.Tensor4D,
        judge: (x: tf.Tensor4D) => tf.mean(tf.matMul(rows(x), of("judge")), 1) as tf.Tensor1D,
      };
      const pictures = tf.tensor4d(inputs.pictures, [b, h, w, c]);
      return adversarialInterpolation(pictures, players, { alpha: tf.tensor1d(alpha), beta, weight });
    };

    it("mixes codes as PyTorch", async () => {
      expect(relativeError(await take(tf.tidy(() => mixedCodes(codes(), tf.tensor1d(alpha)))), mixed)).toBeLessThan(1e-6);
    });

    it("has PyTorch's losses", async () => {
      const found = tf.tidy(() => ({ ...game() }));
      const [total, ofPictures, ofFooling, ofCritic] = [
        await take(found.total),
        await take(found.reconstruction),
        await take(found.fooling),
        await take(found.critic),
      ].map(([value]) => value);
      expect(ofPictures / reconstruction).toBeCloseTo(1, 4);
      expect(ofFooling / fooling).toBeCloseTo(1, 4);
      expect((ofPictures + weight * ofFooling) / network.value).toBeCloseTo(1, 4);
      expect(ofCritic / critic.value).toBeCloseTo(1, 4);
      expect(total / (reconstruction + critic.value)).toBeCloseTo(1, 4);
    });

    it.each([
      ["encode", network],
      ["decode", network],
      ["judge", critic],
    ] as const)(
      "gives the one who has to %s the gradient of its own loss alone, as PyTorch has it",
      async (name, { gradients }) => {
        const of = (x: tf.Tensor) => game({ [name]: x }).total;
        const gradient = await take(tf.tidy(() => tf.grad(of)(tf.tensor2d(weights[name], shapeOf[name]))));
        expect(relativeError(gradient, gradients[name])).toBeLessThan(1e-4);
      },
    );
  });

  describe("DSCDAN", () => {
    const { information } = golden;
    const column = (values: readonly number[]) => tf.tensor2d([...values], [values.length, 1]);

    it("has PyTorch's distance of two redrawn pictures, with a gradient to both", async () => {
      const { relation } = golden;
      const toClean = (x: tf.Tensor) => summedReconstructionError(x, given("redrawn"));
      await agrees(relation, "pictures", inputs.pictures, shapes.pictures, toClean);
      const toDisturbed = (x: tf.Tensor) => summedReconstructionError(given("pictures"), x);
      await agrees(relation, "redrawn", inputs.redrawn, shapes.redrawn, toDisturbed);
    });

    it("has PyTorch's estimate of mutual information, to both kinds of pairs", async () => {
      const shape = [information.together.length, 1];
      const together = (t: tf.Tensor) => mutualInformationLoss(t, column(information.apart));
      await agrees(information, "together", information.together, shape, together);
      const apart = (t: tf.Tensor) => mutualInformationLoss(column(information.together), t);
      await agrees(information, "apart", information.apart, shape, apart);
    });

    it("is 2 log 2 where nothing is told apart, and finite for certain scores", async () => {
      const [none, wrong] = await take(
        tf.tidy(() =>
          tf.stack([mutualInformationLoss(column([0, 0]), column([0])), mutualInformationLoss(column([-500]), column([500]))]),
        ),
      );
      expect(none).toBeCloseTo(2 * Math.log(2), 5);
      expect(wrong).toBeCloseTo(1000, 2);
    });

    it("pairs every picture with the next one's code", async () => {
      expect(await take(tf.tidy(() => mismatched(tf.tensor2d([1, 2, 3, 4, 5, 6], [3, 2]))))).toEqual([3, 4, 5, 6, 1, 2]);
      expect(await take(tf.tidy(() => tf.clone(mismatched(tf.tensor2d([1, 2], [1, 2])))))).toEqual([1, 2]);
    });
  });
});
