import { encode } from "fast-png";
import { strToU8, zipSync } from "fflate";
import { describe, expect, test } from "vitest";
import { type Dataset, defaultImportOptions, type FileRef } from "./dataset";
import { readFeatures } from "./feature-files";
import { importFiles } from "./import-files";

const file = (path: string, bytes: Uint8Array | string): FileRef => ({
  path,
  blob: new Blob([typeof bytes === "string" ? bytes : new Uint8Array(bytes)]),
});

/** An NPY file, as numpy writes it. */
function npy(descr: string, dims: readonly number[], body: Uint8Array): Uint8Array {
  const text = `{'descr': '${descr}', 'fortran_order': False, 'shape': (${dims.join(", ")},), }\n`;
  return Uint8Array.of(0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, text.length, 0, ...strToU8(text), ...body);
}

const floats = (dims: readonly number[], values: readonly number[]) =>
  npy("<f4", dims, new Uint8Array(Float32Array.from(values).buffer));

/** numpy.array(texts), "<U4". */
const texts = (values: readonly string[]) =>
  npy(
    "<U4",
    [values.length],
    new Uint8Array(Uint32Array.from(values.flatMap((text) => [0, 1, 2, 3].map((i) => text.codePointAt(i) ?? 0))).buffer),
  );

/** `rows` rows of `cols` values; row i is i everywhere but in column 0, where it is -i. */
const ramp = (rows: number, cols: number) =>
  floats(
    [rows, cols],
    Array.from({ length: rows * cols }, (_, p) => (p % cols === 0 ? -1 : 1) * Math.floor(p / cols)),
  );

const context = { signal: new AbortController().signal, progress: () => {} };
const attach = (files: readonly FileRef[], paths: readonly string[]) => readFeatures(files, { paths }, context);
const load = (files: readonly FileRef[], limit: number | null = null) =>
  importFiles("t", files, { ...defaultImportOptions, limit }, context, async () => ({
    width: 8,
    height: 8,
    rgba: new Uint8ClampedArray(256).fill(9),
  }));
const png = encode({ width: 8, height: 8, channels: 1, data: new Uint8Array(64) });

/** What of the first column stands where: 0, 1, 2 in the order of the rows. */
const order = (data: Float32Array, cols: number) => {
  const first = Array.from(data).filter((_, p) => p % cols === 0);
  const sorted = [...first].sort((a, b) => b - a);
  return first.map((value) => sorted.indexOf(value));
};

describe("features for images at hand", () => {
  const paths = ["d/b.png", "d/a.png", "d/c.png"];

  test.each(["features.txt", "names.txt", "features_names.csv"])("an NPY with its names in %s", async (list) => {
    const { features, report } = await attach(
      [file("features.npy", ramp(3, 4)), file(list, "name\na.png\nb.png\nc.png\n")],
      paths,
    );
    expect(features).toMatchObject({ title: "features.npy", source: "features.npy", vectors: { rows: 3, cols: 4 } });
    expect(order(features.vectors.data, 4)).toEqual([1, 0, 2]);
    expect(report.problems).toEqual([]);
  });

  test("an NPY without names goes by order; square rows are vectors too", async () => {
    const { features, report } = await attach([file("x.npy", ramp(3, 64))], paths);
    expect(order(features.vectors.data, 64)).toEqual([0, 1, 2]);
    expect(report.notes[0]).toContain("in the order of the images");
  });

  test("an NPZ with an array of names", async () => {
    const npz = zipSync({ "features.npy": ramp(3, 4), "names.npy": texts(["c", "b", "a"]) });
    const { features } = await attach([file("f.npz", npz)], paths);
    expect(order(features.vectors.data, 4)).toEqual([1, 2, 0]);
    expect(features.title).toBe("f.npz/features.npy");
  });

  test("train and test are joined where one alone lacks images", async () => {
    const { features } = await attach(
      [file("train.csv", "file,p,q\na,1,1\nb,2,1\n"), file("test.csv", "file,p,q\nc,3,1\n")],
      paths,
    );
    expect(features.title).toBe("test.csv + train.csv");
    expect(features.vectors.rows).toBe(3);
  });

  test("what lacks rows is refused with a sentence and the problems that led to it", async () => {
    const failed = attach([file("f.csv", "file,p,q\na,1,1\nb,2,\nc,3,1\n")], paths);
    await expect(failed).rejects.toThrow(
      "1 image has no row in f.csv: d/b.png. Every image needs one. f.csv: Line 3, of b, was left out: its field 3 is empty.",
    );
    await expect(attach([file("f.txt", "a\nb\n")], paths)).rejects.toThrow("None of the files holds features");
    const nan = attach([file("x.npy", floats([3, 2], [0, 1, 2, 3, 4, Number.NaN]))], paths);
    await expect(nan).rejects.toThrow("It holds 1 value that is not a finite number (NaN or infinite).");
  });
});

