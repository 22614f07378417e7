/** What a network was trained to see in the place of pixels in [0, 1]: (x − mean) / deviation, a channel each. */
interface Scale {
  readonly title: string;
  readonly mean: readonly [number, number, number];
  readonly deviation: readonly [number, number, number];
}

/** The scales in use. ImageNet's moments are those that torchvision, timm and most exported networks take. */
export const normalisations = {
  imagenet: { title: "ImageNet's mean and deviation", mean: [0.485, 0.456, 0.406], deviation: [0.229, 0.224, 0.225] },
  unit: { title: "from 0 to 1", mean: [0, 0, 0], deviation: [1, 1, 1] },
  symmetric: { title: "from −1 to 1", mean: [0.5, 0.5, 0.5], deviation: [0.5, 0.5, 0.5] },
} as const satisfies Readonly<Record<string, Scale>>;

export type Normalisation = keyof typeof normalisations;

/** Factor and shift of every channel: x · factor + shift. A network of one channel gets the mean of the three. */
export function channelScales(normalisation: Normalisation, channels: 1 | 3): readonly { factor: number; shift: number }[] {
  const { mean, deviation } = normalisations[normalisation];
  const scales = ([0, 1, 2] as const).map((c) => ({ mean: mean[c] as number, deviation: deviation[c] as number }));
  const average = {
    mean: scales.reduce((sum, one) => sum + one.mean, 0) / 3,
    deviation: scales.reduce((sum, one) => sum + one.deviation, 0) / 3,
  };
  return (channels === 3 ? scales : [average]).map((one) => ({ factor: 1 / one.deviation, shift: -one.mean / one.deviation }));
}
