/** Some images, each beside what training would make of it. */
export interface AugmentationPreview {
  readonly height: number;
  readonly width: number;
  readonly channels: 1 | 3;
  /** Their places in the dataset. */
  readonly images: readonly number[];
  /** Variants of each image. */
  readonly variants: number;
  /** [images, 1 + variants, height, width, channels], 0 to 255: each image, then its variants. */
  readonly pixels: Uint8Array;
  /** Whether the settings change anything at all. */
  readonly changes: boolean;
}
