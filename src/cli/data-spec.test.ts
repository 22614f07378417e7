import { describe, expect, it } from "vitest";
import { parseDataSpec } from "./data-spec";

const known = ["images.idx", "labels.idx", "folder", "a+b"];
const parse = (text: string) => parseDataSpec(text, (path) => known.includes(path));

describe("--data", () => {
  it("takes built-in data with and without options", () => {
    expect(parse("builtin:digits")).toEqual({ kind: "builtin", id: "digits", options: {} });
    expect(parse("builtin:digits?n=2000&size=16&seed=1")).toEqual({
      kind: "builtin",
      id: "digits",
      options: { n: "2000", size: "16", seed: "1" },
    });
  });

  it("takes a folder, and files joined by +", () => {
    expect(parse("folder")).toEqual({ kind: "files", paths: ["folder"] });
    expect(parse("images.idx+labels.idx")).toEqual({ kind: "files", paths: ["images.idx", "labels.idx"] });
  });

  it("takes a path that holds a + whole where there is one", () => {
    expect(parse("a+b")).toEqual({ kind: "files", paths: ["a+b"] });
  });

  it("names every path that isn't there", () => {
    expect(() => parse("images.idx+gone+lost")).toThrow('There is no file or folder "gone", "lost"');
    expect(() => parse("+")).toThrow('There is no file or folder "+"');
    expect(() => parse("builtin:?n=1")).toThrow("needs a name");
  });
});
