import { choice, number, type Values, type ValuesOf } from "../../core/hyperparameters";
import type { PicturesView } from "../../core/live-view";
import { createEncoder } from "../../nn/encoders/autoencoder";
import { prefixed } from "../../nn/encoders/coder";
import { adversarialInterpolation, type Players } from "../../nn/losses/adversarial-interpolation";
import * as tf from "../../nn/tfjs";
import { disposeVariables } from "../../nn/variables";
import type { Run, TrainingEvent } from "../method";
import { type AutoencoderValues, autoencoderKey, autoencoderOptionsOf } from "./autoencoder-settings";
import { pictureBytes, pictureSize, reconstructionView, shownBatch } from "./picture-views";
import { pretrain, pretrainNetwork } from "./pretrain";
import { type DeepState, encodeAll, type Workbench } from "./workbench";

/** What a method that may pretrain with a critic lets its user set beside the autoencoder. */
export const interpolationHyperparameters = {
  interpolation: choice({
    label: "Between pictures",
    help: "Pretraining may also have a critic, which learns to tell what is drawn of two codes mixed from what is drawn of one, while the network learns to leave it no sign. Codes of one kind then lie closer together. Takes about three times as long.",
    group: "Pretraining",
    options: [
      { value: "none", label: "Redraw pictures only" },
      { value: "adversarial", label: "Fool a critic between them" },
    ],
    default: "none",
  }),
  criticWeight: number({
    label: "Critic weight",
    symbol: "λ",
    help: "Weight of fooling the critic beside redrawing the pictures. Large, and all pictures come out alike.",
    group: "Pretraining",
    default: 0.5,
    min: 0,
    max: 100,
    when: { field: "interpolation", is: ["adversarial"] },
    advanced: true,
  }),
} as const;

export type InterpolationValues = AutoencoderValues & ValuesOf<typeof interpolationHyperparameters>;

/** Shares of the picture above in the pictures between it and the one below. */
const steps = [
  { title: "One picture", alpha: 1 },
  { title: "3 : 1", alpha: 0.75 },
  { title: "1 : 1", alpha: 0.5 },
  { title: "1 : 3", alpha: 0.25 },
  { title: "Another", alpha: 0 },
];

/**
 * Pretraining as DynAE has it (Mrabah et al. 2020, section 3.1): the autoencoder and, where settings say so, a critic with the
 * encoder's layers whose mean output is its judgement. The critic is thrown away in the end. A run that resumes in a later phase passes
 * through at once.
 */
export async function* pretrainInterpolating<V extends InterpolationValues>(
  bench: Workbench,
  run: Run<V, DeepState>,
): AsyncGenerator<TrainingEvent<DeepState>, void, void> {
  if (run.settings().interpolation === "none") return yield* pretrain(bench, run);
  const { images, network } = bench;
  const { encoder, decoder } = network;
  const critic = createEncoder(autoencoderOptionsOf(run.settings()), images.shape, run.rng.fork("critic"));
  const players: Players = {
    encode: (pictures) => encoder.apply(pictures, "training") as tf.Tensor2D,
    decode: (codes) => decoder.apply(codes, "training") as tf.Tensor4D,
    judge: (pictures) => tf.mean(critic.apply(pictures, "training"), 1) as tf.Tensor1D,
  };
  const beside = prefixed("critic", { ...critic.variables, ...critic.statistics });
  try {
    yield* pretrainNetwork(bench, run, {
      variables: beside,
      work: encoder.work + 2 * decoder.work + 3 * critic.work,
      normalises: network.normalises,
      wholeBatches: true,
      loss(batch, { criticWeight }) {
        const alpha = tf.tensor1d(Float32Array.from({ length: batch.shape[0] }, () => bench.rng.between(0, 0.5)));
        const mix = { alpha, beta: bench.rng.between(0, 0.5), weight: criticWeight };
        const { total, ...terms } = adversarialInterpolation(batch, players, mix);
        return { total, terms };
      },
      encodeAll: () => encodeAll(bench),
      views: async () => [
        await reconstructionView(images, (batch) => decoder.apply(encoder.apply(batch))),
        await betweenView(bench),
      ],
      key: (values): Values => ({ ...autoencoderKey(values), kind: "interpolating", criticWeight: values.criticWeight }),
    });
  } finally {
    disposeVariables(beside);
  }
}

/** What the decoder draws for codes on the way from one picture to the next one shown. */
async function betweenView({ images, network: { encoder, decoder } }: Workbench): Promise<PicturesView> {
  const made = tf.tidy(() => {
    const codes = encoder.apply(shownBatch(images)) as tf.Tensor2D;
    const next = tf.concat([tf.slice(codes, 1), tf.slice(codes, 0, 1)]);
    const mixed = (alpha: number) => tf.add(tf.mul(codes, alpha), tf.mul(next, 1 - alpha));
    return steps.map(({ alpha }) => images.pictured(decoder.apply(mixed(alpha))));
  });
  try {
    const rows: PicturesView["rows"][number][] = [];
    for (const [i, { title }] of steps.entries()) rows.push({ title, pixels: await pictureBytes(made[i]) });
    return {
      kind: "pictures",
      id: "between",
      title: "Between two pictures",
      help: "What the network draws for the codes of two pictures, above and below, and for mixes of the two. The critic looks for signs of mixing; where it finds none, what lies between two pictures looks like a picture itself.",
      ...pictureSize(images.shape),
      rows,
    };
  } finally {
    tf.dispose(made);
  }
}
