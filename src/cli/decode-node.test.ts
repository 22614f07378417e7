import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { encode as encodeBmp } from "bmp-ts";
import sharp from "sharp";
import { expect, onTestFinished, test } from "vitest";
import { defaultImportOptions } from "../data/dataset";
import { importFiles } from "../data/import-files";
import { decodeInNode } from "./decode-node";
import { fileRefs } from "./file-refs";

/** 24 x 16, left half red, right half blue. */
const halves = () => {
  const data = Buffer.alloc(24 * 16 * 3);
  for (let i = 0; i < 24 * 16; i++) data[3 * i + (i % 24 < 12 ? 0 : 2)] = 255;
  return sharp(data, { raw: { width: 24, height: 16, channels: 3 } });
};

const pixel = (picture: { width: number; rgba: Uint8ClampedArray }, x: number, y: number) =>
  Array.from(picture.rgba.subarray(4 * (y * picture.width + x), 4 * (y * picture.width + x) + 4));

test("every form gives the same picture", async () => {
  const forms = {
    png: await halves().png().toBuffer(),
    webp: await halves().webp({ lossless: true }).toBuffer(),
    gif: await halves().gif().toBuffer(),
    jpeg: await halves().jpeg({ quality: 100, chromaSubsampling: "4:4:4" }).toBuffer(),
    avif: await halves().avif({ lossless: true }).toBuffer(),
  };
  for (const [form, bytes] of Object.entries(forms)) {
    const picture = await decodeInNode(bytes, form);
    expect([picture.width, picture.height], form).toEqual([24, 16]);
    const [red, green, blue, alpha] = pixel(picture, 2, 3);
    expect(red, form).toBeGreaterThan(245);
    expect(green + blue, form).toBeLessThan(20);
    expect(alpha, form).toBe(255);
    expect(pixel(picture, 20, 3)[2], form).toBeGreaterThan(245);
  }
});

test("an EXIF turn is made", async () => {
  const turned = await decodeInNode(await halves().withMetadata({ orientation: 6 }).jpeg().toBuffer(), "a.jpg");
  // Orientation 6: the stored left side is shown on top.
  expect([turned.width, turned.height]).toEqual([16, 24]);
  expect(pixel(turned, 8, 2)[0]).toBeGreaterThan(200);
  expect(pixel(turned, 8, 21)[2]).toBeGreaterThan(200);
});

test("bitmaps are read, and alpha of PNG is kept", async () => {
  // bmp-ts takes alpha, blue, green, red.
  const abgr = Buffer.from([255, 30, 20, 10, 255, 60, 50, 40]);
  const bmp = encodeBmp({ width: 2, height: 1, data: abgr, bitPP: 24 });
  const picture = await decodeInNode(new Uint8Array(bmp.data), "a.bmp");
  expect(Array.from(picture.rgba)).toEqual([10, 20, 30, 255, 40, 50, 60, 255]);
  const clear = sharp(Buffer.from([9, 8, 7, 100]), { raw: { width: 1, height: 1, channels: 4 } });
  expect(Array.from((await decodeInNode(await clear.png().toBuffer(), "a.png")).rgba)).toEqual([9, 8, 7, 100]);
});

test("a folder with a cut JPEG, a false PNG and pictures of many kinds", async () => {
  const folder = await mkdtemp(join(tmpdir(), "kindred-import-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const jpeg = await halves().jpeg().toBuffer();
  await expect(decodeInNode(jpeg.subarray(0, jpeg.length - 100), "cut")).rejects.toThrow();
  const clear = sharp({ create: { width: 20, height: 20, channels: 4, background: { r: 0, g: 0, b: 0, alpha: 0 } } });
  await writeFile(join(folder, "a.jpg"), jpeg);
  await writeFile(join(folder, "b.jpg"), jpeg.subarray(0, jpeg.length - 100));
  await writeFile(join(folder, "c.png"), "no picture");
  await writeFile(join(folder, "d.png"), await clear.png().toBuffer());
  await writeFile(join(folder, "e"), await halves().webp().toBuffer());
  const context = { signal: new AbortController().signal, progress: () => {} };
  const { images, report } = await importFiles(
    "t",
    await fileRefs([folder]),
    { ...defaultImportOptions, fit: "fit" },
    context,
    decodeInNode,
  );
  expect(images.paths.map((path) => path.slice(path.indexOf("/") + 1))).toEqual(["a.jpg", "d.png", "e"]);
  expect(images.truth).toBeNull();
  expect(report.problems.map((problem) => problem.reason)).toEqual([
    "The file ends before the picture does: it is cut short.",
    "It holds text, not a picture.",
  ]);
  // Transparency is laid on white.
  const size = 32 * 32 * 3;
  expect(images.pixels.subarray(size, 2 * size).every((value) => value === 1)).toBe(true);
});
