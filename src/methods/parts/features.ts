import { choice, integer } from "../../core/hyperparameters";
import { imageSize } from "../../core/images";
import { type Matrix, matrix } from "../../core/matrix";
import { giveUpThread } from "../../nn/turn-work";
import { Pace } from "../../numerics/pace";
import { principalComponents } from "../../numerics/principal-components";
import { MethodError, type Run } from "../method";
import { type ColourValues, coloursHyperparameter, seenPixels } from "./colours-seen";

/** Settings of every method that clusters vectors. */
export const featureHyperparameters = {
  colours: {
    ...coloursHyperparameter,
    help: "From pixel to pixel light changes far more than colours do, and drowns them. Evened out, every shade of colour counts as much as light does. It helps where kinds differ in shade; where they differ in light and shape alone, try both.",
    group: "Input",
    default: "plain",
    advanced: false,
  },
  reduce: choice({
    label: "First reduce",
    help: "Principal components keep the directions of greatest variance and drop the rest: faster, and often better, on raw pixels.",
    group: "Input",
    default: "none",
    options: [
      { value: "none", label: "no, use all values" },
      { value: "pca", label: "by PCA" },
    ],
  }),
  dimensions: integer({
    label: "Components",
    help: "How many principal components to keep; as many as there are values where those are fewer.",
    unit: "components",
    group: "Input",
    default: 50,
    min: 1,
    max: 1000,
    when: { field: "reduce", is: ["pca"] },
  }),
} as const;

type FeatureValues = ColourValues & { readonly reduce: "none" | "pca"; readonly dimensions: number };

/**
 * The vectors [n, d] that a classical method clusters: the codes that the user chose, else the pixels, their colours evened out and
 * reduced by PCA where the settings say so. Not copied where nothing changes them. Gives up the thread meanwhile. Throws a MethodError where a value is not a
 * finite number, and the signal's reason once that is aborted.
 */
export async function featuresOf(
  run: Pick<Run<FeatureValues, unknown>, "images" | "codes" | "rng" | "settings"> & { readonly signal?: AbortSignal },
): Promise<Matrix> {
  const { images, codes, signal } = run;
  const giveWay = async () => {
    await giveUpThread();
    signal?.throwIfAborted();
  };
  const { shape } = images;
  const all = codes ?? matrix(await seenPixels(images, run.settings(), signal), shape.count, imageSize(shape));
  await checkFinite(all, giveWay);
  const { cols } = reducedSize(all, run.settings());
  if (cols === all.cols) return all;
  const { scores } = await principalComponents(all, cols, run.rng.fork("features"), giveWay);
  return scores;
}

/** How large what featuresOf makes of `all` [n, d] will be. */
export function reducedSize(
  { rows, cols }: Matrix,
  { reduce, dimensions }: Omit<FeatureValues, "colours">,
): { rows: number; cols: number } {
  return { rows, cols: reduce === "none" || dimensions >= cols ? cols : Math.min(dimensions, rows) };
}

async function checkFinite({ data, rows, cols }: Matrix, giveWay: () => Promise<void>): Promise<void> {
  const pace = new Pace(giveWay);
  for (let i = 0; i < rows; i++) {
    for (let p = i * cols, end = p + cols; p < end; p++) {
      if (!Number.isFinite(data[p]))
        throw new MethodError(
          `The code of image ${i + 1} is not a finite number; training may have diverged. Choose another run.`,
        );
    }
    if (pace.spend(cols)) await pace.turn();
  }
}