describe("a table that lacks rows of pictures in folders", () => {
  // Every folder has the same file names, as scans and downloads are numbered.
  const names = ["apple", "elm", "oak"].flatMap((folder) => [1, 2, 3, 4].map((i) => `${folder}/00${i}.jpg`));
  const paths = names.map((name) => `leaves/${name}`);
  const rows = names.map((name, i) => `${name},${i},${i * i}`);
  const attachRows = (lines: readonly string[]) => attach([file("gap.csv", ["file,p,q", ...lines].join("\n"))], paths);

  test("tells that a row was left out, and why", async () => {
    const start =
      "1 image has no row in gap.csv: leaves/apple/003.jpg. Every image needs one. gap.csv: Line 4, of apple/003.jpg, was";
    await expect(attachRows(rows.with(2, "apple/003.jpg,,4"))).rejects.toThrow(`${start} left out: its field 2 is empty.`);
    const short = attachRows(rows.with(2, "apple/003.jpg,4"));
    await expect(short).rejects.toThrow(`${start} left out: it has 2 fields, and the first line 3.`);
    const message = await short.then(String, String);
    expect(message.match(/left out/g)).toHaveLength(1);
  });

  test("is told from one of other pictures", async () => {
    await expect(attachRows(rows.slice(0, 7))).rejects.toMatchObject({ related: true });
    await expect(attachRows(rows.map((_, i) => `p${i}.png,${i},1`))).rejects.toMatchObject({ related: false });
  });

  test("tells of several left out, the first of them one by one", async () => {
    const failed = attachRows(rows.map((row, i) => (i < 5 ? `${names[i]},,1` : row)));
    await expect(failed).rejects.toThrow(
      /^5 images .* Line 4, of apple\/003.jpg, was left out.* So were 2 more rows of these images.$/,
    );
  });

  test("tells how many pictures it ends before, and takes no other folder's row for theirs", async () => {
    await expect(attachRows(rows.slice(0, 7))).rejects.toThrow(
      "5 images have no row in gap.csv, among them leaves/elm/004.jpg, leaves/oak/001.jpg, leaves/oak/002.jpg. Every image needs one.",
    );
    // The same of names from another place, and of names without an extension.
    const moved = attachRows(rows.slice(0, 11).map((row) => `/scans/${row}`));
    await expect(moved).rejects.toThrow("1 image has no row in gap.csv: leaves/oak/004.jpg.");
    const stems = attachRows(rows.slice(0, 11).map((row) => row.replace(".jpg", "")));
    await expect(stems).rejects.toThrow("1 image has no row in gap.csv: leaves/oak/004.jpg.");
  });
});

