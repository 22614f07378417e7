import type { HistogramView } from "../../core/live-view";
import { type Matrix, matrix } from "../../core/matrix";
import type { Rng } from "../../core/rng";
import type { Augmentation } from "../../nn/augment";
import type { Coder } from "../../nn/encoders/coder";
import * as tf from "../../nn/tfjs";
import { giveUpThread, imagesAtOnce } from "../../nn/turn-work";
import { readValues } from "../../nn/variables";
import type { Figures } from "../method";
import { shownImages } from "./picture-views";
import type { Workbench } from "./workbench";

/** Codes of two views of the same images: [m, d] each. */
export interface PairCodes {
  readonly first: Matrix;
  readonly second: Matrix;
}

/**
 * Codes of two views of up to `most` images spread over the set, moved by the same draws every time: by them one look is compared with
 * another, and heads with each other. `rng` advances: give a fork.
 */
export async function probePairs(
  { images, network, signal }: Pick<Workbench, "images" | "network" | "signal">,
  augmentation: Augmentation,
  { most, rng }: { readonly most: number; readonly rng: Rng },
): Promise<PairCodes> {
  const { encoder, codeSize } = network;
  const rows = shownImages(images.shape.count, most);
  const codes = [new Float32Array(rows.length * codeSize), new Float32Array(rows.length * codeSize)];
  const atOnce = Math.min(rows.length, imagesAtOnce(encoder.work));
  for (let from = 0; from < rows.length; from += atOnce) {
    for (const side of codes) {
      if (from > 0) await giveUpThread();
      signal.throwIfAborted();
      const part = rows.subarray(from, from + atOnce);
      const made = tf.tidy(() => encoder.apply(images.batch(part, augmentation, rng)));
      side.set(await made.data(), from * codeSize);
      made.dispose();
    }
  }
  const [first, second] = codes.map((data) => matrix(data, rows.length, codeSize));
  return { first, second };
}

/** What a head makes of codes [m, d], all at once: for as many as are looked at, not for a whole set. */
export async function throughHead(codes: Matrix, head: Pick<Coder, "apply">): Promise<Matrix> {
  const made = tf.tidy(() => head.apply(tf.tensor2d(codes.data.slice(), [codes.rows, codes.cols])));
  const out = matrix(await readValues(made), codes.rows, made.shape[1] ?? 0);
  made.dispose();
  return out;
}

const bins = 50;

/** Cosines of two views of one image each, and of views of different ones. */
export interface PairCosines {
  /** Counts in 50 bins over [−1, 1]. */
  readonly same: Float32Array;
  readonly others: Float32Array;
  readonly meanOfSame: number;
  readonly meanOfOthers: number;
}

/** Of vectors [m, d] of the first and of the second views. */
export function pairCosines({ first, second }: PairCodes): PairCosines {
  const { rows: m, cols: d } = first;
  const lengths = (x: Matrix) =>
    Float64Array.from({ length: m }, (_, i) => Math.hypot(...x.data.subarray(i * d, (i + 1) * d)) || 1);
  const [a, b] = [lengths(first), lengths(second)];
  const same = new Float32Array(bins);
  const others = new Float32Array(bins);
  let sumOfSame = 0;
  let sumOfOthers = 0;
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < m; j++) {
      let cosine = 0;
      for (let c = 0; c < d; c++) cosine += first.data[i * d + c] * second.data[j * d + c];
      cosine /= a[i] * b[j];
      const bin = Math.max(0, Math.min(bins - 1, Math.floor(((cosine + 1) / 2) * bins)));
      (i === j ? same : others)[bin] += 1;
      if (i === j) sumOfSame += cosine;
      else sumOfOthers += cosine;
    }
  }
  return { same, others, meanOfSame: sumOfSame / m, meanOfOthers: m > 1 ? sumOfOthers / (m * (m - 1)) : 0 };
}

/** Mean cosines as figures of an epoch. */
export function cosineFacts({ meanOfSame, meanOfOthers }: PairCosines): Figures {
  return { sameCosine: meanOfSame, otherCosine: meanOfOthers };
}

/** The cosines of both kinds of pairs, one below the other. */
export function cosineViews({ same, others, meanOfSame, meanOfOthers }: PairCosines): HistogramView[] {
  const shared = { kind: "histogram", xTitle: "Cosine", yTitle: "Pairs", from: -1, to: 1 } as const;
  const marks = [
    { title: "mean, same picture", value: meanOfSame },
    { title: "mean, different", value: meanOfOthers },
  ];
  return [
    {
      ...shared,
      id: "same-cosines",
      title: "Two views of one picture",
      help: "How alike the network finds two moved copies of the same picture. Training draws them to 1.",
      counts: same,
      marks,
    },
    {
      ...shared,
      id: "other-cosines",
      title: "Views of different pictures",
      help: "How alike it finds moved copies of different pictures. Training spreads them out; a heap near 1 says that all pictures have become one point.",
      counts: others,
      marks,
    },
  ];
}
