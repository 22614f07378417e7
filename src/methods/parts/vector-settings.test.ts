import { describe, expect, it } from "vitest";
import { defaultsOf } from "../../core/hyperparameters";
import { nmf } from "../nmf";
import { swav } from "../swav";
import { vade } from "../vade";
import { valuesForVectors } from "./vector-settings";

describe("valuesForVectors", () => {
  it("takes pictures' settings away where a method has them", () => {
    const values = defaultsOf(vade.hyperparameters);
    expect(values).toMatchObject({ network: "convolutional", reconstruction: "bernoulli" });
    expect(valuesForVectors(vade.hyperparameters, values)).toEqual({ ...values, network: "dense", reconstruction: "gaussian" });
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
