import { choice, integer, integers, number, type Values, type ValuesOf } from "../../core/hyperparameters";
import type { ImageShape } from "../../core/images";
import type { Augmentation } from "../../nn/augment";
import type { AutoencoderOptions } from "../../nn/encoders/autoencoder";
import { coloursHyperparameter } from "./colours-seen";

/** What every method with an autoencoder lets its user set. */
export const autoencoderHyperparameters = {
  network: choice({
    label: "Network",
    help: "Convolutional suits pictures and has far fewer weights; with pooling and batch normalisation it is that of DECS, deeper and slower; fully connected is the network of the DEC and IDEC papers.",
    group: "Autoencoder",
    options: [
      { value: "convolutional", label: "Convolutional" },
      { value: "pooled", label: "Convolutional, pooled and normalised" },
      { value: "dense", label: "Fully connected" },
    ],
    default: "convolutional",
  }),
  filters: integers({
    label: "Filters",
    help: "Channels of each convolution; every convolution halves the picture's side.",
    group: "Autoencoder",
    default: [32, 64, 128],
    min: 1,
    max: 512,
    minLength: 1,
    maxLength: 5,
    when: { field: "network", is: ["convolutional"] },
    advanced: true,
  }),
  pooledFilters: integers({
    label: "Filters",
    help: "Channels of each convolution; all but the last are followed by pooling, which halves the picture's side.",
    group: "Autoencoder",
    default: [32, 64, 128, 256],
    min: 1,
    max: 512,
    minLength: 2,
    maxLength: 6,
    when: { field: "network", is: ["pooled"] },
    advanced: true,
  }),
  widths: integers({
    label: "Layer widths",
    help: "Units of each hidden layer of the encoder; the decoder mirrors them.",
    group: "Autoencoder",
    default: [500, 500, 2000],
    min: 1,
    max: 4096,
    minLength: 1,
    maxLength: 6,
    when: { field: "network", is: ["dense"] },
    advanced: true,
  }),
  codeSize: integer({
    label: "Code size",
    symbol: "d",
    help: "Numbers that stand for one picture. Ten is the papers' choice; too few lose detail, too many blur the clusters.",
    unit: "values",
    group: "Autoencoder",
    default: 10,
    min: 2,
    max: 256,
    advanced: true,
  }),
  colours: coloursHyperparameter,
  batchSize: integer({
    label: "Batch size",
    symbol: "B",
    help: "Pictures in one training step.",
    unit: "images",
    group: "Autoencoder",
    default: 256,
    min: 8,
    max: 2048,
    advanced: true,
  }),
  pretrainEpochs: integer({
    label: "Pretraining length",
    help: "Passes over all pictures before clustering starts; the start decides most of the result, and more of it seldom hurts. Zero chooses 150 passes, but at least 1,500 steps and at most 6,000; more than 7,680 pictures larger than 20 x 20 then go in batches of at most 128, whatever batch size is set, so that 6,000 steps are fewer passes (76 over 10,000 pictures).",
    unit: "epochs, 0 chooses",
    group: "Pretraining",
    default: 0,
    min: 0,
    max: 2000,
    live: true,
  }),
  pretrainLearningRate: number({
    label: "Pretraining learning rate",
    symbol: "η₀",
    help: "Step size of Adam while the autoencoder learns to redraw the pictures. Lower it when the loss jumps.",
    group: "Pretraining",
    default: 1e-3,
    min: 1e-6,
    max: 1,
    scale: "log",
    live: true,
    advanced: true,
  }),
  rotation: number({
    label: "Rotation",
    help: "Largest random turn of a training picture, either way. Zero for pictures whose angle matters.",
    unit: "degrees",
    group: "Augmentation",
    default: 15,
    min: 0,
    max: 180,
    live: true,
  }),
  shift: number({
    label: "Shift",
    help: "Largest random shift of a training picture, as a fraction of its side, either way.",
    unit: "fraction of the side",
    group: "Augmentation",
    default: 0.1,
    min: 0,
    max: 0.5,
    live: true,
  }),
  zoom: number({
    label: "Zoom",
    help: "Largest random change of a training picture's size, as a fraction, either way.",
    unit: "fraction",
    group: "Augmentation",
    default: 0.08,
    min: 0,
    max: 0.5,
    live: true,
    advanced: true,
  }),
} as const;

export type AutoencoderValues = ValuesOf<typeof autoencoderHyperparameters>;

/** Passes that suit a set of thousands; the steps below which the codes of a small set are too poor to start from; and enough of them. */
const chosenEpochs = 150;
const leastSteps = 1500;
const enoughSteps = 6000;

/** Pixels up to which a picture is small, and the batches in which many larger ones are pretrained. */
const smallPicture = 20 * 20;
const batchOfLarger = 128;
/** Beyond this many pictures 6,000 steps of 128 are fewer than a hundred passes, a third less than larger batches would take, or more. */
const manyPictures = (enoughSteps * batchOfLarger) / 100;

/**
 * `values` as pretraining takes them where it chooses its own length: many pictures that are not small go in batches of 128 at most,
 * so that no fewer steps are fewer passes, half as many from 10,000 pictures on. Vectors stay as they are set.
 */
export function pretrainingValues<V extends Pick<AutoencoderValues, "pretrainEpochs" | "batchSize">>(
  values: V,
  { count, height, width, vectors }: Pick<ImageShape, "count" | "height" | "width" | "vectors">,
): V {
  const large = !vectors && height * width > smallPicture && count > manyPictures;
  const smaller = large && values.pretrainEpochs === 0 && values.batchSize > batchOfLarger;
  return smaller ? { ...values, batchSize: batchOfLarger } : values;
}

/** Passes of pretraining over `images` pictures; a network whose passes cost more may do with a `share` of those that are chosen. */
export function pretrainEpochsOf(
  { pretrainEpochs, batchSize }: Pick<AutoencoderValues, "pretrainEpochs" | "batchSize">,
  images: number,
  share = 1,
): number {
  if (pretrainEpochs > 0) return pretrainEpochs;
  const steps = Math.ceil(images / batchSize);
  const enough = Math.min(chosenEpochs * share, (enoughSteps * share) / steps);
  return Math.ceil(Math.max(enough, leastSteps / steps));
}

/** What a pretrained autoencoder depends on beside the number of its epochs: for the work cache. */
export function autoencoderKey(values: AutoencoderValues): Values {
  const { network, filters, widths, codeSize } = autoencoderOptionsOf(values);
  const { colours, batchSize, pretrainLearningRate, rotation, shift, zoom } = values;
  const layers = network === "dense" ? widths : filters;
  return { kind: "autoencoder", network, layers, codeSize, colours, batchSize, pretrainLearningRate, rotation, shift, zoom };
}

export function augmentationOf(values: Pick<AutoencoderValues, "rotation" | "shift" | "zoom">): Augmentation {
  return { rotation: values.rotation, shift: values.shift, scale: values.zoom };
}

export function autoencoderOptionsOf(values: AutoencoderValues): AutoencoderOptions {
  const { network, filters, pooledFilters, widths, codeSize } = values;
  return { network, filters: network === "pooled" ? pooledFilters : filters, widths, codeSize };
}
