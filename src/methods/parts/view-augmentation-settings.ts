import { choice, number, type ValuesOf } from "../../core/hyperparameters";
import type { ImageShape } from "../../core/images";
import type { Augmentation } from "../../nn/augment";
import { type AutoencoderValues, augmentationOf } from "./autoencoder-settings";

const custom = { group: "Augmentation", live: true, when: { field: "views", is: ["custom"] } } as const;

/**
 * What a method that compares views of a picture lets its user set, beside rotation, shift and zoom of autoencoderHyperparameters.
 * Of single strengths the defaults are those of grey pictures of digits; a family of pictures brings its own.
 */
export const viewAugmentationHyperparameters = {
  views: choice({
    label: "Views",
    help: "What happens to the two views of a picture that training compares, beside rotation, shift and zoom. Digits are cropped a little, bent and made brighter or darker; photos are cropped hard and lose or change their colours, and coloured ones are mirrored. Automatic adds nothing to grey pictures and takes photos for coloured ones. Whatever a view may change, the clusters won't tell apart.",
    group: "Augmentation",
    options: [
      { value: "auto", label: "Automatic" },
      { value: "moves", label: "Moved only" },
      { value: "digits", label: "As for digits" },
      { value: "photos", label: "As for photos" },
      { value: "custom", label: "As set below" },
    ],
    default: "auto",
    live: true,
  }),
  moveProbability: number({
    ...custom,
    label: "Pictures moved",
    help: "Probability that a picture is turned, shifted and resized, as far as rotation, shift and zoom allow.",
    unit: "probability",
    default: 1,
    min: 0,
    max: 1,
    advanced: true,
  }),
  crop: number({
    ...custom,
    label: "Crop",
    help: "Least share of a picture's area that is left by a random crop, which is stretched to the whole again. One crops nothing; photos bear 0.2.",
    unit: "share of the area",
    default: 0.6,
    min: 0.05,
    max: 1,
  }),
  cropProbability: number({
    ...custom,
    label: "Pictures cropped",
    help: "Probability that a picture is cropped.",
    unit: "probability",
    default: 0.8,
    min: 0,
    max: 1,
    advanced: true,
  }),
  flip: number({
    ...custom,
    label: "Mirror",
    help: "Probability that left and right are exchanged. Zero for digits and letters, which mean something else then; 0.5 for photos.",
    unit: "probability",
    default: 0,
    min: 0,
    max: 1,
  }),
  jitter: number({
    ...custom,
    label: "Brightness, colours",
    help: "Largest random change of brightness and contrast, and in coloured pictures of saturation, as a fraction; the hue turns by a quarter of it.",
    default: 0.3,
    min: 0,
    max: 1,
  }),
  jitterProbability: number({
    ...custom,
    label: "Pictures recoloured",
    help: "Probability that a picture's brightness, contrast and colours are changed.",
    unit: "probability",
    default: 0.8,
    min: 0,
    max: 1,
    advanced: true,
  }),
  grey: number({
    ...custom,
    label: "Without colour",
    help: "Probability that a coloured picture is made grey, so that colour alone can't tell two pictures apart. Grey pictures stay as they are.",
    unit: "probability",
    default: 0,
    min: 0,
    max: 1,
  }),
  blur: number({
    ...custom,
    label: "Blur",
    help: "Largest deviation of a Gaussian blur. Small pictures hardly bear more than one pixel.",
    unit: "pixels",
    default: 0,
    min: 0,
    max: 5,
  }),
  blurProbability: number({
    ...custom,
    label: "Pictures blurred",
    help: "Probability that a picture is blurred.",
    unit: "probability",
    default: 0.5,
    min: 0,
    max: 1,
    advanced: true,
  }),
  elastic: number({
    ...custom,
    label: "Bending",
    help: "How far, at most, a smooth random field moves parts of a picture, as if it were drawn on rubber: it imitates another hand's writing.",
    unit: "pixels",
    default: 2,
    min: 0,
    max: 12,
  }),
  elasticSpacing: number({
    ...custom,
    label: "Bending, smoothness",
    help: "Distance over which the bending changes. Larger bends the picture as a whole, smaller crumples it.",
    unit: "pixels",
    default: 6,
    min: 2,
    max: 48,
    advanced: true,
  }),
  elasticProbability: number({
    ...custom,
    label: "Pictures bent",
    help: "Probability that a picture is bent.",
    unit: "probability",
    default: 0.5,
    min: 0,
    max: 1,
    advanced: true,
  }),
} as const;

