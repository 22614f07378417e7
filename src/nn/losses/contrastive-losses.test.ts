import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { goldenValues } from "../../numerics/testing";
import { memoryInUse } from "../backend";
import { lossFigures, relativeError, startBackend, take } from "../testing";
import * as tf from "../tfjs";
import { clusterContrast, missingEntropy } from "./cluster-contrast";
import { contrastWithin, instanceContrast } from "./instance-contrast";
import { invariantInformation, jointAssignment } from "./invariant-information";
import { partitionConfidence } from "./partition-confidence";

type Name = "first" | "second" | "logits" | "moved";
interface Term {
  readonly value: number;
  readonly gradients: Partial<Readonly<Record<Name, number[]>>>;
}
type Tempered = Term & { readonly temperature: number };

/** Made by PyTorch in double precision; the calls stand in scripts/golden/contrastive-losses.py. */
const golden = goldenValues<{
  readonly shapes: Readonly<Record<Name, [number, number]>>;
  readonly inputs: Readonly<Record<Name, number[]>>;
  readonly ntXent: readonly Tempered[];
  readonly supervised: Tempered & { readonly targets: number[] };
  readonly clusters: readonly Tempered[];
  readonly entropy: Term;
  readonly iic: readonly (Term & { readonly evenness: number })[];
  readonly pica: Term;
}>("contrastive-losses");
const { shapes, inputs } = golden;
const b = shapes.first[0];
const k = shapes.logits[1];

type Given = Readonly<Record<Name, tf.Tensor2D>>;
const assignments = ({ logits, moved }: Given) => [tf.softmax(logits), tf.softmax(moved)] as const;

const losses: [string, Term, (given: Given) => tf.Scalar][] = [
  ...golden.ntXent.map((term): (typeof losses)[number] => [
    `contrast of instances with τ ${term.temperature}`,
    term,
    ({ first, second }) => instanceContrast(first, second, term.temperature),
  ]),
  [
    "contrast with given positives",
    golden.supervised,
    ({ first }) => contrastWithin(first, tf.tensor2d(golden.supervised.targets, [b, b]), golden.supervised.temperature),
  ],
  ...golden.clusters.map((term): (typeof losses)[number] => [
    `contrast of clusters with τ ${term.temperature}`,
    term,
    (given) => clusterContrast(...assignments(given), term.temperature),
  ]),
  ["missing entropy", golden.entropy, (given) => missingEntropy(assignments(given)[0])],
  ...golden.iic.map((term): (typeof losses)[number] => [
    `invariant information with λ ${term.evenness}`,
    term,
    (given) => invariantInformation(...assignments(given), term.evenness),
  ]),
  ["partition confidence", golden.pica, (given) => partitionConfidence(...assignments(given))],
];

describe.each(["cpu", "wasm"] as const)("on %s", (backend) => {
  let before: unknown;
  beforeAll(async () => {
    await startBackend(backend);
  });
  beforeEach(() => {
    before = memoryInUse();
  });
  afterEach(() => expect(memoryInUse()).toEqual(before));

  describe.each(losses)("%s", (_, term, loss) => {
    it.each(Object.keys(term.gradients) as Name[])(
      "has PyTorch's value and gradient for %s, as finite differences say",
      async (name) => {
        const of = (x: tf.Tensor): tf.Scalar => {
          const given = Object.fromEntries(
            (Object.keys(inputs) as Name[]).map((other) => [
              other,
              other === name ? x : tf.tensor2d(inputs[other], shapes[other]),
            ]),
          );
          return loss(given as unknown as Given);
        };
        const { value, gradient, numeric } = await lossFigures(inputs[name], shapes[name], of);
        expect(value).toBeCloseTo(term.value, 4);
        expect(relativeError(gradient, term.gradients[name] ?? [])).toBeLessThan(1e-4);
        expect(relativeError(gradient, numeric)).toBeLessThan(2e-2);
      },
    );
  });

  it("stay finite where a cluster is empty, all images share one, or a vector is zero", async () => {
    const one = () =>
      tf.tensor2d(
        Array.from({ length: b * k }, (_, p) => (p % k === 0 ? 1 : 0)),
        [b, k],
      );
    for (const loss of [
      (p: tf.Tensor2D) => clusterContrast(p, one(), 0.5),
      (p: tf.Tensor2D) => missingEntropy(p),
      (p: tf.Tensor2D) => invariantInformation(p, one()),
      (p: tf.Tensor2D) => partitionConfidence(p, one()),
      (p: tf.Tensor2D) => instanceContrast(p, tf.zerosLike(p), 0.1),
    ]) {
      const gradient = await take(tf.tidy(() => tf.grad((p) => loss(p as tf.Tensor2D))(one())));
      for (const value of gradient) expect(value).toSatisfy(Number.isFinite);
    }
  });

  it("are at their best where both views are sure, alike and spread over all clusters", async () => {
    const sure = () =>
      tf.tensor2d(
        Array.from({ length: 8 * k }, (_, p) => (Math.floor(p / k) % k === p % k ? 1 : 0)),
        [8, k],
      );
    const value = async (of: (p: tf.Tensor2D) => tf.Tensor) => (await take(tf.tidy(() => of(sure()))))[0];
    expect(await value((p) => invariantInformation(p, p))).toBeCloseTo(-Math.log(k), 5);
    expect(await value((p) => partitionConfidence(p, p))).toBeCloseTo(Math.log(1 + (k - 1) / Math.E), 5);
    expect(await value((p) => clusterContrast(p, p, 1))).toBeCloseTo(Math.log(1 + (2 * k - 2) / Math.E), 5);
    expect(await value((p) => missingEntropy(p))).toBeCloseTo(0, 5);
    expect(await value((p) => tf.sum(jointAssignment(p, p)))).toBeCloseTo(1, 5);
  });
});
