import { onnxModel, onnxNode, onnxValue } from "../src/nn/pretrained/testing";

/** A network of one kind of layer: the means of 4 x 4 fields of grey pictures of 16 x 16. */
export const fieldMeans = onnxModel({
  nodes: [
    onnxNode("AveragePool", ["image"], ["pooled"], { kernel_shape: [4, 4], strides: [4, 4] }),
    onnxNode("Flatten", ["pooled"], ["features"], { axis: 1 }),
  ],
  inputs: [onnxValue("image", ["batch", 1, 16, 16])],
  outputs: [onnxValue("features", null)],
});
