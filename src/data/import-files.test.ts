import { existsSync, readFileSync } from "node:fs";
import { decode as decodePng, encode } from "fast-png";
import { gzipSync, strToU8, zipSync } from "fflate";
import { describe, expect, test } from "vitest";
import { type DecodePicture, defaultImportOptions, type FileRef, ImportError, type ImportOptions } from "./dataset";
import { importFiles } from "./import-files";

/** Grey or RGB PNG only: what the page's and Node's decoders do beyond that is theirs to test. */
const decode: DecodePicture = async (bytes) => {
  const { width, height, channels, data } = decodePng(bytes);
  const rgba = new Uint8ClampedArray(width * height * 4).fill(255);
  for (let i = 0; i < width * height; i++) for (let c = 0; c < 3; c++) rgba[4 * i + c] = data[i * channels + (c % channels)];
  return { width, height, rgba };
};

const file = (path: string, bytes: Uint8Array | string): FileRef => ({
  path,
  blob: new Blob([typeof bytes === "string" ? bytes : new Uint8Array(bytes)]),
});

function run(files: readonly FileRef[], options: Partial<ImportOptions> = {}, signal = new AbortController().signal) {
  return importFiles("t", files, { ...defaultImportOptions, ...options }, { signal, progress: () => {} }, decode);
}

function png(value: number, channels: 1 | 3 = 1, side = 16): Uint8Array {
  const data = Uint8Array.from({ length: side * side * channels }, (_, i) => value + (i % channels));
  return encode({ width: side, height: side, channels, data });
}

function idx(dims: readonly number[], values: ArrayLike<number>): Uint8Array {
  const bytes = new Uint8Array(4 + 4 * dims.length + values.length);
  bytes.set([0, 0, 8, dims.length]);
  dims.forEach((size, axis) => {
    new DataView(bytes.buffer).setUint32(4 + 4 * axis, size);
  });
  bytes.set(values, 4 + 4 * dims.length);
  return bytes;
}

/** `count` images of 8 x 8, image i of value first + i. */
const idxImages = (count: number, first: number) =>
  idx(
    [count, 8, 8],
    Uint8Array.from({ length: count * 64 }, (_, i) => first + Math.floor(i / 64)),
  );

/** A PNG's header that claims 20,000 x 20,000 pixels; nothing behind it. */
const giant = () => {
  const bytes = png(1);
  new DataView(bytes.buffer, bytes.byteOffset).setUint32(16, 20000);
  new DataView(bytes.buffer, bytes.byteOffset).setUint32(20, 20000);
  return bytes;
};

