import { describe, expect, it } from "vitest";
import { CommandError } from "../command-error";
import { parseCommandLine } from "../command-line";

const bench = (...argv: string[]) => parseCommandLine(["bench", ...argv]);

describe("flags of bench", () => {
  it("measure everything at full size and print tables when there are none", () => {
    const only = ["steps", "kernels", "profile", "memory", "neighbours", "layout", "webgpu"];
    expect(bench()).toEqual({ command: "bench", bench: { quick: false, only, json: false, out: null, write: null } });
  });

  it("keep the parts in the order in which they run", () => {
    const argv = ["--only", "webgpu,steps", "--quick", "--json", "--out=a.json", "--write", "B.md"];
    expect(bench(...argv)).toMatchObject({
      bench: { quick: true, only: ["steps", "webgpu"], json: true, out: "a.json", write: "B.md" },
    });
  });

  it.each([
    [["--only", "speed"], 'bench has no part "speed"; there are steps, kernels'],
    [["--fast"], "bench has --quick, --only, --json, --out, --write."],
    [["--out"], "bench has --quick"],
    [["steps"], "bench has --quick"],
  ])("refuse %j", (argv, message) => {
    expect(() => bench(...argv)).toThrow(message);
    expect(() => bench(...argv)).toThrow(CommandError);
  });
});
