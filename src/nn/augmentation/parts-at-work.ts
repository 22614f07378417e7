import type { Augmentation, Blur, Crop, Elastic, Jitter } from "../augment";

/** The optional parts of an augmentation that change anything; null, or 0, where one doesn't. */
export interface PartsAtWork {
  readonly crop: Crop | null;
  readonly flip: number;
  readonly elastic: Elastic | null;
  readonly jitter: Jitter | null;
  readonly grey: number;
  readonly blur: Blur | null;
}

/** A part of strength or probability zero counts as one that is not there: it takes no random numbers and no time. */
export function partsAtWork({ crop, flip = 0, elastic, jitter, grey = 0, blur }: Augmentation): PartsAtWork {
  const jitters = jitter && jitter.brightness + jitter.contrast + jitter.saturation + jitter.hue > 0;
  return {
    crop: crop && crop.area < 1 && crop.probability > 0 ? crop : null,
    flip,
    elastic: elastic && elastic.pixels > 0 && elastic.probability > 0 ? elastic : null,
    jitter: jitters && jitter.probability > 0 ? jitter : null,
    grey,
    blur: blur && blur.most > 0 && blur.probability > 0 ? blur : null,
  };
}

/** Whether nothing is done to a batch beside moving its pictures. */
export function noneBeside({ elastic, jitter, grey, blur }: PartsAtWork): boolean {
  return !elastic && !jitter && grey === 0 && !blur;
}