describe("pictures", () => {
  test("a table of labels as Excel saves it, in Windows' letters, with a line too few", async () => {
    const table = Uint8Array.from("file;label\nd/K\u00e4fer.png;B\u00e4r\n", (letter) => letter.charCodeAt(0));
    const { images, report } = await run([file("d/K\u00e4fer.png", png(1)), file("d/x.png", png(2)), file("labels.csv", table)]);
    // One broken letter does not make the others Windows'.
    const stray = [...strToU8("file,label\nd/K\u00e4fer.png,B\u00e4r\nd/x.png,"), 0xe9];
    const broken = await run([file("d/K\u00e4fer.png", png(1)), file("d/x.png", png(2)), file("l.csv", Uint8Array.from(stray))]);
    expect(broken.images.truth?.names).toContain("B\u00e4r");
    expect(images.truth?.names).toContain("B\u00e4r");
    expect(report.notes.join(" ")).toContain(
      "Labels of 1 picture were taken from the table of labels. It has none of 1 other picture.",
    );
  });

  test("folders are labels, the order of the drop doesn't matter, grey is found", async () => {
    const files = [
      file("d/oak/1.png", png(10)),
      file("d/elm/2.png", png(20)),
      file("d/elm/1.png", png(30)),
      file("d/.DS_Store", "x"),
    ];
    const a = await run(files);
    const b = await run([...files].reverse());
    expect(a.images.paths).toEqual(["d/elm/1.png", "d/elm/2.png", "d/oak/1.png"]);
    expect(a.images.truth).toEqual({ codes: Int32Array.of(0, 0, 1), names: ["elm", "oak"] });
    expect(a.images.shape).toEqual({ count: 3, height: 32, width: 32, channels: 1 });
    expect(a.images.pixels[0]).toBe(Math.fround(30 / 255));
    expect(b.hash).toBe(a.hash);
    expect(a.report.notes).toContain("All pictures are grey.");
    expect(a.report.notes).toContain("Passed over 1 hidden or system file.");
    expect(await a.original(2)).toEqual({ name: "1.png", bytes: new Uint8Array(png(10)) });
  });

  test("one coloured picture makes all RGB, and grey can be asked for", async () => {
    const files = [file("1.png", png(10)), file("2.png", png(20, 3))];
    expect((await run(files)).images.shape.channels).toBe(3);
    const grey = await run(files, { channels: "grey", size: 16 });
    expect(grey.images.shape).toEqual({ count: 2, height: 16, width: 16, channels: 1 });
    // 0.299 * 20 + 0.587 * 21 + 0.114 * 22
    expect(grey.images.pixels[256]).toBeCloseTo(20.815 / 255, 6);
  });

  test("every bad file is named with its reason and the rest is imported", async () => {
    const gone: Blob = Object.assign(new Blob(["x"]), {
      arrayBuffer: () => Promise.reject(new DOMException("gone", "NotFoundError")),
    });
    const whole = png(3);
    const { images, report } = await run([
      file("d/good.png", png(1)),
      file("d/text.png", "not a picture at all"),
      file("d/cut.png", whole.slice(0, whole.length - 6)),
      file("d/cut.jpg", Uint8Array.of(0xff, 0xd8, 0xff, 0xda, 0, 4, 1, 2, 3, 4)),
      file("d/empty.jpg", ""),
      file("d/giant.png", giant()),
      { path: "d/gone.png", blob: gone },
      file("d/notes.txt", "hello"),
      file("d/paper.pdf", "%PDF-1.7"),
    ]);
    expect(images.paths).toEqual(["d/good.png"]);
    expect(Object.fromEntries(report.problems.map((problem) => [problem.path, problem.reason]))).toEqual({
      "d/text.png": "It holds text, not a picture.",
      "d/cut.png": "The file ends before the picture does: it is cut short.",
      "d/cut.jpg": "The file ends before the picture does: it is cut short.",
      "d/empty.jpg": "The file is empty (0 bytes).",
      "d/giant.png": "It is 20,000 × 20,000 pixels (400 megapixels); up to 67 megapixels are read.",
      "d/gone.png": "The file was moved or deleted before it could be read.",
      "d/notes.txt": "It holds text, not a picture.",
      "d/paper.pdf": "It is a PDF document, not a picture.",
    });
    expect(report.files).toBe(9);
  });

  test("nothing to import is an ImportError with its report", async () => {
    await expect(run([])).rejects.toThrow("There are no files to import.");
    const error = await run([file("a.png", "text")]).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(ImportError);
    expect(error instanceof ImportError && error.report.problemCount).toBe(1);
    expect(String(error)).toContain("None of the pictures could be read. a.png: It holds text, not a picture.");
  });

  test("a cancel before and between files is an AbortError", async () => {
    await expect(run([file("a.png", png(1))], {}, AbortSignal.abort())).rejects.toMatchObject({ name: "AbortError" });
    const controller = new AbortController();
    const files = Array.from({ length: 50 }, (_, i) => file(`${i}.png`, png(1)));
    let decoded = 0;
    const stopping: DecodePicture = async (bytes, path) => {
      if (++decoded === 5) controller.abort();
      return decode(bytes, path);
    };
    const loading = importFiles("t", files, defaultImportOptions, { signal: controller.signal, progress: () => {} }, stopping);
    await expect(loading).rejects.toMatchObject({ name: "AbortError" });
    expect(decoded).toBeLessThan(12);
  });

  test("a ZIP of folders, with one path that climbs out, and a table of labels", async () => {
    const zip = zipSync({ "leaves/oak/1.png": png(1), "leaves/elm/2.png": png(2), "../evil.png": png(3), "__MACOSX/x": png(4) });
    const { images, report, original } = await run([file("leaves.zip", zip)]);
    expect(images.paths).toEqual(["leaves.zip/leaves/elm/2.png", "leaves.zip/leaves/oak/1.png"]);
    expect(images.truth?.names).toEqual(["elm", "oak"]);
    expect(report.problems).toEqual([
      { path: "leaves.zip/../evil.png", reason: "Its path in the ZIP climbs out of the archive, so it was not opened." },
    ]);
    expect((await original(0))?.bytes).toEqual(new Uint8Array(png(2)));
    const table = await run([
      file("1.png", png(1)),
      file("2.png", png(2)),
      file("labels.csv", "file,label\n1.png,ash\n2.png,fir\n"),
    ]);
    expect(table.images.truth).toEqual({ codes: Int32Array.of(0, 1), names: ["ash", "fir"] });
  });

  test("a limit reads only some files", async () => {
    const files = Array.from({ length: 40 }, (_, i) => file(`${String(i).padStart(2, "0")}.png`, png(i)));
    const { images } = await run(files, { limit: 7 });
    expect(images.paths.length).toBe(7);
    expect(new Set(images.paths).size).toBe(7);
  });
});

