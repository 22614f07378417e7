/** Everything that the module exports. */

export { gatherImages } from "./augmented-gather";
export { averagePoolGradient } from "./average-pool-gradient";
export { batchNormalisationGradient, batchNormalisationScratch, normaliseByBatch } from "./batch-normalisation";
export { convolutionScratch, filterGradientScratch, inputGradientScratch } from "./convolution";
export { depthwiseFilterGradient, depthwiseInputGradient } from "./depthwise-gradients";
export { adamUpdate, leakyRelu, leakyReluGradient, reluGradient } from "./elementwise";
export { matrixProductScratch } from "./matrix-product";
export { maxPoolGradient } from "./max-pool-gradient";
export { scanPanels, setSearchBlock, setSearchPoints, startSearchBlock, workDone } from "./nearest-neighbours";
export { pairwiseDistances, pairwiseDistancesScratch, weightedDifferences } from "./pairwise-distances";
export { runJob, runJobAlone, serve } from "./pool";
export { segmentSum } from "./segment-sum";
export { smallestOfRows } from "./smallest-of-rows";
export { sumMiddle, sumMiddleScratch } from "./sum";
export { warpImages } from "./warp-images";
