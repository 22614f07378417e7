import type { PicturesView } from "../../core/live-view";
import type { Rng } from "../../core/rng";
import { drawNoise } from "../../nn/encoders/variational";
import * as tf from "../../nn/tfjs";
import { type Likeness, pictureBytes, pictureSize } from "./picture-views";

const count = 16;

/**
 * New images: codes [16, d] drawn from the standard normal prior, and what `decode` makes of them, [16, h, w, c] in the likeness of images. `rng` does not
 * advance: the same codes every time, so that pictures change only as the network does.
 */
export async function priorSamplesView(
  decode: (codes: tf.Tensor2D) => tf.Tensor,
  codeSize: number,
  { shape, pictured }: Likeness,
  rng: Rng,
): Promise<PicturesView> {
  const noise = rng.fork("shown samples");
  const made = tf.tidy(() => pictured(decode(drawNoise(count, codeSize, noise))));
  try {
    return {
      kind: "pictures",
      id: "samples",
      title: "New images",
      help: "Pictures that nobody took: what the decoder draws for codes drawn from the prior. With a small β the codes of real images fill only a part of it, and new ones look unlike any.",
      ...pictureSize(shape),
      rows: [{ title: "Sample", pixels: await pictureBytes(made) }],
    };
  } finally {
    made.dispose();
  }
}