describe("arrays", () => {
  test("train and test are joined, labels matched by name, gzip opened", async () => {
    const { images, report, original } = await run([
      file("d/t10k-labels-idx1-ubyte.gz", gzipSync(idx([1], [9]))),
      file("d/t10k-images-idx3-ubyte.gz", gzipSync(idxImages(1, 50))),
      file("d/train-images-idx3-ubyte", idxImages(2, 10)),
      file("d/train-labels-idx1-ubyte", idx([2], [4, 7])),
    ]);
    expect(images.shape).toEqual({ count: 3, height: 8, width: 8, channels: 1 });
    expect(images.truth).toEqual({ codes: Int32Array.of(0, 1, 2), names: ["4", "7", "9"] });
    expect(images.pixels[64]).toBe(Math.fround(11 / 255));
    expect(images.pixels[128]).toBe(Math.fround(50 / 255));
    expect(report.notes).toEqual(["Joined train and test, train first."]);
    expect(await original(0)).toBeNull();
  });

  test("labels of another length, a wrong header, and missing labels", async () => {
    const { images, report } = await run([
      file("train-images-idx3-ubyte", idxImages(2, 10)),
      file("train-labels-idx1-ubyte", idx([2], [4, 7])),
      file("test-images-idx3-ubyte", idxImages(3, 10)),
      file("test-labels-idx1-ubyte", idx([2], [4, 7])),
      file("val-images-idx3-ubyte", idxImages(3, 10).slice(0, 100)),
    ]);
    expect(images.truth?.codes).toEqual(Int32Array.of(0, 1, -1, -1, -1));
    expect(report.problems.map(({ path, reason }) => [path, reason.slice(0, 40)])).toEqual([
      ["test-labels-idx1-ubyte", "It holds 2 labels, but test-images-idx3-"],
      ["val-images-idx3-ubyte", "Its header says 3 × 8 × 8 values, which "],
    ]);
  });

  test("an array file too large to hold is named, and none of it is read but its head", async () => {
    const huge = {
      size: 3 * 1024 ** 3,
      slice: () => new Blob([new Uint8Array(idx([1, 8, 8], new Uint8Array(64)))]),
      arrayBuffer: () => Promise.reject(new Error("read whole")),
    } as unknown as Blob;
    const { images, report } = await run([{ path: "huge-images", blob: huge }, file("images", idxImages(2, 10))]);
    expect(images.shape.count).toBe(2);
    expect(report.problems).toEqual([
      {
        path: "huge-images",
        reason: "The file is 3.0 GiB large; up to 2.0 GiB is read. Split it, or save fewer or smaller images.",
      },
    ]);
  });

  test("CIFAR records, names of classes, and a length that isn't whole", async () => {
    const record = (label: number) =>
      Uint8Array.from({ length: 3073 }, (_, i) => (i === 0 ? label : Math.floor((i - 1) / 1024) * 100));
    const { images, report } = await run([
      file("data_batch_1.bin", record(1)),
      file("test_batch.bin", record(0)),
      file("bad.bin", new Uint8Array(100)),
      file("batches.meta.txt", "plane\ncar\n\n"),
    ]);
    expect(images.shape).toEqual({ count: 2, height: 32, width: 32, channels: 3 });
    expect(Array.from(images.pixels.subarray(0, 3))).toEqual([0, Math.fround(100 / 255), Math.fround(200 / 255)]);
    expect(images.truth).toEqual({ codes: Int32Array.of(1, 0), names: ["plane", "car"] });
    expect(report.problems[0]).toMatchObject({ path: "bad.bin" });
  });

  test("NPZ pairs, and NaN is refused with its count", async () => {
    const npy = (descr: string, dims: string, body: Uint8Array) => {
      const text = `{'descr': '${descr}', 'fortran_order': False, 'shape': (${dims}), }\n`;
      return Uint8Array.of(0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, text.length, 0, ...strToU8(text), ...body);
    };
    const pixels = npy(
      "|u1",
      "2, 64",
      Uint8Array.from({ length: 128 }, (_, i) => 2 * i + 1),
    );
    const npz = zipSync({ "arr_0.npy": pixels, "arr_1.npy": npy("|u1", "2,", Uint8Array.of(3, 1)) });
    const { images } = await run([file("set.npz", npz)]);
    expect(images.shape).toEqual({ count: 2, height: 8, width: 8, channels: 1 });
    expect(images.truth).toEqual({ codes: Int32Array.of(1, 0), names: ["1", "3"] });
    const nan = npy("<f4", "1, 64", new Uint8Array(Float32Array.from({ length: 64 }, (_, i) => (i < 2 ? Number.NaN : 0)).buffer));
    await expect(run([file("x.npy", nan)])).rejects.toThrow("It holds 2 values that are not finite numbers");
  });

  test("the kind with more images wins, sizes and channels can be asked for", async () => {
    const mixed = [file("a.png", png(1)), file("images.idx", idxImages(5, 0))];
    const { images, report } = await run(mixed, { size: 16, channels: "rgb", limit: 2 });
    expect(images.shape).toEqual({ count: 2, height: 16, width: 16, channels: 3 });
    expect(report.problems).toEqual([{ path: "a.png", reason: "Left out: 5 images came beside it in arrays." }]);
  });
});

