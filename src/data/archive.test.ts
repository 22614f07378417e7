import { decode } from "fast-png";
import { strFromU8, unzipSync } from "fflate";
import { expect, test } from "vitest";
import { archiveClusters } from "./archive";
import type { Dataset } from "./dataset";
import { UnreadableError } from "./entry";
import { ReportBuilder } from "./import-report";
import { Pace } from "./pace";
import { zipEntries } from "./zip";

function dataset(count: number, original: Dataset["original"]): Dataset {
  const pixels = Float32Array.from({ length: count * 4 }, (_, i) => (i % 256) / 255);
  const paths = Array.from({ length: count }, (_, i) => `in/mnist.gz#${i}`);
  const images = { shape: { count, height: 2, width: 2, channels: 1 as const }, pixels, paths, truth: null };
  return { title: "t", images, report: new ReportBuilder().build(count), hash: "", original };
}

const context = { signal: new AbortController().signal, progress: () => {} };

test("originals go in as they were, pixels as PNG, lost files into problems.txt", async () => {
  const data = dataset(4, async (index) => {
    if (index === 3) throw new UnreadableError("The file was moved.");
    return index < 2 ? { name: "a.jpg", bytes: Uint8Array.of(9, index) } : null;
  });
  const zip = await archiveClusters(data, Int32Array.of(0, 0, 1, 1), ["../oak: 1", "elm"], context);
  const files = unzipSync(new Uint8Array(await zip.arrayBuffer()));
  expect(Object.keys(files)).toEqual(["_oak_ 1/in_a.jpg", "_oak_ 1/in_a (2).jpg", "elm/in_mnist#2.png", "problems.txt"]);
  expect(Array.from(files["_oak_ 1/in_a (2).jpg"])).toEqual([9, 1]);
  expect(Array.from(decode(files["elm/in_mnist#2.png"]).data)).toEqual([8, 9, 10, 11]);
  expect(strFromU8(files["problems.txt"])).toContain("in/mnist.gz#3: The file was moved.");
});

test("a drawn image, which no file is behind, keeps the name of its path", async () => {
  const drawn = dataset(2, async () => null);
  const data = { ...drawn, images: { ...drawn.images, paths: ["leaves/oak/000000.png", "leaves/elm/000001.png"] } };
  const zip = await archiveClusters(data, Int32Array.of(1, 0), ["a", "b"], context);
  const names = Object.keys(unzipSync(new Uint8Array(await zip.arrayBuffer())));
  expect(names).toEqual(["b/leaves_oak_000000.png", "a/leaves_elm_000001.png"]);
});

test("images in no cluster go into a folder of their own, whatever the others are called", async () => {
  const data = dataset(5, async () => ({ name: "a.jpg", bytes: Uint8Array.of(1) }));
  const zip = await archiveClusters(data, Int32Array.of(-1, 0, 1, -1, 2), ["oak", "noise"], context);
  expect(Object.keys(unzipSync(new Uint8Array(await zip.arrayBuffer())))).toEqual([
    "noise (2)/in_a.jpg",
    "oak/in_a.jpg",
    "noise/in_a.jpg",
    "noise (2)/in_a (2).jpg",
    "unassigned/in_a.jpg",
  ]);
});

test("a long name keeps its extension, and no half of a character", async () => {
  const names = [`${"x".repeat(300)}.jpeg`, `${"x".repeat(119)}🍂🍂`, `${"y".repeat(300)}. `];
  const data = dataset(3, async (index) => ({ name: names[index], bytes: Uint8Array.of(1) }));
  const zip = await archiveClusters(data, new Int32Array(3), ["a"], context);
  expect(Object.keys(unzipSync(new Uint8Array(await zip.arrayBuffer())))).toEqual([
    `a/in_${"x".repeat(112)}.jpeg`,
    `a/in_${"x".repeat(117)}`,
    `a/in_${"y".repeat(117)}`,
  ]);
});

test("more than 65,535 entries are counted in ZIP64", async () => {
  const count = 65_600;
  const bytes = Uint8Array.of(1);
  const data = dataset(count, async (index) => ({ name: `${index}.x`, bytes }));
  const zip = await archiveClusters(data, new Int32Array(count), ["a"], context);
  const pace = new Pace({ signal: context.signal, progress: () => {} });
  const entries = await zipEntries("z", zip, new ReportBuilder(), pace);
  expect(entries.length).toBe(count);
  expect(entries[count - 1].path).toBe(`z/a/in_${count - 1}.x`);
  expect(Array.from(await entries[count - 1].bytes())).toEqual([1]);
});

test("a cancel is heard", async () => {
  const signal = AbortSignal.abort();
  await expect(
    archiveClusters(
      dataset(2, async () => null),
      new Int32Array(2),
      ["a"],
      { ...context, signal },
    ),
  ).rejects.toMatchObject({ name: "AbortError" });
});
