/** Everything that the module exports. */
export { matrixProduct, matrixProductScratch } from "./matrix-product";
