/**
 * A piece of work to measure, as plain data: the same text goes to our engine, to stock tfjs and to PyTorch, each in a process
 * of its own. A step is a batch taken from data in memory, a loss, its gradients and an Adam update, and reads its loss back.
 */
export type Work =
  /** A step of the fully connected autoencoder widths[0]-…-widths[n] and back: hidden layers ReLU, code and output linear. */
  | { readonly kind: "dense step"; readonly widths: readonly number[]; readonly batch: number }
  /** A step of the convolutional autoencoder of encoders/convolutional.ts on side × side × 1. */
  | ({ readonly kind: "convolutional step" } & ConvolutionalSizes)
  /** The same with augmentation, cluster centres and IDEC's two losses. */
  | ({ readonly kind: "IDEC step"; readonly clusters: number } & ConvolutionalSizes)
  /** Adam alone: one update of the variables of the dense autoencoder by given gradients. */
  | { readonly kind: "Adam update"; readonly widths: readonly number[] }
  /** a · b for a [m, depth] and b [depth, n], either stored transposed. */
  | ({ readonly kind: "product" } & ProductSizes)
  /** One pass of a strided convolution of [batch, side, side, inChannels], padding "same". */
  | ({ readonly kind: "convolution"; readonly pass: "forward" | "to input" | "to filter" } & ConvolutionSizes)
  /** The exact k nearest neighbours of each of `count` points, itself left out. */
  | { readonly kind: "neighbours"; readonly count: number; readonly dimensions: number; readonly k: number };

export type WorkOf<Kind extends Work["kind"]> = Extract<Work, { kind: Kind }>;

export interface ConvolutionalSizes {
  readonly side: number;
  /** Channels of each convolution, stride 2; filter sides 5, 5, 3. */
  readonly filters: readonly number[];
  readonly codeSize: number;
  readonly batch: number;
}

export interface ProductSizes {
  readonly m: number;
  readonly n: number;
  readonly depth: number;
  readonly transposeA: boolean;
  readonly transposeB: boolean;
}

export interface ConvolutionSizes {
  readonly batch: number;
  readonly side: number;
  readonly inChannels: number;
  readonly outChannels: number;
  readonly filter: number;
  readonly stride: number;
}

/** Runs a part of a repetition under a name; a profile puts a clock around it, everything else just calls `part`. */
export type Around = <Result>(name: string, part: () => Result) => Result;
export const unwatched: Around = (_, part) => part();

/** Work that is ready: network made, data in memory. */
export interface Prepared {
  /** One repetition. Leaves no tensor behind. */
  once(around: Around): Promise<void>;
  dispose(): void;
}

/** Batches that a step takes its turn through. */
export const batchesInMemory = 4;
export const learningRate = 1e-3;
/** Turn in degrees, and shift as a share of the side. */
export const augmentation = { rotation: 10, shift: 0.1, scale: 0 } as const;
/** Weight of IDEC's clustering loss. */
export const clusteringWeight = 0.1;
