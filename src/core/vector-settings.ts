import { applies, boolean, faultOf, type Schema, type Values } from "./hyperparameters";

/** What only pictures can have, and what vectors have in its place. */
const forVectors: Values = {
  // Convolutions need neighbours.
  network: "dense",
  // Values of a vector are no probabilities of a bright pixel.
  reconstruction: "gaussian",
  // There is no part of a vector to crop; every kind of view is noise.
  views: "moves",
  colours: "plain",
  inputSide: "own",
};

/** How far a picture is moved. Vectors get noise of one strength in its place, and none where all of these are 0. */
const moves = ["rotation", "shift", "zoom"];
/** What says how much of a picture is changed or seen, which noise of one strength does not ask. */
const amounts = [...moves, "strength", "extraArea"];

/**
 * `values` as a run on vectors has them (ImageShape.vectors): settings that make sense for pictures alone are set to what does for
 * vectors, whatever they were. Applied by whoever starts a run; the method needs to know nothing of it.
 */
export function valuesForVectors(schema: Schema, values: Values): Values {
  const changed = Object.entries(forVectors).filter(([name, value]) => name in schema && faultOf(schema[name], value) === null);
  return { ...values, ...Object.fromEntries(changed) };
}

/** The settings that a run on vectors asks for: those of pictures, and those that hang on them, are left out. */
export function settingsForVectors(schema: Schema, values: Values): Schema {
  const inForce = valuesForVectors(schema, values);
  return Object.fromEntries(
    Object.entries(schema).filter(([name, field]) => !(name in forVectors || amounts.includes(name)) && applies(field, inForce)),
  );
}

/** What a form offers in the place of all moves; a method has no setting of its own for it. */
export const noiseField = boolean({
  label: "Noise",
  help: "Sets a fifth of the values of a training vector to their mean and disturbs the others a little, where pictures would be turned, shifted and zoomed.",
  group: "Augmentation",
  default: true,
  live: true,
});

/** Whether a method moves pictures, which can be previewed, and can make vectors noisy in its place. */
export function movesPictures(schema: Schema): boolean {
  return moves.every((name) => name in schema);
}

export function isNoisy(values: Values): boolean {
  return moves.some((name) => values[name] !== 0);
}

/** The moves that stand for noise or for none. */
export function movesFor(schema: Schema, noisy: boolean): Values {
  return Object.fromEntries(moves.map((name) => [name, noisy ? schema[name].default : 0]));
}

/** Which of the settings `names` a run on vectors passes over, though it would be followed on pictures. */
export function ignoredOnVectors(schema: Schema, values: Values, names: readonly string[]): string[] {
  const asked = settingsForVectors(schema, values);
  const inForce = valuesForVectors(schema, values);
  const noisyWithout = moves.some((name) => !names.includes(name) && values[name] !== 0);
  return names.filter((name) => {
    if (name in asked || !(name in schema) || !applies(schema[name], values)) return false;
    if (name in forVectors) return inForce[name] !== values[name];
    // Moves say whether there is noise: none at all is none, and those that are named may be what makes some.
    if (moves.includes(name)) return isNoisy(values) && noisyWithout;
    return !((!isNoisy(values) && amounts.includes(name)) || (name === "strength" && !values[name]));
  });
}