describe("a dataset of vectors alone", () => {
  const vectors = ({ images }: Dataset) => images;

  test("a table: names, labels in the order of their numbers, scaled values", async () => {
    const rows = Array.from({ length: 12 }, (_, i) => `${i}.png,${11 - i},${i},${2 * i}`).join("\n");
    const { shape, pixels, paths, truth } = vectors(await load([file("f.csv", `file,label,p,q\n${rows}`)]));
    expect(shape).toEqual({ count: 12, height: 1, width: 2, channels: 1, vectors: true });
    expect(paths[11]).toBe("11.png");
    expect(truth?.names).toEqual(["0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11"]);
    expect(truth?.codes[0]).toBe(11);
    // Mean 0, mean variance of the columns 1, and q twice p.
    expect(pixels.reduce((sum, value) => sum + value, 0)).toBeCloseTo(0, 4);
    expect(pixels.reduce((sum, value) => sum + value * value, 0) / 24).toBeCloseTo(1, 5);
    expect(pixels[1] / pixels[0]).toBeCloseTo(2, 5);
  });

  test("an NPY that is no set of pictures, its labels in another, evenly thinned", async () => {
    const labels = npy(
      "|u1",
      [40],
      Uint8Array.from({ length: 40 }, (_, i) => i % 3),
    );
    const loaded = await load([file("x_train.npy", ramp(40, 20)), file("y_train.npy", labels)], 10);
    expect(loaded.images.shape).toEqual({ count: 10, height: 1, width: 20, channels: 1, vectors: true });
    expect(loaded.images.paths[0]).toBe("x_train.npy#0");
    expect(await loaded.original(0)).toBeNull();
    const { names = [], codes = [] } = loaded.images.truth ?? {};
    for (const [i, path] of loaded.images.paths.entries()) expect(names[codes[i]]).toBe(String(Number(path.split("#")[1]) % 3));
  });

  test.each([9, 30])("rows with a single 1 each are labels, of %i classes, and never learned from", async (classes) => {
    const codes = [3, 0, 8, 3];
    const oneHot = floats(
      [4, classes],
      codes.flatMap((code) => Array.from({ length: classes }, (_, j) => (j === code ? 1 : 0))),
    );
    const pictures = npy("|u1", [4, 8, 8], new Uint8Array(256));
    const { images, features, report } = await load([file("X.npy", pictures), file("Y.npy", oneHot)]);
    expect(images.truth).toEqual({ codes: Int32Array.of(1, 0, 2, 1), names: ["0", "3", "8"] });
    expect(features).toBeUndefined();
    expect(report.notes.join(" ")).toContain(`taken for labels, of ${classes} classes`);
  });

  test("the same labels in both forms are labels once", async () => {
    const codes = Uint8Array.of(1, 0, 2, 1);
    const oneHot = floats(
      [4, 3],
      [...codes].flatMap((code) => [0, 1, 2].map((j) => (j === code ? 1 : 0))),
    );
    const npz = zipSync({
      "arr_0.npy": npy("|u1", [4, 8, 8], new Uint8Array(256)),
      "arr_1.npy": npy("|u1", [4], codes),
      "arr_2.npy": oneHot,
    });
    const { images } = await load([file("d.npz", npz)]);
    expect(images.truth?.codes).toEqual(Int32Array.from(codes));
  });

  test("an NPZ whose labels are texts", async () => {
    const npz = zipSync({ "embeddings.npy": ramp(4, 64), "y.npy": texts(["oak", "elm", "oak", "elm"]) });
    const { images } = await load([file("f.npz", npz)]);
    expect(images.shape).toMatchObject({ width: 64, vectors: true });
    expect(images.truth).toEqual({ codes: Int32Array.of(1, 0, 1, 0), names: ["elm", "oak"] });
  });

  test("square rows are pictures unless the file's name says otherwise; odd values are remarked on", async () => {
    const pictures = await load([file("x.npy", ramp(4, 64))]);
    expect(pictures.images.shape).toEqual({ count: 4, height: 8, width: 8, channels: 1 });
    const values = Array.from({ length: 256 }, (_, p) => Math.sin(p) * 3.5);
    const odd = await load([file("x.npy", floats([4, 64], values))]);
    expect(odd.report.notes[0]).toContain("call the file features.npy");
    expect((await load([file("x_features.npy", floats([4, 64], values))])).images.shape.vectors).toBe(true);
    expect((await load([file("x.npy", floats([4, 64, 1, 1], values))])).images.shape).toMatchObject({ width: 64, vectors: true });
  });

  test("names that hold folders bring their labels, where no column does", async () => {
    const names = ["train/pear/1.png", "train/apple/1.png", "train/pear/2.png", "train/apple/2.png"];
    const rows = (more: (i: number) => string) => names.map((name, i) => `${name}${more(i)},${i},${i * i}`).join("\n");
    const { images } = await load([file("f.csv", `file,p,q\n${rows(() => "")}`)]);
    expect(images.truth).toEqual({ codes: Int32Array.of(1, 0, 1, 0), names: ["apple", "pear"] });
    const own = await load([file("f.csv", `file,label,p,q\n${rows((i) => `,${"xy"[i >> 1]}`)}`)]);
    expect(own.images.truth?.names).toEqual(["x", "y"]);
    // Files in folders say nothing of their rows.
    const bare = await load([file("d/a/f.csv", "1.5,2\n3,4\n"), file("d/b/f.csv", "5,6\n7,8\n")]);
    expect(bare.images.truth).toBeNull();
  });

  test("an index in the first column is told of", async () => {
    const { images, report } = await load([file("f.csv", "0,1.5,2\n1,3,4\n2,5,6\n")]);
    expect(images.shape).toMatchObject({ count: 3, width: 2 });
    expect(report.notes[0]).toContain("counts the rows");
  });

  test("that tells nothing apart is refused; what only carries nothing is counted", async () => {
    const table = (cell: (i: number) => string) =>
      file("f.csv", `file,p,q,r\n${[0, 1, 2, 3].map((i) => `${i}.png,1,${cell(i)},${cell(i)}`).join("\n")}`);
    await expect(load([table(() => "5")])).rejects.toThrow("All features in f.csv are the same for every image");
    await expect(load([table((i) => (i === 2 ? "1e30" : String(i)))])).rejects.toThrow(
      "2.png has a feature of 1.00e+30 in f.csv",
    );
    const { report } = await load([table(String)]);
    expect(report.notes).toContain("1 of 3 features is the same for every image and carries nothing.");
    const attached = attach([table((i) => (i === 2 ? "1e30" : String(i)))], ["a/0.png", "a/1.png", "a/2.png", "a/3.png"]);
    await expect(attached).rejects.toThrow("a/2.png has a feature of 1.00e+30");
  });

  test("of several tables: what is said of one row names its own file", async () => {
    const table = (name: string, cell: string) => {
      const rows = [0, 1, 2, 3].map((i) => `${name}${i}.png,${i * i},${i === 2 ? cell : -i}`);
      return file(`d/${name}.csv`, ["file,p,q", ...rows].join("\n"));
    };
    const large = /^b2.png has a feature of 1.00e\+30 in b.csv, beside/;
    await expect(load([table("a", "2"), table("b", "1e30")])).rejects.toThrow(large);
    const paths = [0, 1, 2, 3].flatMap((i) => [`a${i}.png`, `b${i}.png`]);
    await expect(attach([table("a", "2"), table("b", "1e30")], paths)).rejects.toThrow(large);
    const { report } = await load([table("a", "2"), table("b", "")]);
    expect(report.problems).toEqual([{ path: "d/b.csv", reason: "Line 4, of b2.png, was left out: its field 3 is empty." }]);
  });

  test("nothing but faulty rows", async () => {
    await expect(load([file("f.csv", "file,p,q\na,,\n")])).rejects.toThrow("None of the files holds images");
  });
});