/** Where the views depart from those of torchvision, with which the papers' code makes them. */
export const viewAugmentationDepartures: readonly string[] = [
  "Grey pictures are by default turned, shifted and resized and nothing else; coloured ones are cropped, mirrored and recoloured as photos are in the papers. Grey ones are not mirrored unless you set it.",
  "Views as photos are cropped from pictures that were turned, shifted and resized before, as in pretraining; the papers do not do that, and zero for each leaves it out.",
  "Crops are drawn at once, without rejected trials; brightness, contrast, saturation and hue change in one fixed order, the hue by a linear map that keeps greys; blur shares out what would lie beyond the edge.",
];

export type ViewAugmentationValues = ValuesOf<typeof viewAugmentationHyperparameters>;

type Side = Pick<ImageShape, "height" | "width" | "channels">;
type Beside = Omit<Augmentation, "rotation" | "shift" | "scale">;

/**
 * What happens to a view of a picture under the settings: rotation, shift and zoom as `augmentationOf` has them, and, of a method
 * with viewAugmentationHyperparameters, what `views` says besides. Pretraining that redraws pictures goes by `augmentationOf`.
 */
export function viewAugmentationOf(
  values: Pick<AutoencoderValues, "rotation" | "shift" | "zoom"> & Partial<ViewAugmentationValues>,
  shape: Side,
): Augmentation {
  const moved = augmentationOf(values);
  return values.views === undefined ? moved : { ...moved, ...besideOf(values as typeof values & ViewAugmentationValues, shape) };
}

function besideOf(values: ViewAugmentationValues, shape: Side): Beside {
  const { views } = values;
  switch (views === "auto" ? (shape.channels === 3 ? "photos" : "moves") : views) {
    case "moves":
      return {};
    case "digits":
      return digitViews(shape);
    case "photos":
      return photoViews(shape);
    case "custom":
      return customViews(values);
  }
}

/**
 * Of small pictures whose left and right differ. The strengths of crop and bending were chosen by eye, so that nearly every digit can
 * still be read; distances grow with the picture.
 */
function digitViews({ height, width }: Side): Beside {
  const side = Math.min(height, width);
  return {
    crop: { area: 0.6, probability: 0.8 },
    elastic: { pixels: 0.08 * side, spacing: Math.max(2, side / 4), probability: 0.5 },
    jitter: { brightness: 0.3, contrast: 0.3, saturation: 0.3, hue: 0.075, probability: 0.8 },
  };
}

/**
 * SimCLR's as SCAN has them for small photos (methods.md 2.2; Chen et al. 2020, appendix A, with a mild jitter and no blur). Grey pictures
 * may be digits or letters, which mean something else in a mirror: these are not flipped.
 */
function photoViews({ channels }: Side): Beside {
  return {
    crop: { area: 0.2, probability: 1 },
    ...(channels === 3 ? { flip: 0.5 } : {}),
    jitter: { brightness: 0.4, contrast: 0.4, saturation: 0.4, hue: 0.1, probability: 0.8 },
    grey: 0.2,
  };
}

/** Least deviation of a blur in pixels, as in SimCLR. */
const leastBlur = 0.1;

function customViews(values: ViewAugmentationValues): Beside {
  const { jitter, blur } = values;
  return {
    moved: values.moveProbability,
    crop: { area: values.crop, probability: values.cropProbability },
    flip: values.flip,
    elastic: { pixels: values.elastic, spacing: values.elasticSpacing, probability: values.elasticProbability },
    jitter: { brightness: jitter, contrast: jitter, saturation: jitter, hue: jitter / 4, probability: values.jitterProbability },
    grey: values.grey,
    blur: { least: Math.min(leastBlur, blur), most: blur, probability: values.blurProbability },
  };
}
