import { describe, expect, it } from "vitest";
import { defaultsOf, parseValues } from "../../core/hyperparameters";
import { checkImages, type Images, imageSize } from "../../core/images";
import type { Dataset, LoadContext } from "../dataset";
import { hashImages } from "../dataset-hash";
import type { Source } from "../source";
import { sourceNamed, sources } from "./registry";

const quiet = (): LoadContext => ({ signal: new AbortController().signal, progress() {} });
const load = (source: Source, given: object = {}, context = quiet()): Promise<Dataset> =>
  source.load(parseValues(source.options, given), context);

/** Share of the second half of `images` that lies nearest to its own class's mean over the first half. */
function nearestMeanAccuracy({ shape, pixels, truth }: Images): number {
  if (!truth) throw new Error("no labels");
  const size = imageSize(shape);
  const half = shape.count / 2;
  const means = truth.names.map(() => new Float64Array(size));
  const counts = truth.names.map(() => 0);
  for (let i = 0; i < half; i++) {
    counts[truth.codes[i]]++;
    for (let p = 0; p < size; p++) means[truth.codes[i]][p] += pixels[i * size + p];
  }
  let right = 0;
  for (let i = half; i < shape.count; i++) {
    const distances = means.map((mean, k) =>
      mean.reduce((sum, value, p) => sum + (value / counts[k] - pixels[i * size + p]) ** 2, 0),
    );
    if (distances.indexOf(Math.min(...distances)) === truth.codes[i]) right++;
  }
  return right / (shape.count - half);
}

describe("registry", () => {
  it("finds the built-in datasets by their files", () => {
    expect(sources.map((source) => source.id)).toEqual(expect.arrayContaining(["digits", "leaves"]));
    expect(sourceNamed("leaves").title).toBe("Leaves of ten trees");
    expect(() => sourceNamed("birds")).toThrow('There is no built-in dataset "birds"; there are ');
  });
});

describe.each(sources.map((source) => [source.id, source] as const))("%s", (id, source) => {
  const channels = id === "digits" ? 1 : 3;

  it("declares options that explain themselves, and plain data", () => {
    expect(JSON.parse(JSON.stringify(source.options))).toEqual(source.options);
    expect(defaultsOf(source.options)).toMatchObject(id === "digits" ? { n: 2000, size: 16 } : { n: 1000, size: 32 });
    for (const field of Object.values(source.options)) expect(field.help).toMatch(/^[A-Z].*\.$/);
  });

  it("gives images of the asked shape, balanced, named and labelled", async () => {
    const { images, report, hash, original } = await load(source, { n: 57, size: 20 });
    checkImages(images);
    expect(images.shape).toEqual({ count: 57, height: 20, width: 20, channels });
    expect(report).toMatchObject({ images: 57, problemCount: 0 });
    expect(hash).toBe(await hashImages(images));
    expect(await original(0)).toBeNull();
    expect(images.truth?.names.length).toBe(source.classes);
    const codes = Array.from(images.truth?.codes ?? []);
    const counts = Array.from({ length: 10 }, (_, k) => codes.filter((code) => code === k).length);
    expect(counts.every((count) => count === 5 || count === 6)).toBe(true);
    expect(codes.slice(0, 10)).not.toEqual(codes.slice(10, 20));
    expect(new Set(images.paths).size).toBe(57);
    expect(images.paths[12]).toBe(`${id}/${images.truth?.names[codes[12]]}/000012.png`);
  });

  it("gives the same bytes for the same options and others for another seed", async () => {
    const first = await load(source, { n: 50 });
    const again = await load(source, { n: 50 });
    const other = await load(source, { n: 50, seed: 2 });
    expect(again.hash).toBe(first.hash);
    expect(again.images.pixels).toEqual(first.images.pixels);
    expect(other.hash).not.toBe(first.hash);
  });

  it("extends a smaller set by a larger one", async () => {
    const small = (await load(source, { n: 53, size: 16 })).images;
    const large = (await load(source, { n: 64, size: 16 })).images;
    expect(large.pixels.subarray(0, small.pixels.length)).toEqual(small.pixels);
    expect(large.truth?.codes.subarray(0, 53)).toEqual(small.truth?.codes);
    expect(large.paths.slice(0, 53)).toEqual(small.paths);
  });

  it("stays in range at both ends of every option", async () => {
    for (const [name, field] of Object.entries(source.options)) {
      if (name === "n" || name === "size" || (field.kind !== "number" && field.kind !== "integer")) continue;
      for (const value of [field.min, field.max]) checkImages((await load(source, { n: 50, size: 16, [name]: value })).images);
    }
    checkImages((await load(source, { n: 50, size: 96 })).images);
  });

  it("uses its 256 levels and shows something in every image", async () => {
    const { images } = await load(source, { n: 100 });
    const size = imageSize(images.shape);
    for (let i = 0; i < 100; i++) {
      const image = images.pixels.subarray(i * size, (i + 1) * size);
      expect(Math.max(...image) - Math.min(...image)).toBeGreaterThan(0.3);
    }
    expect(images.pixels.every((value) => Math.abs(value * 255 - Math.round(value * 255)) < 1e-4)).toBe(true);
  });

  it("can be told apart by class means", async () => {
    // Far above the 0.1 of chance, far below what a person does.
    expect(nearestMeanAccuracy((await load(source, { n: 1000, size: 16 })).images)).toBeGreaterThan(0.5);
  });

  it("reports progress up to the end", async () => {
    const seen: [number, number | null, string][] = [];
    await load(source, { n: 400 }, { ...quiet(), progress: (...args) => void seen.push(args) });
    const done = seen.map(([count]) => count);
    expect(done.length).toBeGreaterThan(1);
    expect(done).toEqual(done.toSorted((a, b) => a - b));
    expect(seen[seen.length - 1]).toEqual([400, 400, `Drawing ${id}`]);
  });

  it("stops when told, before and in the midst", async () => {
    const controller = new AbortController();
    const reason = new Error("enough");
    let calls = 0;
    const progress = () => {
      // As a worker hears it: by a message that comes in while the thread is given up.
      if (++calls === 1) setImmediate(() => controller.abort(reason));
    };
    await expect(load(source, { n: 20_000 }, { signal: controller.signal, progress })).rejects.toBe(reason);
    expect(calls).toBeLessThan(20);
    const stopped = { signal: AbortSignal.abort(), progress() {} };
    await expect(load(source, {}, stopped)).rejects.toMatchObject({ name: "AbortError" });
  });

  it("refuses what would not fit in memory with a sentence that says what would", async () => {
    await expect(load(source, { n: 100_000, size: 96 })).rejects.toThrow(
      /need .* GB of memory; ask for at most \d+ of this size/,
    );
  });
});
