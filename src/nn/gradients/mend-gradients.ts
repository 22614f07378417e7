import * as tf from "@tensorflow/tfjs-core";
import { averagePoolGradient } from "./average-pool";
import { resizeGradients } from "./resize";

// In the place of gradients of tfjs-core that finite differences prove wrong. To be imported after all of those are registered.
for (const gradient of [averagePoolGradient, ...resizeGradients]) {
  tf.unregisterGradient(gradient.kernelName);
  tf.registerGradient(gradient);
}
