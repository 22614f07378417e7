import type { ImageShape } from "../../core/images";
import type { Normalisation } from "./normalisation";

/** How pictures are made ready for a pretrained network. */
export interface ExtractorOptions {
  /** What pixels in [0, 1] become; as in training on ImageNet unless told otherwise. */
  readonly normalisation?: Normalisation;
  /** Pixels along a side, to which pictures are resized; only asked for where the network leaves it open. */
  readonly side?: number;
}

/** A pretrained network that turns pictures into vectors of D values. */
export interface FeatureExtractor {
  /** The file's name, and what is known of the network in it. */
  readonly title: string;
  readonly kind: "onnx" | "safetensors";
  /** D; null until the first batch where the file doesn't tell. */
  readonly features: number | null;
  /** Pixels along a side to which pictures are resized. */
  readonly inputSide: number;
  /** Channels that the network looks at: grey pictures are repeated to three, RGB becomes brightness where it wants one. */
  readonly inputChannels: 1 | 3;
  /** Pictures that it likes to be given at a time: some hundred milliseconds' work of a processor. */
  readonly batchSize: number;
  /** Pixels [b, h, w, c] in [0, 1] → features [b, D]. Throws a ModelError where the network can't compute them. */
  extract(pixels: Float32Array, shape: ImageShape): Promise<Float32Array>;
  /** Gives the network's memory back; nothing can be extracted after that. */
  dispose(): Promise<void>;
}
