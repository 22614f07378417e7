import { describe, expect, it } from "vitest";
import { nmf } from "../methods/nmf";
import { scan } from "../methods/scan";
import { settingsForColourless, valuesForColourless } from "./colourless-settings";
import { defaultsOf } from "./hyperparameters";

describe("what has no colours", () => {
  it("is not asked for what only coloured pictures have", () => {
    const { colours, grey, ...rest } = scan.hyperparameters;
    expect([colours.label, grey.label]).toEqual(["Colours", "Without colour"]);
    expect(settingsForColourless(scan.hyperparameters)).toEqual(rest);
  });

  it("has its colours as they are, whatever was set", () => {
    const values = defaultsOf(scan.hyperparameters);
    expect(values.colours).toBe("evened");
    expect(valuesForColourless(scan.hyperparameters, values)).toEqual({ ...values, colours: "plain" });
    const others = defaultsOf(nmf.hyperparameters);
    expect(valuesForColourless(nmf.hyperparameters, others)).toBe(others);
  });
});
