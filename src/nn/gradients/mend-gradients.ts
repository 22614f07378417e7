import * as tf from "@tensorflow/tfjs-core";
import { averagePoolGradient } from "./average-pool";
import { resizeGradients } from "./resize";

/**
 * Puts ours in the place of gradients of tfjs-core that finite differences prove wrong. To be called after all of those are
 * registered, and again where something may have registered them anew, as importing tfjs-layers does.
 */
export function mendGradients(): void {
  for (const gradient of [averagePoolGradient, ...resizeGradients]) {
    tf.unregisterGradient(gradient.kernelName);
    tf.registerGradient(gradient);
  }
}
