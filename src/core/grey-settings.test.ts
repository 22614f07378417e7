import { expect, it } from "vitest";
import { scan } from "../methods/scan";
import { settingsForGrey } from "./grey-settings";

it("leaves out of a form what only coloured pictures have", () => {
  const { colours, grey, ...rest } = scan.hyperparameters;
  expect([colours.label, grey.label]).toEqual(["Colours", "Without colour"]);
  expect(settingsForGrey(scan.hyperparameters)).toEqual(rest);
});
