import { describe, expect, it } from "vitest";
import { Rng } from "./rng";

const draws = (rng: Rng, count: number) => Array.from({ length: count }, () => rng.uniform());

describe("Rng", () => {
  it("gives the same numbers for the same seed and others for another", () => {
    expect(draws(Rng.fromSeed(1), 5)).toEqual(draws(Rng.fromSeed(1), 5));
    expect(draws(Rng.fromSeed(1), 5)).not.toEqual(draws(Rng.fromSeed(2), 5));
  });

  it("draws as sfc32 does from the same four words", () => {
    const words = [0x01234567, 0x89abcdef, 0xfedcba98, 0x76543210] as const;
    const rng = Rng.fromState({ words, spareNormal: null });
    expect(Array.from({ length: 1000 }, () => rng.uint32())).toEqual(sfc32(words, 1000));
  });

  it("never changes its numbers between versions: a run must stay repeatable", () => {
    const rng = Rng.fromSeed(1);
    expect([rng.uint32(), rng.uint32(), rng.uint32()]).toEqual(sfc32(wordsOf("1"), 18).slice(15));
  });

  it("goes on from a saved state, a kept normal deviate included", () => {
    const rng = Rng.fromSeed("state");
    rng.normal();
    const copy = Rng.fromState(structuredClone(rng.state()));
    expect([copy.normal(), ...draws(copy, 3), copy.normal()]).toEqual([rng.normal(), ...draws(rng, 3), rng.normal()]);
  });

  it("forks streams that differ by name and leave it where it was", () => {
    const rng = Rng.fromSeed(3);
    const before = rng.state();
    expect(draws(rng.fork("a"), 3)).not.toEqual(draws(rng.fork("b"), 3));
    expect(rng.state()).toEqual(before);
  });

  it("spreads evenly: mean 1/2 and variance 1/12 for uniform, 0 and 1 for normal", () => {
    const rng = Rng.fromSeed(4);
    const moments = (values: number[]) => {
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      return [mean, values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length];
    };
    const [mean, variance] = moments(draws(rng, 20000));
    expect(mean).toBeCloseTo(0.5, 2);
    expect(variance).toBeCloseTo(1 / 12, 2);
    const [centre, spread] = moments(Array.from({ length: 20000 }, () => rng.normal()));
    expect(Math.abs(centre)).toBeLessThan(0.03);
    expect(spread).toBeCloseTo(1, 1);
  });

  it("permutes: every index once, every place reached", () => {
    const rng = Rng.fromSeed(5);
    const seen = Array.from({ length: 4 }, () => new Set<number>());
    for (let i = 0; i < 200; i++) {
      const order = rng.permutation(4);
      expect([...order].sort()).toEqual([0, 1, 2, 3]);
      order.forEach((value, place) => {
        seen[place].add(value);
      });
    }
    expect(seen.map((places) => places.size)).toEqual([4, 4, 4, 4]);
  });

  it("draws by weight, never one of weight 0", () => {
    const rng = Rng.fromSeed(6);
    const counts = [0, 0, 0];
    for (let i = 0; i < 3000; i++) counts[rng.weighted([1, 0, 3])] += 1;
    expect(counts[1]).toBe(0);
    expect(counts[2] / counts[0]).toBeGreaterThan(2.5);
    expect(() => rng.weighted([0, 0])).toThrow("no positive weight");
    expect(() => rng.integer(0)).toThrow("bound must be a positive integer");
  });
});

/**
 * Doty-Humphrey's sfc32 as PractRand writes it (src/RNGs/sfc.cpp, sfc32::raw32) in whole numbers of any size, which are cut to 32 bits:
 * tmp = a + b + counter++; a = b ^ (b >> 9); b = c + (c << 3); c = ((c << 21) | (c >> 11)) + tmp; return tmp.
 */
function sfc32(words: readonly number[], count: number): number[] {
  const cut = (value: bigint) => BigInt.asUintN(32, value);
  let [a, b, c, counter] = words.map((word) => cut(BigInt(word)));
  return Array.from({ length: count }, () => {
    const tmp = cut(a + b + counter);
    counter = cut(counter + 1n);
    a = b ^ (b >> 9n);
    b = cut(c + (c << 3n));
    c = cut(((c << 21n) | (c >> 11n)) + tmp);
    return Number(tmp);
  });
}

/**
 * The words that a seed begins with: FNV-1a of its text (hash = (hash ^ byte) * 16777619) from four offsets, each the basis 2166136261
 * with a multiple of the golden ratio's 32 bits laid over, then MurmurHash3's fmix32.
 */
function wordsOf(seed: string): number[] {
  const cut = (value: bigint) => BigInt.asUintN(32, value);
  return [1n, 2n, 3n, 4n].map((lane) => {
    let hash = cut(2166136261n ^ cut(lane * 0x9e3779b9n));
    for (const letter of seed) hash = cut((hash ^ BigInt(letter.charCodeAt(0))) * 16777619n);
    hash = cut((hash ^ (hash >> 16n)) * 0x85ebca6bn);
    hash = cut((hash ^ (hash >> 13n)) * 0xc2b2ae35n);
    return Number(hash ^ (hash >> 16n));
  });
}
