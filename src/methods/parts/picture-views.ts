import type { ImageShape } from "../../core/images";
import type { PicturesView } from "../../core/live-view";
import type { Matrix } from "../../core/matrix";
import type { Coder } from "../../nn/encoders/coder";
import type { ResidentImages } from "../../nn/resident-images";
import * as tf from "../../nn/tfjs";

/** Columns of a view at most: what a panel shows without scrolling far. */
const columns = 16;

/** Pictures of a view: [columns, h, w, c] in [0, 1] to bytes; what lies outside is cut off. */
export async function pictureBytes(pictures: tf.Tensor): Promise<Uint8Array> {
  const values = await pictures.data();
  return Uint8Array.from(values, (value) => Math.round(255 * Math.min(1, Math.max(0, value))));
}

/** The size of a view's pictures, as the images have it. */
export function pictureSize({ height, width, channels }: ImageShape): Pick<PicturesView, "height" | "width" | "channels"> {
  return { height, width, channels: channels === 3 ? 3 : 1 };
}

/** Up to 16 images, or `most`, spread evenly over the dataset: the same ones every time. */
export function shownImages(count: number, most = columns): Int32Array {
  const shown = Math.min(most, count);
  return Int32Array.from({ length: shown }, (_, i) => Math.floor(((i + 0.5) * count) / shown));
}

/** The pictures of shownImages: [columns, h, w, c], as the network sees them. */
export function shownBatch(images: ResidentImages): tf.Tensor4D {
  return tf.concat([...shownImages(images.shape.count)].map((i) => images.range(i, i + 1))) as tf.Tensor4D;
}

/** Some images above what the network makes of them. `redraw` maps [b, h, w, c] to the same shape. */
export async function reconstructionView(
  images: ResidentImages,
  redraw: (batch: tf.Tensor4D) => tf.Tensor,
  title = "Reconstructions",
  help = "Images, and how the network redraws them from their codes alone. What is missing below is what the codes don't hold.",
): Promise<PicturesView> {
  const [given, made] = tf.tidy(() => {
    const batch = shownBatch(images);
    return [images.pictured(batch), images.pictured(redraw(batch))] as const;
  });
  try {
    return {
      kind: "pictures",
      id: "reconstructions",
      title,
      help,
      ...pictureSize(images.shape),
      rows: [
        { title: "Image", pixels: await pictureBytes(given) },
        { title: "Redrawn", pixels: await pictureBytes(made) },
      ],
    };
  } finally {
    tf.dispose([given, made]);
  }
}

/** reconstructionView where the decoder has been left as pretraining made it, while the encoder moves on. */
export function reconstructionOfOldDecoderView(
  images: ResidentImages,
  redraw: (batch: tf.Tensor4D) => tf.Tensor,
): Promise<PicturesView> {
  return reconstructionView(
    images,
    redraw,
    "Reconstructions by the old decoder",
    "Images, redrawn from their codes of now by the decoder as pretraining left it. It is no longer trained: pictures that fade or turn into others show how far codes have moved from where it knew them.",
  );
}

/** The images whose likeness a network draws. */
export type Likeness = Pick<ResidentImages, "shape" | "pictured">;

/** What the decoder draws from the centre of each cluster, `centres` [k, d]. `output` maps its result to pixels where it isn't any. */
export async function decodedCentresView(
  centres: Matrix,
  decoder: Pick<Coder, "apply">,
  { shape, pictured }: Likeness,
  output: (pictures: tf.Tensor) => tf.Tensor = (pictures) => pictures,
  help = "What the network draws for the middle of each cluster. Two centres that look alike may be one group; a blurred one may be two.",
): Promise<PicturesView> {
  const made = tf.tidy(() =>
    tf.reshape(pictured(output(decoder.apply(tf.tensor2d(centres.data.slice(), [centres.rows, centres.cols])))), [
      centres.rows,
      shape.height,
      shape.width,
      shape.channels,
    ]),
  );
  try {
    return {
      kind: "pictures",
      id: "decoded-centres",
      title: "Decoded centres",
      help,
      ...pictureSize(shape),
      rows: [{ title: "Centre", pixels: await pictureBytes(made) }],
      clusters: Int32Array.from({ length: centres.rows }, (_, j) => j),
    };
  } finally {
    made.dispose();
  }
}

/**
 * decodedCentresView where the decoder has been left as pretraining made it, while the encoder and the centres move on: a look at what
 * the centres stood for at the start, and how far they have gone.
 */
export function centresOfOldDecoderView(centres: Matrix, decoder: Pick<Coder, "apply">, images: Likeness): Promise<PicturesView> {
  return decodedCentresView(
    centres,
    decoder,
    images,
    undefined,
    "What the decoder, which is no longer trained, draws for the middle of each cluster. It shows what the clusters began as; the farther codes move from there, the less its pictures mean.",
  );
}
