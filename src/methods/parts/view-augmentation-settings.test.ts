import { describe, expect, it } from "vitest";
import { defaultsOf, parseValues } from "../../core/hyperparameters";
import { isIdentity } from "../../nn/augment";
import { augmentationOf, autoencoderHyperparameters } from "./autoencoder-settings";
import { viewAugmentationHyperparameters, viewAugmentationOf } from "./view-augmentation-settings";

const schema = { ...autoencoderHyperparameters, ...viewAugmentationHyperparameters };
const grey = { height: 16, width: 16, channels: 1 } as const;
const rgb = { height: 32, width: 32, channels: 3 } as const;

describe("viewAugmentationOf", () => {
  it("is rotation, shift and zoom alone for a method without views", () => {
    const values = defaultsOf(autoencoderHyperparameters);
    expect(viewAugmentationOf(values, rgb)).toEqual(augmentationOf(values));
  });

  it("mirrors photos and never digits; automatic goes by the channels", () => {
    const of = (views: string, shape: typeof grey | typeof rgb) => viewAugmentationOf(parseValues(schema, { views }), shape);
    expect(of("auto", grey)).toEqual(of("moves", grey));
    expect(of("moves", rgb)).toEqual(augmentationOf(parseValues(schema, {})));
    expect(of("auto", rgb)).toEqual(of("photos", rgb));
    expect(of("digits", rgb).flip).toBeUndefined();
    expect(of("photos", rgb).flip).toBe(0.5);
    expect(of("photos", grey).flip).toBeUndefined();
    // All of them keep the movements that the user has set.
    expect(of("auto", rgb)).toMatchObject({ rotation: 15, shift: 0.1, scale: 0.08 });
    // What is measured in pixels grows with the picture.
    expect(of("digits", rgb).elastic?.pixels).toBeCloseTo(2 * (of("digits", grey).elastic?.pixels ?? 0), 10);
  });

  it("takes every single strength as set, and does nothing when all are zero", () => {
    const set = { views: "custom", flip: 0.25, jitter: 0.4, grey: 0.1, blur: 0.05, crop: 0.5, cropProbability: 1, elastic: 3 };
    expect(viewAugmentationOf(parseValues(schema, set), rgb)).toMatchObject({
      flip: 0.25,
      grey: 0.1,
      crop: { area: 0.5, probability: 1 },
      elastic: { pixels: 3, spacing: 6, probability: 0.5 },
      jitter: { brightness: 0.4, saturation: 0.4, hue: 0.1 },
      blur: { least: 0.05, most: 0.05 },
    });
    const still = { rotation: 0, shift: 0, zoom: 0, views: "custom", crop: 1, flip: 0, jitter: 0, grey: 0, blur: 0, elastic: 0 };
    expect(isIdentity(viewAugmentationOf(parseValues(schema, still), rgb))).toBe(true);
    expect(isIdentity(viewAugmentationOf(parseValues(schema, { ...still, flip: 0.5 }), rgb))).toBe(false);
    const unmoved = { ...still, rotation: 15, moveProbability: 0 };
    expect(isIdentity(viewAugmentationOf(parseValues(schema, unmoved), rgb))).toBe(true);
    expect(isIdentity(viewAugmentationOf(parseValues(schema, { ...unmoved, moveProbability: 0.5 }), rgb))).toBe(false);
  });
});
