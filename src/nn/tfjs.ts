/**
 * The one door to tfjs-core: importing it from here makes sure that every gradient is registered. With core alone forward
 * operations run and the first gradient fails with "gradient function not found".
 */
// Before the gradients: registering one asks for a flag that the core declares.
import "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-core/dist/register_all_gradients";
import { mendGradients } from "./gradients/mend-gradients";

mendGradients();

export * from "@tensorflow/tfjs-core";