describe("features beside pictures", () => {
  const pictures = ["oak/1.png", "oak/2.png", "elm/3.png"].map((path) => file(`d/${path}`, png));
  const table = (names: readonly string[]) =>
    `file,${Array.from({ length: 8 }, (_, i) => `f${i}`)}\n${names
      .map((name, i) => `${name},${Array.from({ length: 8 }, (_, j) => i * (j + 1))}`)
      .join("\n")}`;

  test("are kept with them where each has a row", async () => {
    const { images, features, report } = await load([...pictures, file("d/f.csv", table(["1", "2", "3", "4"]))]);
    expect(images.shape).toMatchObject({ count: 3, height: 32 });
    expect(features).toMatchObject({ title: "f.csv", source: "d/f.csv", vectors: { rows: 3, cols: 8 } });
    expect(report.notes).toContain("Each image came with 8 features, in f.csv.");
  });

  test("are reported where one has none", async () => {
    const { features, report } = await load([...pictures, file("d/f.csv", table(["1", "2"]))]);
    expect(features).toBeUndefined();
    expect(report.problems[0].reason).toBe(
      "Its vectors were left out: 1 image has no row in f.csv: d/elm/3.png. Every image needs one.",
    );
  });

  test("by order of all pictures, though only some are kept", async () => {
    const { images, features } = await load([...pictures, file("d/f.npy", ramp(3, 12))], 2);
    expect(images.shape.count).toBe(2);
    expect(features?.vectors.rows).toBe(2);
  });

  test("that come later, without names, are of all pictures as well as of those that were kept", async () => {
    const two = await load(pictures, 2);
    expect(two.allPaths).toHaveLength(3);
    const add = (rows: number) => readFeatures([file("counted.npy", ramp(rows, 12))], two.images, context, two.allPaths);
    const { features, report } = await add(3);
    // Row i is i but for its sign: the kept ones are in their own order, and far from one another.
    const kept = two.images.paths.map((path) => two.allPaths?.indexOf(path));
    const { data } = features.vectors;
    expect([features.vectors.rows, kept.indexOf(0), data[0] > data[12]]).toEqual([2, 0, true]);
    expect(report.notes[0]).toBe("The rows of counted.npy have no names, so they were taken in the order of all 3 images.");
    expect((await add(2)).report.notes[0]).toContain("in the order of the images");
    await expect(add(4)).rejects.toThrow("4 rows without names, but there are 2 images");
    expect((await load(pictures)).allPaths).toBeUndefined();
  });

  test("square rows, one a picture, are features of theirs; more of them are a set of pictures", async () => {
    const values = Array.from({ length: 3 * 64 }, (_, p) => Math.sin(p));
    const beside = await load([...pictures, file("d/vit.npy", floats([3, 64], values))]);
    expect(beside.images.shape).toMatchObject({ count: 3, height: 32 });
    expect(beside.features?.vectors.cols).toBe(64);
    const set = await load([pictures[0], file("d/x.npy", floats([3, 64], values))]);
    expect(set.images.shape).toEqual({ count: 3, height: 8, width: 8, channels: 1 });
  });

  test("that are left out are named", async () => {
    const two = await load([...pictures, file("d/a.npy", ramp(3, 12)), file("d/b.npy", ramp(3, 20))]);
    expect(two.report.notes.join(" ")).toContain("Of several sets of features a.npy was taken; add b.npy alone");
    const few = await load([...pictures, file("d/few.npy", ramp(3, 4))]);
    expect(few.report.notes.join(" ")).toContain(
      "few.npy holds 4 numbers a row, too few to be taken for features: beside pictures those have at least 8. Add it by itself",
    );
  });

  test("that are not finite are refused", async () => {
    // Finite as it stands there, and not as float32.
    const values = Float64Array.from({ length: 3 * 12 }, (_, p) => (p === 13 ? 1e39 : p));
    const f = file("d/f.npy", npy("<f8", [3, 12], new Uint8Array(values.buffer)));
    const { features, report } = await load([...pictures, f]);
    expect(features).toBeUndefined();
    expect(report.problems.at(-1)?.reason).toContain("not a finite number");
    await expect(load([file("f.csv", "file,p,q\na,1,1e39\nb,1,2\nc,2,3\n")])).resolves.toMatchObject({
      images: { shape: { count: 2 } },
    });
  });

  test("facts about pictures are no features, and tables of labels stay such", async () => {
    const facts = "file,label,width,height\n1.png,x,8,8\n2.png,y,8,8\n3.png,x,8,8\n4.png,y,8,8\n";
    const { images, features, report } = await load([...pictures, file("d/facts.csv", facts)]);
    expect(images.truth?.names).toEqual(["x", "y"]);
    expect([features, report.problems]).toEqual([undefined, []]);
  });

  test("many vectors beside a picture that is none of theirs are the dataset", async () => {
    const { images, report } = await load([file("d/plot.png", png), file("d/f.csv", table(["a", "b", "c"]))]);
    expect(images.shape).toMatchObject({ count: 3, vectors: true });
    expect(report.problems[0].path).toBe("d/plot.png");
  });
});
