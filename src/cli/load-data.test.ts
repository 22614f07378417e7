import { describe, expect, it } from "vitest";
import { integer } from "../core/hyperparameters";
import { builtinRequest, sourceOf } from "./load-data";

const option = (value: number) => integer({ label: "l", help: "h", default: value, min: 1, max: 5000 });
const digits = {
  id: "digits",
  title: "Digits",
  summary: "For this test.",
  classes: 10,
  options: { n: option(2000), size: option(16) },
};
const request = (options: Record<string, string>, limit: number | null, size: number | null) =>
  builtinRequest({ kind: "builtin", id: "digits", options }, limit, size, [digits]);

describe("built-in data from a command line", () => {
  it("gets the options of its address, as numbers", () => {
    expect(request({ n: "500", size: "20" }, null, null)).toEqual({
      kind: "builtin",
      id: "digits",
      options: { n: 500, size: 20 },
    });
  });

  it("is never larger than --limit", () => {
    expect(request({}, 300, null)).toMatchObject({ options: { n: 300 } });
    expect(request({ n: "100" }, 300, null)).toMatchObject({ options: { n: 100 } });
    expect(request({ n: "500" }, 300, null)).toMatchObject({ options: { n: 300 } });
  });

  it("has the size of --size unless its address says one", () => {
    expect(request({}, null, 24)).toMatchObject({ options: { size: 24 } });
    expect(request({ size: "28" }, null, 24)).toMatchObject({ options: { size: 28 } });
  });

  it("refuses unknown names and options in a sentence", () => {
    expect(() => builtinRequest({ kind: "builtin", id: "cats", options: {} }, null, null, [digits])).toThrow(
      'There is no built-in dataset "cats"; there are digits.',
    );
    expect(() => request({ colour: "red" }, null, null)).toThrow("builtin:digits: colour: no such setting; there are n, size.");
  });
});

it("is recorded so that it can be had again", () => {
  const asked = { data: "builtin:digits?size=20", limit: 500, size: 16 };
  expect(sourceOf(asked, [digits])).toEqual({ source: "builtin:digits?size=20&n=500" });
  expect(sourceOf({ ...asked, data: "package.json" }, [digits])).toEqual({ source: "package.json", limit: 500, size: 16 });
  expect(sourceOf({ data: "package.json", limit: null, size: null }, [digits])).toEqual({ source: "package.json" });
});
