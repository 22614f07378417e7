import { afterEach, expect, it, vi } from "vitest";
import { type Matrix, matrix } from "../../core/matrix";
import { Rng } from "../../core/rng";
import { nearestNeighbours } from "../nearest-neighbours";
import { startBackend } from "../testing";

const rng = Rng.fromSeed("native search");
const normal = (rows: number, cols: number): Matrix =>
  matrix(
    Float32Array.from({ length: rows * cols }, () => rng.normal()),
    rows,
    cols,
  );

afterEach(() => vi.unstubAllGlobals());

it.each([
  [700, 10, "euclidean"],
  [700, 10, "cosine"],
  [300, 131, "euclidean"],
  [300, 131, "cosine"],
] as const)("gives the bits of plain JavaScript: [%i, %i], %s", async (rows, cols, metric) => {
  const codes = normal(rows, cols);
  await startBackend("cpu");
  const plain = await nearestNeighbours(codes, 11, { metric });
  await startBackend("wasm");
  expect(await nearestNeighbours(codes, 11, { metric })).toEqual(plain);
});

it("takes no more memory than two copies of 20,000 × 10 points and a block of queries", async () => {
  await startBackend("wasm");
  const opened: WebAssembly.Memory[] = [];
  const { Memory } = WebAssembly;
  vi.stubGlobal("WebAssembly", {
    ...WebAssembly,
    compile: WebAssembly.compile,
    instantiate: WebAssembly.instantiate,
    validate: WebAssembly.validate,
    Memory: class extends Memory {
      constructor(descriptor: WebAssembly.MemoryDescriptor) {
        super(descriptor);
        opened.push(this);
      }
    },
  });
  const codes = normal(20_000, 10);
  await nearestNeighbours(codes, 15, { metric: "euclidean" });
  expect(opened).toHaveLength(1);
  // The scales take 8 bytes a row.
  expect(opened[0].buffer.byteLength).toBeLessThan(2 * codes.data.byteLength + 8 * codes.rows + 2 ** 17);
});

it("measures few points in vain where the data is sorted", async () => {
  await startBackend("wasm");
  const turnsFor = async (codes: Matrix) => {
    let turns = 0;
    const giveWay = () => {
      turns++;
      return Promise.resolve();
    };
    await nearestNeighbours(codes, 5, { metric: "euclidean", giveWay });
    return turns;
  };
  const [rows, cols] = [2500, 40];
  const place = (i: number) => Float32Array.from({ length: cols }, (_, j) => (j === 0 ? i : 0));
  const line = matrix(new Float32Array(rows * cols), rows, cols);
  const shuffled = matrix(new Float32Array(rows * cols), rows, cols);
  const order = rng.permutation(rows);
  for (let i = 0; i < rows; i++) {
    line.data.set(place(i), i * cols);
    shuffled.data.set(place(order[i]), i * cols);
  }
  // Turns count work, not time. From the first point on, every second point would be nearer than all before it.
  expect(await turnsFor(line)).toBeLessThanOrEqual(1.2 * (await turnsFor(shuffled)));
});
