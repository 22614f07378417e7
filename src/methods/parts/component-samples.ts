import type { PicturesView } from "../../core/live-view";
import type { Rng } from "../../core/rng";
import type { Coder } from "../../nn/encoders/coder";
import * as tf from "../../nn/tfjs";
import type { Mixture } from "./gaussian-mixture";
import { type Likeness, pictureBytes, pictureSize } from "./picture-views";

/** New images of each component at a time. */
const rows = 4;

/**
 * New images: codes drawn from each component of the mixture, and what `decode` [b, d] → [b, h, w, c] in the likeness of images makes of them. `rng` does
 * not advance: the same deviations every time, so that pictures change only as the network does.
 */
export async function componentSamplesView(
  mixture: Mixture,
  decode: Coder["apply"],
  { shape, pictured }: Likeness,
  rng: Rng,
): Promise<PicturesView> {
  const k = mixture.weights.length;
  const d = mixture.means.length / k;
  const noise = rng.fork("samples");
  const draw = () =>
    Float32Array.from({ length: k * d }, (_, q) => mixture.means[q] + Math.sqrt(mixture.covariances[q]) * noise.normal());
  const samples = Array.from({ length: rows }, draw);
  const pictures: { title: string; pixels: Uint8Array }[] = [];
  for (const [i, codes] of samples.entries()) {
    const made = tf.tidy(() => pictured(decode(tf.tensor2d(codes, [k, d]))));
    try {
      pictures.push({ title: `Sample ${i + 1}`, pixels: await pictureBytes(made) });
    } finally {
      made.dispose();
    }
  }
  return {
    kind: "pictures",
    id: "samples",
    title: "New images",
    help: "Pictures that nobody took: each column is drawn from one cluster's Gaussian. They sharpen as training goes; a column that shows several things at once is a cluster of several groups.",
    ...pictureSize(shape),
    rows: pictures,
    clusters: Int32Array.from({ length: k }, (_, j) => j),
  };
}
