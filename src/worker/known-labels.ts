import type { Values } from "../core/hyperparameters";
import type { Labels } from "../core/images";
import { Rng } from "../core/rng";

/** The labels that a method is given which learns from some of them. */
export interface KnownLabels {
  /** [n] known class of an image, counted from 0 over those that are known; -1 where it is not told. */
  readonly labels: Int32Array;
  /** Those classes, by their codes in the truth. */
  readonly classes: readonly number[];
  /** The truth without the labels that were given away: what may be scored. */
  readonly scored: Labels;
}

/**
 * Draws `knownClasses` (a share) of the classes that have images, and `knownImages` (a share) of the images of each; at least one each, and
 * the same ones under the same seed.
 */
export function drawKnownLabels(truth: Labels, values: Values, seed: number): KnownLabels {
  const rng = Rng.fromSeed(seed).fork("known labels");
  const members = new Map<number, number[]>();
  for (const [i, code] of truth.codes.entries()) {
    if (code < 0) continue;
    const own = members.get(code);
    if (own) own.push(i);
    else members.set(code, [i]);
  }
  const present = [...members.keys()].sort((a, b) => a - b);
  const classes = drawn(present, Number(values.knownClasses), rng).sort((a, b) => a - b);
  const labels = new Int32Array(truth.codes.length).fill(-1);
  for (const [known, code] of classes.entries())
    for (const i of drawn(members.get(code) ?? [], Number(values.knownImages), rng)) labels[i] = known;
  return { labels, classes, scored: { ...truth, codes: truth.codes.map((code, i) => (labels[i] >= 0 ? -1 : code)) } };
}

/** What the user must know of them, a sentence or two. */
export function knownLabelsNotice({ labels, classes }: KnownLabels, names: readonly string[]): string {
  const told = labels.reduce((sum, label) => sum + (label >= 0 ? 1 : 0), 0);
  const listed = classes.map((code) => names[code]).join(", ");
  return `This method is given the labels of ${told} of ${labels.length} images, all of the classes ${listed}. Scores leave these images out.`;
}

function drawn(from: readonly number[], share: number, rng: Rng): number[] {
  const count = Math.min(from.length, Math.max(1, Math.round(share * from.length)));
  return Array.from(rng.permutation(from.length).subarray(0, count), (at) => from[at]);
}
