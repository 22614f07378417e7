import type { Values } from "../../core/hyperparameters";
import type { ImageShape } from "../../core/images";
import { prefixed } from "../../nn/encoders/coder";
import { mlpHead } from "../../nn/encoders/head";
import type { Loss } from "../../nn/fit";
import { instanceContrast } from "../../nn/losses/instance-contrast";
import { reconstructionError } from "../../nn/losses/reconstruction";
import * as tf from "../../nn/tfjs";
import { disposeVariables } from "../../nn/variables";
import type { Run, TrainingEvent } from "../method";
import { type AutoencoderValues, autoencoderKey, pretrainEpochsOf, pretrainingValues } from "./autoencoder-settings";
import type { ContrastiveValues } from "./contrastive-settings";
import { reconstructionView } from "./picture-views";
import { pretrain, pretrainNetwork } from "./pretrain";
import { viewAugmentationHyperparameters, viewAugmentationOf } from "./view-augmentation-settings";
import { cosineFacts, cosineViews, pairCosines, probePairs, throughHead } from "./view-pairs";
import { type DeepState, encodeAll, type Workbench } from "./workbench";

export type ContrastivePretrainingValues = AutoencoderValues & ContrastiveValues;

/** The phase that compares views. */
const contrastPhase = { phase: "pretrain-contrast", title: "Comparing views, clusters are provisional" } as const;
/** Images that are looked at after each epoch. */
const probed = 256;

/**
 * SimCLR (Chen et al. 2020): of each picture two moved copies, whose codes, behind a projection head that is thrown away in the end,
 * must be found again among the copies of all other pictures of the batch. By default the autoencoder is pretrained first, as for
 * every other method, and goes on redrawing both copies. A run that resumes in a later phase passes through at once.
 */
export async function* pretrainContrastively<V extends ContrastivePretrainingValues>(
  bench: Workbench,
  run: Run<V, DeepState>,
): AsyncGenerator<TrainingEvent<DeepState>, void, void> {
  const { start, keepDecoder, projectionWidths } = run.settings();
  const { images, network } = bench;
  const { encoder, decoder } = network;
  let rest = run;
  const startNow = () => startKey(run.settings(), images.shape);
  const began = startNow();
  // Live settings of the first pretraining may be changed on the way, if only for a time, or were before the run that this one resumes.
  let known = !run.resumeFrom;
  if (start === "autoencoder") {
    for await (const event of pretrain(bench, run)) {
      known &&= startNow() === began;
      yield event;
    }
    if (!run.resumeFrom || run.resumeFrom.phase === "pretrain") {
      // What follows begins with an epoch of its own, and from the start.
      bench.epoch += 1;
      rest = { ...run, resumeFrom: undefined };
    }
  }
  known &&= startNow() === began;
  const head = mlpHead([network.codeSize, ...projectionWidths], run.rng.fork("projection head"));
  try {
    yield* pretrainNetwork(bench, rest, {
      phase: contrastPhase,
      variables: prefixed("projection", head.variables),
      work: 2 * (encoder.work + head.work + (keepDecoder ? decoder.work : 0)),
      normalises: network.normalises,
      wholeBatches: true,
      epochs: ({ contrastEpochs }) => contrastEpochs,
      moves: (values) => viewAugmentationOf(values, images.shape),
      learningRate: ({ contrastLearningRate }) => contrastLearningRate,
      loss(batch, values, rows) {
        const both = tf.concat([batch, images.batch(rows, viewAugmentationOf(values, images.shape), bench.rng)]) as tf.Tensor4D;
        const codes = encoder.apply(both, "training");
        const [first, second] = tf.split(head.apply(codes, "training"), 2) as [tf.Tensor2D, tf.Tensor2D];
        const contrast = instanceContrast(first, second, values.temperature);
        return withReconstruction(contrast, { contrast }, values, keepDecoder && [both, decoder.apply(codes, "training")]);
      },
      encodeAll: () => encodeAll(bench),
      views: async () => [
        ...(keepDecoder ? [await reconstructionView(images, (batch) => decoder.apply(encoder.apply(batch)))] : []),
        ...cosineViews(await cosines()),
      ],
      facts: async () => cosineFacts(await cosines()),
      key: (values) => (known ? { ...contrastKey(values), start: began } : null),
    });
  } finally {
    disposeVariables(head.variables);
  }

  async function cosines() {
    const rng = run.rng.fork("views probed");
    const { first, second } = await probePairs(bench, viewAugmentationOf(run.settings(), images.shape), { most: probed, rng });
    return pairCosines({ first: await throughHead(first, head), second: await throughHead(second, head) });
  }
}

/** `contrast` times its weight, plus the error of what was `redrawn` (given pictures, then made ones), where anything was. */
export function withReconstruction(
  contrast: tf.Scalar,
  terms: Loss["terms"],
  { contrastWeight }: { readonly contrastWeight: number },
  redrawn: readonly [tf.Tensor4D, tf.Tensor] | false,
): Loss {
  const weighted = tf.mul(contrast, contrastWeight) as tf.Scalar;
  if (!redrawn) return { total: weighted, terms };
  const reconstruction = reconstructionError(...redrawn);
  return { total: tf.add(weighted, reconstruction) as tf.Scalar, terms: { ...terms, reconstruction } };
}

/** Everything that the network depends on before views are compared, as text. */
function startKey(values: ContrastivePretrainingValues, shape: ImageShape): string {
  if (values.start !== "autoencoder") return JSON.stringify([values.start, autoencoderKey(values), 0]);
  const taken = pretrainingValues(values, shape);
  return JSON.stringify([values.start, autoencoderKey(taken), pretrainEpochsOf(taken, shape.count)]);
}

function contrastKey(values: ContrastivePretrainingValues): Values {
  const { keepDecoder, contrastWeight, temperature, projectionWidths, contrastLearningRate } = values;
  const own = { keepDecoder, contrastWeight, temperature, projectionWidths, contrastLearningRate };
  const views = Object.keys(viewAugmentationHyperparameters).map((name) => [name, (values as Values)[name]]);
  return { ...autoencoderKey(values), ...own, ...Object.fromEntries(views), kind: "contrast" };
}
