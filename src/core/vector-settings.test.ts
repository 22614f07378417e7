import { describe, expect, it } from "vitest";
import { mfvc } from "../methods/mfvc";
import { nmf } from "../methods/nmf";
import { scan } from "../methods/scan";
import { swav } from "../methods/swav";
import { vade } from "../methods/vade";
import { defaultsOf, type Schema, type Values } from "./hyperparameters";
import { ignoredOnVectors, isNoisy, movesFor, movesPictures, settingsForVectors, valuesForVectors } from "./vector-settings";

describe("valuesForVectors", () => {
  it("takes pictures' settings away where a method has them", () => {
    const values = defaultsOf(vade.hyperparameters);
    expect(values).toMatchObject({ network: "convolutional", reconstruction: "bernoulli", colours: "evened" });
    const changed = { network: "dense", reconstruction: "gaussian", colours: "plain" };
    expect(valuesForVectors(vade.hyperparameters, values)).toEqual({ ...values, ...changed });
  });
  it("makes every kind of view noise", () => {
    const values = { ...defaultsOf(swav.hyperparameters), views: "photos" };
    expect(valuesForVectors(swav.hyperparameters, values)).toMatchObject({ views: "moves", network: "dense" });
  });
  it("leaves a method without such settings alone", () => {
    const values = defaultsOf(nmf.hyperparameters);
    expect(valuesForVectors(nmf.hyperparameters, values)).toEqual(values);
  });
});

describe("settingsForVectors", () => {
  const offered = ({ hyperparameters }: { readonly hyperparameters: Schema }, more: Values = {}) =>
    Object.keys(settingsForVectors(hyperparameters, { ...defaultsOf(hyperparameters), ...more }));
  const ofPictures = ["network", "filters", "pooledFilters", "views", "rotation", "shift", "zoom", "crop", "flip", "extraArea"];

  it("leaves out those of pictures and what hangs on them, and brings what hangs on their stand-ins", () => {
    const names = offered(swav, { views: "custom" });
    for (const name of ofPictures) expect(names).not.toContain(name);
    expect(names).toEqual(expect.arrayContaining(["widths", "codeSize", "prototypes", "temperature"]));
    expect(offered(vade)).toContain("pixelVariance");
    expect(offered(scan)).not.toContain("strength");
  });
  it("keeps a setting that means something on vectors under the same name", () => {
    expect(offered(mfvc)).toContain("filters");
    expect(offered(mfvc)).not.toContain("inputSide");
    expect(offered(nmf)).toEqual(["graph", "clustersBy", "solver", "init", "tolerance", "maxIterations"]);
  });
});

describe("ignoredOnVectors", () => {
  const ignored = ({ hyperparameters }: { readonly hyperparameters: Schema }, set: Values) =>
    ignoredOnVectors(hyperparameters, { ...defaultsOf(hyperparameters), ...set }, Object.keys(set));

  it("names what was set for pictures alone", () => {
    expect(ignored(swav, { network: "pooled", pooledFilters: [8, 8], rotation: 20, codeSize: 4 })).toEqual([
      "network",
      "pooledFilters",
      "rotation",
    ]);
    expect(ignored(swav, { views: "custom", crop: 0.5, temperature: 0.2 })).toEqual(["views", "crop"]);
  });
  it("passes over what is so on vectors anyway, or has no meaning on pictures either", () => {
    expect(ignored(swav, { network: "dense", widths: [9], views: "moves" })).toEqual([]);
    expect(ignored(swav, { crop: 0.5 })).toEqual([]);
    expect(ignored(nmf, { maxIterations: 9 })).toEqual([]);
  });
  it("knows that moves of nothing leave out the noise", () => {
    expect(ignored(swav, { rotation: 0 })).toEqual(["rotation"]);
    expect(ignored(swav, { rotation: 0, shift: 0, zoom: 0 })).toEqual([]);
    // Beside moves of nothing, as in some recipes, those that are set make the noise.
    const still = { ...defaultsOf(swav.hyperparameters), rotation: 20, shift: 0, zoom: 0 };
    expect(ignoredOnVectors(swav.hyperparameters, still, ["rotation"])).toEqual([]);
    expect(ignored(scan, { strength: 2 })).toEqual(["strength"]);
    expect(ignored(scan, { strength: 0 })).toEqual([]);
  });
});

describe("noise", () => {
  it("is on while any move is, and set by all of them at once", () => {
    expect([movesPictures(swav.hyperparameters), movesPictures(nmf.hyperparameters), movesPictures({})]).toEqual([
      true,
      false,
      false,
    ]);
    const values = defaultsOf(swav.hyperparameters);
    expect(isNoisy(values)).toBe(true);
    const still = { ...values, ...movesFor(swav.hyperparameters, false) };
    expect([still.rotation, still.shift, still.zoom, isNoisy(still)]).toEqual([0, 0, 0, false]);
    expect({ ...still, ...movesFor(swav.hyperparameters, true) }).toEqual(values);
  });
});
