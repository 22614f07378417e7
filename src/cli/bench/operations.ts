import type { ConvolutionalSizes, Work } from "../../nn/bench/work";

/** Sides of the filters of the convolutional autoencoder. */
const filterSides = [5, 5, 3];

/**
 * Multiplications and additions in the products of one repetition of `work`, in 10⁹: what is left when everything else costs
 * nothing. Null for what is not made of products.
 */
export function gflopOf(work: Work): number | null {
  switch (work.kind) {
    case "dense step": {
      const layers = work.widths.slice(1).map((width, i) => 2 * work.batch * work.widths[i] * width);
      // The way back has the same layers.
      return trainingFlops([...layers, ...layers]) / 1e9;
    }
    case "convolutional step":
    case "IDEC step":
      return trainingFlops(convolutionalLayers(work)) / 1e9;
    case "product":
      return (2 * work.m * work.n * work.depth) / 1e9;
    case "convolution": {
      const outSide = Math.ceil(work.side / work.stride);
      return (2 * work.batch * outSide ** 2 * work.filter ** 2 * work.inChannels * work.outChannels) / 1e9;
    }
    case "Adam update":
    case "neighbours":
      return null;
  }
}

/** Every layer runs forward, to its input and to its weights; the first one's input needs no gradient. */
function trainingFlops(layers: readonly number[]): number {
  return layers.reduce((sum, flops, i) => sum + flops * (i === 0 ? 2 : 3), 0);
}

function convolutionalLayers({ side, filters, codeSize, batch }: ConvolutionalSizes): number[] {
  let height = side;
  const convolutions = filters.map((outChannels, i) => {
    height = Math.ceil(height / 2);
    return 2 * batch * height ** 2 * filterSides[i] ** 2 * (i === 0 ? 1 : filters[i - 1]) * outChannels;
  });
  const code = 2 * batch * height ** 2 * filters[filters.length - 1] * codeSize;
  return [...convolutions, code, code, ...convolutions.reverse()];
}
