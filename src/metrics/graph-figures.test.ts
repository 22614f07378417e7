import { describe, expect, it } from "vitest";
import { Rng } from "../core/rng";
import { graphFigures, homophily } from "./graph-figures";

/** CSR of lists of neighbours. */
function csr(lists: readonly (readonly number[])[]) {
  const starts = Int32Array.from([0, ...lists.map((_, i) => lists.slice(0, i + 1).flat().length)]);
  return [starts, Int32Array.from(lists.flat())] as const;
}

describe("figures of a graph", () => {
  it("are those of a symmetric graph counted by hand", () => {
    // A triangle 0 1 2 with a tail 3, a pair 4 5 and a lone 6.
    const graph = csr([[1, 2], [0, 2], [0, 1, 3], [2], [5], [4], []]);
    const { degrees, ...figures } = graphFigures(...graph);
    expect(figures).toEqual({
      images: 7,
      edges: 5,
      pieces: 3,
      largestPiece: 4,
      isolated: 1,
      degree: { least: 0, mean: 10 / 7, most: 3 },
    });
    expect(degrees).toEqual({ from: -0.5, to: 3.5, counts: Float32Array.of(1, 3, 2, 1) });
  });

  it("count a pair once, whether one names the other or both do, and follow links either way", () => {
    const graph = csr([[1], [0, 2], [], [2], [2]]);
    const figures = graphFigures(...graph);
    expect(figures.edges).toBe(4);
    expect(figures.pieces).toBe(1);
    expect([...figures.degrees.counts]).toEqual([3, 1, 1]);
    expect(figures.degree).toEqual({ least: 1, mean: 8 / 5, most: 3 });
  });

  it("leave out a link to itself and one that is given twice", () => {
    expect(graphFigures(...csr([[0, 1, 1], [], []])).edges).toBe(1);
  });

  it("put many degrees into a few bins that hold every image", () => {
    // A star: its heart has 400 neighbours, every other image one.
    const star = csr([Array.from({ length: 400 }, (_, i) => i + 1), ...Array.from({ length: 400 }, () => [0])]);
    const { degrees, degree } = graphFigures(...star);
    expect(degree).toEqual({ least: 1, mean: 800 / 401, most: 400 });
    expect(degrees.counts.length).toBe(40);
    expect((degrees.to - degrees.from) / 40).toBe(10);
    expect([degrees.counts[0], degrees.counts[39]]).toEqual([400, 1]);
  });

  it("agree with plain sets on a random directed graph", () => {
    const rng = Rng.fromSeed(3);
    const lists = Array.from({ length: 60 }, () => Array.from({ length: rng.integer(4) }, () => rng.integer(60)));
    const pairs = new Set(
      lists.flatMap((list, i) => list.filter((j) => j !== i).map((j) => [i, j].sort((a, b) => a - b).join())),
    );
    const figures = graphFigures(...csr(lists));
    expect(figures.edges).toBe(pairs.size);
    const pieces = Array.from({ length: 60 }, (_, i) => new Set([i]));
    for (const pair of pairs) {
      const [one, other] = pair.split(",").map((i) => pieces.findIndex((piece) => piece.has(Number(i))));
      if (one !== other) {
        for (const i of pieces[other]) pieces[one].add(i);
        pieces.splice(other, 1);
      }
    }
    expect(figures.pieces).toBe(pieces.length);
    expect(figures.largestPiece).toBe(Math.max(...pieces.map((piece) => piece.size)));
  });

  it("are nothing of no images", () => {
    const { images, edges, pieces, degrees } = graphFigures(...csr([]));
    expect({ images, edges, pieces }).toEqual({ images: 0, edges: 0, pieces: 0 });
    expect(degrees.counts).toEqual(Float32Array.of(0));
  });
});

describe("homophily", () => {
  const graph = csr([[1, 2], [0, 2], [0, 1, 3], [2], [5], [4], []]);

  it("is the share of links within a group, overall and of those that begin in each", () => {
    const found = homophily(...graph, Int32Array.of(0, 0, 0, 1, 1, 1, 2), 3);
    // Links: 6 within the triangle, 2 and 3 join 0 and 1 both ways, 4 and 5 are within 1.
    expect(found?.share).toBeCloseTo(8 / 10, 12);
    expect([...(found?.byGroup ?? [])]).toEqual([Math.fround(6 / 7), Math.fround(2 / 3), Number.NaN]);
    expect(found?.chance).toBeCloseTo(0.7 ** 2 + 0.3 ** 2, 12);
  });

  it("looks at links between images that are in a group alone", () => {
    const found = homophily(...graph, Int32Array.of(0, 0, -1, -1, 1, 0, 1), 2);
    expect(found?.share).toBe(0.5);
    expect(homophily(...graph, new Int32Array(7).fill(-1), 2)).toBeNull();
    expect(homophily(...csr([[], []]), Int32Array.of(0, 1), 2)).toBeNull();
  });
});
