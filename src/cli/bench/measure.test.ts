import { describe, expect, it } from "vitest";
import type { Side } from "../../nn/bench/side";
import type { Work } from "../../nn/bench/work";
import { measure } from "./measure";

const work: Work = { kind: "neighbours", count: 2, dimensions: 1, k: 1 };
const never = () => Promise.reject(new Error("not asked for"));

/** A side whose repetitions take `ms`, and that writes down every call. */
function fakeSide(name: string, ms: number, calls: string[]): Side {
  return {
    prepare: async () => {
      calls.push(`${name} prepare`);
    },
    time: async (repetitions, warmUps) => {
      calls.push(`${name} ${warmUps}+${repetitions}`);
      return new Array<number>(repetitions).fill(ms);
    },
    release: async () => {
      calls.push(`${name} release`);
    },
    profile: never,
    traffic: never,
    memory: never,
  };
}

describe("measure", () => {
  it("gives the sides their turns one after the other in every round", async () => {
    const calls: string[] = [];
    const sides = { a: fakeSide("a", 5, calls), b: fakeSide("b", 10, calls) };
    const samples = await measure(sides, work, { rounds: 3, budgetMs: 1e9, repetitions: 2 }, () => 0);
    const round = ["a 1+2", "b 1+2"];
    expect(calls).toEqual([["a prepare", "a 0+1", "b prepare", "b 0+1"], round, round, round, ["a release", "b release"]].flat());
    expect(samples.a).toEqual({ ms: [5, 5, 5, 5, 5, 5], min: 5, median: 5, max: 5 });
    expect(samples.b).toMatchObject({ median: 10 });
  });

  it("warms nothing up that takes a second, and stops after three rounds when time is up", async () => {
    const calls: string[] = [];
    let time = 0;
    const now = () => {
      time += 1000;
      return time;
    };
    await measure({ a: fakeSide("a", 2000, calls) }, work, { rounds: 50, budgetMs: 1, repetitions: 1 }, now);
    expect(calls).toEqual(["a prepare", "a 0+1", "a 1+1", "a 0+1", "a 0+1", "a release"]);
  });

  it("keeps the sentence of a side that fails, and goes on with the others", async () => {
    const calls: string[] = [];
    const broken: Side = { ...fakeSide("broken", 1, calls), time: () => Promise.reject(new Error("there is no such kernel")) };
    const samples = await measure(
      { broken, sound: fakeSide("sound", 3, calls) },
      work,
      { rounds: 3, budgetMs: 0, repetitions: 1 },
      () => 0,
    );
    expect(samples.broken).toEqual({ absent: "there is no such kernel" });
    expect(samples.sound).toMatchObject({ median: 3 });
  });
});
