import { faultOf, type Schema, type Values } from "../../core/hyperparameters";

/** What only pictures can have, and what vectors have in its place. */
const forVectors: Values = {
  // Convolutions need neighbours.
  network: "dense",
  // Values of a vector are no probabilities of a bright pixel.
  reconstruction: "gaussian",
  // There is no part of a vector to crop; every kind of view is noise.
  views: "moves",
  inputSide: "own",
};

/**
 * `values` as a run on vectors has them (ImageShape.vectors): settings that make sense for pictures alone are set to what does for
 * vectors, whatever they were. Applied by whoever starts a run; the method needs to know nothing of it.
 */
export function valuesForVectors(schema: Schema, values: Values): Values {
  const changed = Object.entries(forVectors).filter(([name, value]) => name in schema && faultOf(schema[name], value) === null);
  return { ...values, ...Object.fromEntries(changed) };
}