const usps = "../shared/data/usps";
describe("USPS as published", () => {
  const names = ["train-images-idx3", "train-labels-idx1", "test-images-idx3", "test-labels-idx1"].map(
    (name) => `usps-${name}-ubyte.gz`,
  );

  test("IDX and HDF5 agree to rounding, labels and order included", async ({ skip }) => {
    skip(!existsSync(usps), `${usps} is not here`);
    const idxSet = await run(names.map((name) => file(`usps/${name}`, readFileSync(`${usps}/${name}`))));
    const h5Set = await run([file("usps.h5", readFileSync(`${usps}/usps.h5`))]);
    expect(idxSet.images.shape).toEqual({ count: 9298, height: 16, width: 16, channels: 1 });
    expect(h5Set.images.shape).toEqual(idxSet.images.shape);
    expect(h5Set.images.truth).toEqual(idxSet.images.truth);
    let worst = 0;
    for (let i = 0; i < idxSet.images.pixels.length; i++)
      worst = Math.max(worst, Math.abs(idxSet.images.pixels[i] - h5Set.images.pixels[i]));
    expect(worst).toBeLessThanOrEqual(0.5 / 255 + 1e-6);
    const counts = new Array<number>(10).fill(0);
    for (const code of idxSet.images.truth?.codes.subarray(0, 7291) ?? []) counts[code]++;
    // The data folder's README.
    expect(counts).toEqual([1194, 1005, 731, 658, 652, 556, 664, 645, 542, 644]);
  });
});
