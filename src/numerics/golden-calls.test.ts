import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { goldenValues } from "./testing";

const folder = new URL("../../scripts/golden/", import.meta.url);
const scriptOf = (topic: string) => readFileSync(new URL(`${topic}.py`, folder), "utf8");
const topics = readdirSync(folder)
  .filter((name) => name.endsWith(".py") && name !== "calls.py")
  .map((name) => name.slice(0, -3))
  .filter((topic) => /^import torch$/m.test(scriptOf(topic)));

/** Names on the way to every value that is no list or record, the places of lists left out. */
function* waysTo(value: unknown, way: readonly string[] = []): Generator<readonly string[], void, void> {
  if (Array.isArray(value)) for (const one of value) yield* waysTo(one, way);
  else if (value !== null && typeof value === "object")
    for (const [name, one] of Object.entries(value)) yield* waysTo(one, [...way, name]);
  else yield way;
}

/** Whether what lies at the end of `way` lies below `path`, in which a star stands for any name. */
function below(way: readonly string[], path: string): boolean {
  return path.split(".").every((name, i) => i < way.length && (name === "*" || name === way[i]));
}

/** How scripts/golden/calls.py is asked for gradients. */
const gradientsCall = /^torch\.autograd\.grad\(value, \[\w+(, \w+)*\]\)$/;

it("finds the scripts that ask PyTorch", () => {
  expect(topics).toContain("comparison-losses");
  expect(topics.length).toBeGreaterThan(10);
});

describe.each(topics)("%s.json", (topic) => {
  const { calls, ...values } = goldenValues<{ readonly calls: Readonly<Record<string, string>> }>(topic);
  const paths = Object.keys(calls).filter((path) => !path.startsWith("where "));
  const ways = [...new Map([...waysTo(values)].map((way) => [way.join("/"), way])).values()];

  it("has for every value the call that made it, and no call of something else", () => {
    expect(ways.filter((way) => !paths.some((path) => below(way, path))).map((way) => way.join("."))).toEqual([]);
    expect(paths.filter((path) => !ways.some((way) => below(way, path)))).toEqual([]);
  });

  it("has the calls that its script makes, each on one line", () => {
    const script = scriptOf(topic);
    for (const call of Object.values(calls)) {
      expect(call).not.toContain("\n");
      if (call === "given" || gradientsCall.test(call)) continue;
      expect(script).toContain(call);
    }
  });

  it("tells more than what is given", () => {
    expect(Object.values(calls).some((call) => call !== "given")).toBe(true);
  });
});
