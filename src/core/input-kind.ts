import type { ImageShape } from "./images";

/** What a run learns from, as far as its settings hang on it. */
export interface InputKind {
  /** Vectors and no pictures: a dataset of vectors, or the features of pictures. */
  readonly vectors: boolean;
  /** There are no colours: grey pictures, or the codes of another run. */
  readonly colourless: boolean;
}

/** Of a run on images of `shape`, or on their features or the codes of another run in their place. */
export function inputKind(
  shape: Pick<ImageShape, "channels" | "vectors">,
  instead: { readonly features: boolean; readonly codes: boolean },
): InputKind {
  return {
    vectors: instead.features || (shape.vectors === true && !instead.codes),
    colourless: instead.codes || shape.channels === 1,
  };
}
