import type { MethodDescriptor } from "../../worker/protocol";
import { counted } from "../format";

/** Below this a network has too little to learn from: rather it learns the pictures by heart. */
export const fewImages = 300;

const classical = "agglomerative";

/** What is to be said of a method that trains a network on so few images, and the method that suits so few. */
export interface FewPicturesHint {
  readonly text: string;
  /** That method, where there is such a one. */
  readonly instead: MethodDescriptor | null;
}

/** Null where the images are enough, or the method trains no network. */
export function fewPicturesHint(
  method: MethodDescriptor,
  methods: readonly MethodDescriptor[],
  images: number,
  onVectors: boolean,
): FewPicturesHint | null {
  if (method.family === "classical" || images >= fewImages) return null;
  const instead = methods.find(({ id }) => id === classical) ?? null;
  const few = `${counted(images, onVectors ? "vector" : "picture")} ${images === 1 ? "is" : "are"} few to train a network on: its clusters may be no better than chance.`;
  const hint = instead ? ` ${instead.title} clustering trains none and suits so few.` : "";
  return { text: few + hint, instead };
}
